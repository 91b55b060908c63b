"""Reviews as everybody sees them, as the two sides do, and what waits for a reviewer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from domain.privacy.subject_events import ProcessingRestricted, RestrictionLifted
from domain.review.events import ReviewErased
from projections.reviews.projector import REVIEWS, WORDS, projection
from projections.reviews.queries import Opinion, lesson, opinions_of, reviews_of, waiting
from projections.runtime import Projection
from projections.texts import NoTextReader
from tests.domain.review.history import (
    ANOTHER,
    ANSWER,
    ANSWERED,
    HIDDEN,
    REVIEW,
    SHOWN,
    WRITTEN,
    appealed,
    approved,
    corrected,
    flagged,
    of,
    rejected,
    scored,
    withdrawn,
)
from tests.projections.conftest import Show
from tests.support.calendar import MONDAY, TUESDAY, WEDNESDAY
from tests.support.examples import example
from tests.support.laws import obeys_the_laws
from tests.support.people import ANNA, BEN, IVAN, OLGA, RITA
from tests.support.views import Stream, given, history, stream

PROJECTION = projection(NoTextReader())
PUBLIC = (WRITTEN, ANSWERED, approved(), SHOWN, approved(ANSWER))


def about(name: str, *facts: Any, **more: Any) -> Stream:
    """This is the same of another lesson."""
    return stream(f"review-{name}", *(replace(fact, booking_id=name, **more) for fact in facts))


class TestWords:
    def test_stand_where_a_reviewer_left_them(self) -> None:
        given(WRITTEN, rejected(), appealed()).seen_by(PROJECTION).then_rows(
            WORDS,
            {
                "part": "review",
                "author_id": BEN,
                "text": "We talked a lot.",
                "argument": "It is true.",
                "step": "appealed",
                "fault": "offensive",
                "reviewer_id": RITA,
                "revision": 1,
                "since": MONDAY,
            },
        )

    def test_are_new_when_they_are_corrected(self) -> None:
        given(WRITTEN, rejected(), corrected()).seen_by(PROJECTION).then_rows(
            WORDS,
            {
                "text": "Better.",
                "step": "waiting",
                "fault": None,
                "reviewer_id": None,
                "revision": 2,
            },
        )
        given(WRITTEN, withdrawn(), WRITTEN).seen_by(PROJECTION).then_rows(
            WORDS, {"text": "We talked a lot.", "step": "waiting", "revision": 2}
        )

    def test_are_gone_when_they_are_taken_back_or_erased(self) -> None:
        erased = ReviewErased(**of(REVIEW), request_id="r", erased_at=MONDAY)
        for gone in (withdrawn(), erased):
            given(WRITTEN, rejected(), appealed(), gone).seen_by(PROJECTION).then_rows(
                WORDS, {"text": None, "argument": None, "step": "withdrawn"}
            )

    def test_may_be_none(self) -> None:
        given(replace(WRITTEN, text="")).seen_by(PROJECTION).then_rows(WORDS, {"text": None})

    def test_carry_what_rules_find_in_them(self) -> None:
        rude = replace(WRITTEN, text="П и з д е ц, пишите anna@mail.ru")
        given(rude).seen_by(PROJECTION).then_rows(
            WORDS, {"signs": ["swearing", "email"], "urgency": 3}
        )
        for mended in (corrected(), withdrawn()):
            given(rude, mended).seen_by(PROJECTION).then_rows(WORDS, {"signs": None, "urgency": 0})

    def test_carry_what_a_service_outside_finds_likely(self) -> None:
        told = replace(scored(violence=5_000, hate=9_000, sexual=4_999), scored_at=WEDNESDAY)
        given(WRITTEN, told).seen_by(PROJECTION).then_rows(
            WORDS, {"harms": ["hate", "violence"], "signs": None, "urgency": 3, "since": MONDAY}
        )
        given(WRITTEN, scored(hate=10)).seen_by(PROJECTION).then_rows(
            WORDS, {"harms": None, "urgency": 0}
        )
        for other in (corrected(), withdrawn()):
            given(WRITTEN, told, other).seen_by(PROJECTION).then_rows(
                WORDS, {"harms": None, "urgency": 0}
            )

    def test_are_as_urgent_as_the_worst_that_anybody_finds(self) -> None:
        rude = replace(WRITTEN, text="П и з д е ц")
        given(rude, scored(crime=9_000)).seen_by(LEARNT).then_rows(
            WORDS, {"signs": ["swearing"], "harms": ["crime"], "urgency": 3}
        )
        vile = replace(WRITTEN, text="vile")
        given(vile, scored(crime=9_000)).seen_by(LEARNT).then_rows(
            WORDS, {"signs": ["toxic"], "harms": ["crime"], "urgency": 3}
        )


class TestALesson:
    def test_is_shown_or_not(self) -> None:
        given(*PUBLIC).seen_by(PROJECTION).then_rows(
            REVIEWS, {"stars": 4, "is_shown": True, "shown_at": MONDAY}
        )
        given(*PUBLIC, corrected(), HIDDEN).seen_by(PROJECTION).then_rows(
            REVIEWS, {"is_shown": False}
        )

    def test_may_be_answered_before_it_is_reviewed(self) -> None:
        given(ANSWERED).seen_by(PROJECTION).then_rows(REVIEWS, {"stars": None, "is_shown": False})


class Reading:
    """This reads by one word each: what is `bad` is blamed, what is `vile` is toxic."""

    def opinions(self, texts: Sequence[str]) -> Sequence[float | None]:
        return [-0.5 if "bad" in text else 0.75 for text in texts]

    def is_toxic(self, text: str) -> bool:
        return "vile" in text


LEARNT = projection(Reading())
MIXED = replace(WRITTEN, text="She explains well, but her internet is bad")


class TestReading:
    def test_tells_what_a_review_speaks_of_and_what_it_thinks(self) -> None:
        aspects = ["lesson", "teaching", "connection"]
        given(MIXED).seen_by(LEARNT).then_rows(
            WORDS, {"aspects": aspects, "opinions": [-0.5, 0.75, -0.5]}
        )
        given(MIXED).seen_by(PROJECTION).then_rows(
            WORDS, {"aspects": aspects, "opinions": [None] * 3}
        )
        given(ANSWERED).seen_by(LEARNT).then_rows(WORDS, {"aspects": [], "opinions": []})
        given(MIXED, withdrawn()).seen_by(LEARNT).then_rows(
            WORDS, {"aspects": None, "opinions": None}
        )

    def test_brings_first_what_a_model_finds_toxic(self) -> None:
        vile = replace(ANSWERED, text="vile, anna@mail.ru")
        given(vile).seen_by(LEARNT).then_rows(WORDS, {"signs": ["email", "toxic"], "urgency": 3})

    def test_is_told_of_a_tutor_from_what_is_shown(self, show: Show) -> None:
        rests = replace(example(ProcessingRestricted), person_id=OLGA)
        good = replace(WRITTEN, text="Good teaching")
        reader = show(
            LEARNT,
            history(
                about("b", MIXED, ANSWERED, approved(), SHOWN, approved(ANSWER)),
                about("c", good, approved(), SHOWN),
                about("d", good),
                about("e", good, approved(), SHOWN, tutor_id=IVAN),
                about("f", good, approved(), SHOWN, student_id=OLGA),
                stream(f"subject-{OLGA}", rests),
            ),
        )
        assert opinions_of(reader, ANNA) == [
            Opinion("lesson", 2, 1, 1, 0.13),
            Opinion("teaching", 2, 2, 0, 0.75),
            Opinion("connection", 1, 0, 1, -0.5),
        ]


@pytest.mark.parametrize("which", [PROJECTION, LEARNT])
def test_the_laws_hold(which: Projection) -> None:
    obeys_the_laws(
        which,
        about("b", *PUBLIC, flagged(), rejected(by=ANOTHER), HIDDEN),
        about("c", ANSWERED, WRITTEN, scored(hate=9_000), student_id=OLGA),
        about("f", replace(ANSWERED, text="vile"), scored(ANSWER, crime=9_000)),
        about("d", WRITTEN, withdrawn(), WRITTEN, approved(), tutor_id=IVAN),
    )


class TestAsking:
    def test_for_a_tutor_finds_what_is_shown_in_pages(self, show: Show) -> None:
        later = replace(SHOWN, shown_at=TUESDAY)
        reader = show(
            PROJECTION,
            history(
                about("b", *PUBLIC),
                about("c", WRITTEN, approved(), later),
                about("d", WRITTEN, approved(), later, ANSWERED, rejected(ANSWER)),
                about("e", WRITTEN, ANSWERED, approved()),
                about("f", WRITTEN, approved(), SHOWN, tutor_id=IVAN),
                about("g", *PUBLIC, withdrawn(), HIDDEN),
            ),
        )
        first = reviews_of(reader, ANNA, limit=2)
        rest = reviews_of(reader, ANNA, before=(first[-1].shown_at, first[-1].booking_id))
        assert [one.booking_id for one in (*first, *rest)] == ["d", "c", "b"]
        answers = [one.answer for one in (*first, *rest)]
        assert answers == [None, None, "He did his homework."]
        assert (rest[0].stars, rest[0].text) == (4, "We talked a lot.")

    def test_for_a_tutor_finds_nothing_of_who_lets_their_data_rest(self, show: Show) -> None:
        rests = replace(example(ProcessingRestricted), person_id=BEN)
        again = replace(example(RestrictionLifted), person_id=OLGA)
        olgas = replace(rests, person_id=OLGA)
        reader = show(
            PROJECTION,
            history(
                about("b", *PUBLIC),
                about("c", *PUBLIC, student_id=OLGA),
                stream(f"subject-{BEN}", rests),
                stream(f"subject-{OLGA}", olgas, again),
            ),
        )
        assert [one.student_id for one in reviews_of(reader, ANNA)] == [OLGA]

    def test_for_one_tells_what_both_wrote(self, show: Show) -> None:
        reader = show(PROJECTION, history(about("b", ANSWERED, WRITTEN, rejected())))
        found = lesson(reader, "b")
        assert found is not None
        assert (found.tutor_id, found.student_id, found.stars) == (ANNA, BEN, 4)
        assert [(one.part, one.step) for one in found.words] == [
            ("review", "rejected"),
            ("answer", "waiting"),
        ]
        assert lesson(reader, "c") is None

    def test_for_what_waits_finds_what_that_reviewer_may_decide(self, show: Show) -> None:
        again = replace(appealed(), appealed_at=WEDNESDAY)
        minded = replace(flagged(), flagged_at=TUESDAY)
        reader = show(
            PROJECTION,
            history(
                about("b", WRITTEN, ANSWERED, approved(ANSWER)),
                about("c", WRITTEN, rejected(), again),
                about("d", *PUBLIC, minded),
                about("e", ANSWERED),
                about("f", WRITTEN, withdrawn()),
            ),
        )

        def queue(reviewer: str) -> list[tuple[str, str]]:
            return [(one.booking_id, one.part) for one in waiting(reader, reviewer)]

        fresh = [("b", "review"), ("e", "answer")]
        assert queue(ANOTHER) == [*fresh, ("d", "review"), ("c", "review")]
        assert queue(RITA) == fresh
        assert queue(ANNA) == queue(BEN) == []
        first = waiting(reader, ANOTHER, limit=3)
        last = first[-1]
        rest = waiting(reader, ANOTHER, after=(0, last.since, last.booking_id, last.part))
        assert [one.booking_id for one in rest] == ["c"]
        assert (rest[0].argument, rest[0].stars) == ("It is true.", 4)

    def test_for_what_waits_finds_the_urgent_first(self, show: Show) -> None:
        reader = show(
            PROJECTION,
            history(
                about("b", WRITTEN),
                about("c", WRITTEN, text="Buy it: www.anna.ru"),
                about("d", WRITTEN, text="Пиздец"),
                about("e", WRITTEN, text="Пиздец"),
            ),
        )
        first, second, *rest = waiting(reader, RITA)
        assert [first.booking_id, second.booking_id] == ["d", "e"]
        assert (first.signs, first.urgency) == (["swearing"], 3)
        assert [one.booking_id for one in rest] == ["c", "b"]
        place = (second.urgency, second.since, second.booking_id, second.part)
        assert waiting(reader, RITA, after=place) == rest
