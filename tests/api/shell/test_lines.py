"""Lines of another marketplace, and the commands they become."""

import json
from typing import Any

import pytest

from api.shell.importing.lines import CourseLine, NotALine, TutorLine, identity, read
from application.tutor import ImportTutor
from tests.support.brought import COURSES, TUTORS, course, tutor


def line(**other: Any) -> bytes:
    return json.dumps(tutor(**other)).encode()


def brought(**other: Any) -> ImportTutor:
    courses = [CourseLine.model_validate(each) for each in COURSES[:2]]
    return read(TutorLine, line(**other)).imported("elsewhere", courses)


def reason(shape: type[TutorLine | CourseLine], raw: bytes) -> str:
    with pytest.raises(NotALine) as refused:
        read(shape, raw)
    return str(refused.value)


class TestATutor:
    def test_is_called_by_their_number(self) -> None:
        assert brought(tutor=17).display_name == "Tutor 17"
        assert brought(tutor=17).source_reference == "17"

    def test_has_the_same_id_each_time(self) -> None:
        assert brought().tutor_id == brought().tutor_id == identity("elsewhere", "tutor", 1)
        assert brought().tutor_id != identity("b", "tutor", 1)

    def test_is_headed_by_their_first_course(self) -> None:
        assert brought().headline == "Русская грамматика"

    def test_without_a_course_is_headed_by_their_first_sentence(self) -> None:
        headed = read(TutorLine, line()).imported("elsewhere", ())
        assert headed.headline == "Объясняю грамматику просто."

    def test_is_headed_by_part_of_a_long_sentence(self) -> None:
        long = read(TutorLine, line(teaching_style="word " * 100)).imported("elsewhere", ())
        assert len(long.headline) <= 122
        assert long.headline.endswith("word …")

    def test_keeps_what_they_earned(self) -> None:
        earned = brought(response_rate=0.985, attendance_rate=None).reputation
        assert (earned.session_count, earned.student_count) == (61, 11)
        assert (earned.response_rate_percent, earned.attendance_rate_percent) == (98, None)
        assert (earned.price_from_minor, earned.trial_price_minor, earned.currency) == (
            1500,
            500,
            "USD",
        )

    def test_may_speak_a_language_at_no_known_level(self) -> None:
        spoken = {each.language: each.level for each in brought().speaks}
        assert spoken == {"english": 5, "german": None}

    def test_brings_their_courses(self) -> None:
        first, second = brought().courses
        assert (first.subject, first.price_per_hour.minor, first.session_count) == (
            "russian",
            1800,
            30,
        )
        assert second.subject == "other"

    @pytest.mark.parametrize("given", TUTORS, ids=lambda given: str(given["tutor"]))
    def test_of_each_example_is_read(self, given: dict[str, Any]) -> None:
        assert read(TutorLine, json.dumps(given).encode()).tutor == given["tutor"]


class TestABadLine:
    @pytest.mark.parametrize(
        ("raw", "why"),
        [
            (b"{", "not JSON in UTF-8"),
            (b"\xff\xfe{}", "not JSON in UTF-8"),
            (b"[1]", "not a JSON object"),
            (b"null", "not a JSON object"),
        ],
    )
    def test_is_no_object(self, raw: bytes, why: str) -> None:
        assert reason(TutorLine, raw) == why

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("tutor", -1),
            ("timezone", "Moon/Tranquility"),
            ("teach", []),
            ("teach", [["Русский", 7]]),
            ("speaks", [["english", 9]]),
            ("overall_rating", "11.0"),
            ("min_price", "much"),
            ("response_rate", 1.5),
            ("session_count", None),
            ("teaching_style", "x" * 10_001),
            ("teaching_style", "a\0b"),
        ],
    )
    def test_names_the_field_and_repeats_nothing_of_it(self, field: str, value: Any) -> None:
        told = reason(TutorLine, line(**{field: value}))
        assert told.startswith(field)
        for text in ("Moon", "Русский", "much", "xxx", "11.0"):
            assert text not in told

    def test_names_three_fields_at_most(self) -> None:
        told = reason(CourseLine, b"{}")
        assert told.count(";") == 3
        assert told.endswith("and 4 more")

    def test_of_a_course_names_what_is_wrong(self) -> None:
        told = reason(CourseLine, json.dumps(course(price=0, title="")).encode())
        assert told.startswith("title: ")
        assert "price: input should be greater than or equal to 1" in told
