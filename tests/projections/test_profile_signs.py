"""What is found in what tutors say is listed part by part, and only as long as they say it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.shared.event import Fact
from domain.tutor.events import CourseWithdrawn, SubjectWithdrawn, TutorErased
from projections.profile_signs.projector import projection
from projections.profile_signs.queries import found_in_profiles
from projections.texts import NoTextReader
from tests.domain.tutor.history import BOOKABLE, OFFERED, PUBLISHED, SUBJECT
from tests.projections.conftest import Show
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.examples import example
from tests.support.laws import folded, obeys_the_laws
from tests.support.people import ANNA, IVAN, RITA
from tests.support.views import Stream, history, stream

PROJECTION = projection(NoTextReader())
CALLING = replace(PUBLISHED, about="Звоните: +7 912 345-67-89")
SWEARING = replace(OFFERED, title="Охуенный курс")
LINKED = replace(SUBJECT, tags="grammar\nwww.anna.ru")
COURSE_GONE = replace(example(CourseWithdrawn), tutor_id=ANNA, course_id="talk")
SUBJECT_GONE = replace(example(SubjectWithdrawn), tutor_id=ANNA, subject="russian")
ERASED = replace(example(TutorErased), tutor_id=ANNA)


class Vile:
    """This finds toxic what says so."""

    def opinions(self, texts: Sequence[str]) -> Sequence[float | None]:
        return [None for _ in texts]

    def is_toxic(self, text: str) -> bool:
        return "vile" in text


def found(*facts: Fact, reader: Any = None) -> dict[str, list[str]]:
    which = projection(reader) if reader else PROJECTION
    rows = folded(which, history(stream(f"tutor-{ANNA}", *facts)))["signs"]
    return {row["part"]: row["signs"] for row in rows}


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


def test_the_laws_hold() -> None:
    obeys_the_laws(
        PROJECTION,
        of(ANNA, CALLING, SWEARING, OFFERED, SWEARING),
        of(IVAN, LINKED, CALLING, SUBJECT_GONE, ERASED),
    )


def test_the_urgent_is_asked_for_first_and_nobodys_own(show: Show) -> None:
    later = replace(CALLING, published_at=TUESDAY)
    reader = show(PROJECTION, history(of(ANNA, later, SWEARING), of(IVAN, CALLING, LINKED)))
    every = found_in_profiles(reader, RITA)
    assert [(one.tutor_id, one.part) for one in every] == [
        (ANNA, "course talk"),
        (IVAN, "profile"),
        (ANNA, "profile"),
        (IVAN, "subject russian"),
    ]
    assert (every[0].urgency, every[0].signs, every[1].since) == (3, ["swearing"], MONDAY)
    last = every[1]
    place = (last.urgency, last.since, last.tutor_id, last.part)
    assert found_in_profiles(reader, RITA, after=place, limit=1) == [every[2]]
    assert {one.tutor_id for one in found_in_profiles(reader, ANNA)} == {IVAN}
