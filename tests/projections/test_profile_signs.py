"""What is found in a profile is kept part by part, beside what reviewers made of the profile."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.shared.event import Fact
from domain.tutor.aggregate import TUTOR
from domain.tutor.events import CourseWithdrawn, SubjectWithdrawn, TutorErased
from domain.tutor.moderation_events import Part
from projections.profile_signs.projector import projection
from projections.profile_signs.queries import ProfileWaiting, profiles_waiting, standing_of
from projections.rows import Row
from projections.texts import NoTextReader
from projections.tutor_search.projector import PROJECTION as SEARCH
from projections.tutor_search.tables import PROFILES as SOUGHT
from tests.domain.tutor.history import (
    ANOTHER,
    APPEALED,
    BOOKABLE,
    OFFERED,
    PUBLISHED,
    SUBJECT,
    approved,
    scored,
    taken_down,
)
from tests.projections.conftest import Show
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.examples import example
from tests.support.laws import folded, obeys_the_laws
from tests.support.people import ANNA, BEN, GRETA, IVAN, OLGA, RITA
from tests.support.scenario import given as after
from tests.support.views import Stream, given, history, stream

PROJECTION = projection(NoTextReader())
CALLING = replace(PUBLISHED, about="Звоните: +7 912 345-67-89")
SWEARING = replace(OFFERED, title="Охуенный курс")
LINKED = replace(SUBJECT, tags="grammar\nwww.anna.ru")
COURSE_GONE = replace(example(CourseWithdrawn), tutor_id=ANNA, course_id="talk")
SUBJECT_GONE = replace(example(SubjectWithdrawn), tutor_id=ANNA, subject="russian")
ERASED = replace(example(TutorErased), tutor_id=ANNA)


UNLIKELY = scored(2, Part.COURSE, "talk", hate=100)


class Vile:
    """This finds toxic what says so."""

    def opinions(self, texts: Sequence[str]) -> Sequence[float | None]:
        return [None for _ in texts]

    def is_toxic(self, text: str) -> bool:
        return "vile" in text


def rows(table: str, *facts: Fact, reader: Any = None) -> list[Row]:
    which = projection(reader) if reader else PROJECTION
    return folded(which, history(stream(f"tutor-{ANNA}", *facts)))[table]


def found(*facts: Fact, reader: Any = None) -> dict[str, list[str]]:
    return {row["part"]: row["signs"] for row in rows("signs", *facts, reader=reader)}


def standing(*facts: Fact) -> Row:
    (row,) = rows("profiles", *facts)
    return row


def of(tutor: str, *facts: Any) -> Stream:
    return stream(f"tutor-{tutor}", *(replace(fact, tutor_id=tutor) for fact in facts))


class TestWhatIsFound:
    def test_is_nothing_in_an_ordinary_profile(self) -> None:
        assert found(*BOOKABLE) == {}

    def test_is_told_part_by_part(self) -> None:
        assert found(CALLING, LINKED, SWEARING) == {
            "course talk": ["swearing"],
            "profile": ["phone"],
            "subject russian": ["link"],
        }

    def test_is_forgotten_when_it_is_put_right_or_withdrawn_or_erased(self) -> None:
        said = (CALLING, LINKED, SWEARING)
        assert found(*said, PUBLISHED, SUBJECT_GONE, COURSE_GONE) == {}
        assert found(*said, OFFERED, SUBJECT).keys() == {"profile"}
        assert found(*said, ERASED) == {}

    def test_is_also_what_a_model_finds(self) -> None:
        vile = replace(CALLING, headline="vile")
        assert found(vile, OFFERED, reader=Vile()) == {"profile": ["phone", "toxic"]}

    def test_is_also_what_a_service_outside_finds_likely(self) -> None:
        (row,) = rows("signs", PUBLISHED, OFFERED, scored(2, hate=9_000, crime=100), UNLIKELY)
        assert (row["part"], row["signs"], row["harms"]) == ("profile", [], ["hate"])
        assert (row["urgency"], row["revision"]) == (3, 2)
        (row,) = rows("signs", CALLING, OFFERED, scored(2, hate=9_000))
        assert (row["signs"], row["harms"], row["urgency"]) == (["phone"], ["hate"], 3)
        assert row["revision"] == 1
        assert rows("signs", CALLING, scored(1, hate=9_000), PUBLISHED) == []


class TestWhatWasDecided:
    def test_is_of_the_wording_that_was_read(self) -> None:
        row = standing(CALLING, SWEARING, approved(2))
        assert (row["revision"], row["approved_revision"], row["step"]) == (2, 2, "approved")
        row = standing(CALLING, approved(1), SWEARING)
        assert (row["revision"], row["approved_revision"], row["step"]) == (2, 1, "waiting")

    def test_is_why_and_when_and_by_whom(self) -> None:
        row = standing(CALLING, taken_down(1), APPEALED)
        assert (row["fault"], row["rule_version"]) == ("contact_details", "2026-03")
        assert (row["decided_at"], row["reviewer_id"]) == (MONDAY, RITA)
        assert (row["argument"], row["step"], row["was_appealed"]) == (
            "It is true.",
            "appealed",
            True,
        )

    def test_is_told_until_the_next_decision(self) -> None:
        row = standing(CALLING, taken_down(1), APPEALED, PUBLISHED)
        assert (row["step"], row["fault"], row["argument"]) == (
            "corrected",
            "contact_details",
            None,
        )
        row = standing(CALLING, taken_down(1), APPEALED, approved(1, by=ANOTHER))
        assert (row["step"], row["fault"], row["reviewer_id"]) == ("approved", None, ANOTHER)
        row = standing(CALLING, taken_down(1), APPEALED, taken_down(1, by=ANOTHER))
        assert (row["step"], row["argument"]) == ("taken_down", "It is true.")

    def test_is_forgotten_with_the_tutor(self) -> None:
        row = standing(CALLING, taken_down(1), APPEALED, ERASED)
        assert (row["step"], row["argument"], row["fault"]) == ("withdrawn", None, None)


def test_the_laws_hold() -> None:
    obeys_the_laws(
        PROJECTION,
        of(
            ANNA,
            CALLING,
            SWEARING,
            taken_down(2),
            APPEALED,
            OFFERED,
            SWEARING,
            scored(4, hate=9_000),
        ),
        of(IVAN, LINKED, CALLING, approved(2), SUBJECT_GONE, taken_down(3), ERASED),
    )


def test_a_revision_is_the_same_for_all_who_count_it() -> None:
    said = (*BOOKABLE, CALLING, taken_down(4), OFFERED, COURSE_GONE, SUBJECT_GONE, approved(7))
    for many in range(1, len(said) + 1):
        facts = said[:many]
        (seen,) = given(*facts).seen_by(SEARCH).rows(SOUGHT)
        tutor = after(*facts).of(TUTOR).state
        assert seen["revision"] == standing(*facts)["revision"] == tutor.standing.revision


def asked(one: ProfileWaiting) -> tuple[int, int, Any, str]:
    return one.turn, one.urgency, one.since, one.tutor_id


def test_the_queue_has_appeals_first_then_the_urgent_and_nobodys_own(show: Show) -> None:
    later = replace(CALLING, published_at=TUESDAY)
    reader = show(
        PROJECTION,
        history(
            of(ANNA, later),
            of(IVAN, CALLING, SWEARING),
            of(BEN, CALLING),
            of(OLGA, PUBLISHED, taken_down(1), PUBLISHED),
            of(GRETA, PUBLISHED, taken_down(1), APPEALED),
            of("at rest", CALLING, approved(1)),
            of("harmless", PUBLISHED),
            of("down", CALLING, taken_down(1)),
            of("new course", CALLING, approved(1), OFFERED),
            of("gone", CALLING, taken_down(1), ERASED),
        ),
    )
    every = profiles_waiting(reader, "another")
    assert [one.tutor_id for one in every] == [GRETA, OLGA, IVAN, BEN, ANNA]
    assert [one.turn for one in every] == [2, 1, 0, 0, 0]
    assert [one.part for one in every[2].found] == ["course talk", "profile"]
    assert (every[2].found[0].signs, every[2].found[0].urgency) == (["swearing"], 3)
    assert (every[0].fault, every[0].argument, every[0].reviewer_id) == (
        "contact_details",
        "It is true.",
        RITA,
    )
    for place, one in enumerate(every):
        assert profiles_waiting(reader, "another", after=asked(one)) == every[place + 1 :]
    assert profiles_waiting(reader, "another", limit=2) == every[:2]
    assert GRETA not in {one.tutor_id for one in profiles_waiting(reader, RITA)}
    assert ANNA not in {one.tutor_id for one in profiles_waiting(reader, ANNA)}


def test_an_approved_part_comes_back_with_other_words_alone(show: Show) -> None:
    reader = show(PROJECTION, history(of(ANNA, CALLING, approved(1), SWEARING)))
    (waiting,) = profiles_waiting(reader, RITA)
    assert [one.part for one in waiting.found] == ["course talk"]


def test_one_standing_is_told(show: Show) -> None:
    reader = show(PROJECTION, history(of(ANNA, CALLING, taken_down(1))))
    told = standing_of(reader, ANNA)
    assert told is not None
    assert (told.step, told.since, told.rule_version) == ("taken_down", MONDAY, "2026-03")
    assert standing_of(reader, IVAN) is None
