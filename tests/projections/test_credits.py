"""Packages as they stand, of a student or of a tutor, and the trial of the two."""

from dataclasses import replace

import pytest

from domain.credit.events import CreditEvent
from projections.credits.projector import PACKAGES, PROJECTION, TRIALS
from projections.credits.queries import Trial, packages, trial
from tests.domain.credit.history import (
    BOUGHT,
    EXPIRED,
    ORDERED,
    PAID,
    PAYMENT,
    WITHDRAWN,
    decided,
    disputed,
    redeemed,
    refund_asked,
    returned,
    trial_returned,
    trial_taken,
)
from tests.projections.conftest import Show
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.laws import obeys_the_laws
from tests.support.people import ANNA, BEN, IVAN, OLGA
from tests.support.views import given, history, stream

USED = (*PAID, redeemed("b1"), redeemed("b2"), returned("b1"), refund_asked(1, 1))
BENS = stream(f"credit-{BEN}-{ANNA}", *USED, trial_taken("t1"))
OLGAS = stream(
    f"credit-{OLGA}-{ANNA}",
    replace(ORDERED, package_id="olgas", student_id=OLGA, ordered_at=TUESDAY),
)
IVANS = stream(
    f"credit-{BEN}-{IVAN}", replace(ORDERED, package_id="ivans", tutor_id=IVAN, ordered_at=TUESDAY)
)


class TestAPackage:
    def test_says_what_each_lesson_costs_and_where_it_is(self) -> None:
        given(*USED).seen_by(PROJECTION).then_rows(
            PACKAGES,
            {
                "package_id": "five",
                "student_id": BEN,
                "tutor_id": ANNA,
                "lessons": 5,
                "price_per_lesson_minor": 2500,
                "currency": "EUR",
                "state": "bought",
                "payment_id": PAYMENT,
                "bought_at": MONDAY,
                "booking_ids": ["b2"],
                "refunded": 1,
                "lost": 0,
                "dispute": "none",
            },
        )

    @pytest.mark.parametrize(("fact", "state"), [(EXPIRED, "expired"), (WITHDRAWN, "withdrawn")])
    def test_may_not_come_to_be(self, fact: CreditEvent, state: str) -> None:
        given(ORDERED, fact).seen_by(PROJECTION).then_rows(PACKAGES, {"state": state})

    def test_may_be_with_the_students_bank(self) -> None:
        waiting = given(*PAID, disputed()).seen_by(PROJECTION)
        waiting.then_rows(PACKAGES, {"dispute": "open", "lost": 0})
        won = given(*PAID, disputed(), decided()).seen_by(PROJECTION)
        won.then_rows(PACKAGES, {"dispute": "won", "lost": 0})
        lost = given(*PAID, decided(lost=5)).seen_by(PROJECTION)
        lost.then_rows(PACKAGES, {"dispute": "lost", "lost": 5})


class TestATrial:
    def test_is_taken_or_not_and_may_be_free(self) -> None:
        taken = given(trial_taken("t1")).seen_by(PROJECTION)
        taken.then_rows(TRIALS, {"booking_id": "t1", "is_free": False})
        back = given(trial_taken("t1"), trial_returned("t1", is_free=True)).seen_by(PROJECTION)
        back.then_rows(TRIALS, {"student_id": BEN, "booking_id": None, "is_free": True})


def test_the_laws_hold() -> None:
    obeys_the_laws(PROJECTION, BENS, OLGAS, IVANS)


class TestAsking:
    def test_is_for_a_student_or_a_tutor_or_both(self, show: Show) -> None:
        reader = show(PROJECTION, history(BENS, OLGAS, IVANS))
        found = packages(reader, student_id=BEN)
        assert [one.package_id for one in found] == ["ivans", "five"]
        assert [one.credits_left for one in found] == [0, 3]
        assert [one.package_id for one in packages(reader, tutor_id=ANNA)] == ["olgas", "five"]
        (both,) = packages(reader, student_id=BEN, tutor_id=ANNA)
        assert (both.package_id, both.booking_ids) == ("five", ("b2",))

    def test_turns_pages(self, show: Show) -> None:
        reader = show(PROJECTION, history(BENS, OLGAS, IVANS))
        first = packages(reader, limit=2)
        last = (first[-1].ordered_at, first[-1].package_id)
        rest = packages(reader, before=last, limit=2)
        assert [one.package_id for one in (*first, *rest)] == ["olgas", "ivans", "five"]

    def test_tells_of_the_trial(self, show: Show) -> None:
        reader = show(PROJECTION, history(BENS))
        assert trial(reader, BEN, ANNA) == Trial("t1", is_free=False)
        assert trial(reader, BEN, IVAN) == Trial(None, is_free=False)


def test_nothing_is_left_of_what_was_never_bought() -> None:
    given(ORDERED, replace(BOUGHT, package_id="other")).seen_by(PROJECTION).then_rows(
        PACKAGES, {"package_id": "five", "bought_at": None}, {"package_id": "other"}
    )
