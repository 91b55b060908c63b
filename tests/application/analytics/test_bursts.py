"""What is a burst, in whatever order and however often its facts come."""

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from application.analytics.bursts import (
    LIMITS,
    Hit,
    Rule,
    Signal,
    hits_in,
    windows_of,
    with_hit,
)
from domain.account.events import SessionStarted
from domain.payment.events import CaptureFailed, PaymentDeclined
from domain.review.events import ReviewWritten
from tests.domain.booking.histories import HELD
from tests.support.calendar import MONDAY, minutes
from tests.support.examples import example
from tests.support.people import ANNA, BEN
from tests.support.views import history


def signals(hits: list[Hit]) -> set[str]:
    """This is the name of each burst among them, found one hit after the other."""
    known: dict[str, list[int]] = {}
    found: list[Signal] = []
    for hit in hits:
        for signal in windows_of(hit):
            before = known.get(signal.name, [])
            positions = with_hit(before, hit)
            if positions is not before and len(positions) == signal.count:
                found.append(signal)
            known[signal.name] = list(positions)
            assert len(positions) <= signal.count
    names = [one.name for one in found]
    assert len(names) == len(set(names)), "a burst is told once"
    return set(names)


def failed(*ats: datetime) -> list[Hit]:
    """This is failed payments of Ben's at those times."""
    return [Hit(Rule.FAILED_PAYMENTS, BEN, at, position) for position, at in enumerate(ats, 1)]


class TestBursts:
    def test_are_five_failed_payments_within_half_an_hour_wherever_the_hours_begin(self) -> None:
        for shift in range(60):
            start = MONDAY + minutes(shift)
            assert signals(failed(*(start + minutes(7 * n) for n in range(5))))

    def test_are_not_what_is_spread_out_or_of_different_people(self) -> None:
        assert not signals(failed(*(MONDAY + minutes(20 * n) for n in range(9))))
        each = [replace_person(hit, str(hit.position)) for hit in failed(*[MONDAY] * 5)]
        assert not signals(each)

    @given(st.lists(st.integers(0, 120), max_size=14), st.data())
    def test_are_the_same_in_any_order_and_number(
        self, ats: list[int], data: st.DataObject
    ) -> None:
        hits = failed(*(MONDAY + minutes(at) for at in ats))
        again = data.draw(st.lists(st.sampled_from(hits), max_size=5)) if hits else []
        assert signals(data.draw(st.permutations([*hits, *again]))) == signals(hits)


class TestHits:
    def test_are_declined_and_failed_payments_and_sign_ins(self) -> None:
        declined = replace(example(PaymentDeclined), student_id=BEN)
        lost = replace(example(CaptureFailed), student_id=BEN)
        signed_in = replace(example(SessionStarted), account_id=BEN)
        told = history(
            declined, lost, signed_in, HELD, replace(example(ReviewWritten), tutor_id=ANNA)
        )
        found = [hit for one in told for hit in hits_in(one)]
        assert [(hit.rule, hit.account_id, hit.position) for hit in found] == [
            (Rule.FAILED_PAYMENTS, BEN, 1),
            (Rule.FAILED_PAYMENTS, BEN, 2),
            (Rule.SIGN_INS, BEN, 3),
            (Rule.REVIEWS, ANNA, 5),
        ]
        assert set(LIMITS) == set(Rule)


def replace_person(hit: Hit, account_id: str) -> Hit:
    """This is the same of somebody else."""
    return hit._replace(account_id=account_id)
