"""What Stripe fails at it remembers under our key for a day; we neither wait nor do it twice.

A fault is spent by each request of its path, also by one that only hears what is remembered.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.clock import SetClock
from adapters.stripe.once import KEYS_A_DAY
from application.ports_money import PaymentAnswer
from domain.shared.errors import Unavailable
from tests.adapters.stripe.deeds import DEEDS, Ask, Deed
from tests.support.calendar import MONDAY, days
from tests.support.gateways import PRICE, payable
from tests.support.people import BEN
from tests.support.stripe_gateway import SteeredStripe, stripe_at
from tests.support.tries import tried

pytestmark = pytest.mark.io

FAULTS: tuple[tuple[Any, bool], ...] = (
    ("work_failed", True),
    ("server_failed", True),
    ("server_failed", False),
    ("dropped", True),
    ("dropped", False),
    ("conflict", False),
)


def answered(ask: Ask, most: int) -> PaymentAnswer:
    """This is the answer in the end, to who asks again each time that none came."""
    for _ in range(most):
        try:
            return ask()
        except Unavailable:
            continue
    return ask()


@given(
    deed=st.sampled_from(DEEDS),
    faults=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=6),
)
@tried(50)
def test_whatever_fails_the_deed_is_done_once(deed: Deed, faults: list[tuple[Any, bool]]) -> None:
    with stripe_at(SetClock(MONDAY)) as stripe:
        ask = deed.ready(stripe)
        before = stripe.moved()
        for kind, after in faults:
            stripe.fake.faults.next(deed.path, kind, after=after)
        answer = answered(ask, len(faults))
        assert answer.outcome in {"done", "pending"}
        moved = stripe.moved()
        assert (ask().reference, stripe.moved()) == (answer.reference, moved)
        assert len(moved) == len(set(moved))
        assert len(moved) <= len(before) + 1


@pytest.mark.parametrize("deed", DEEDS, ids=str)
class TestAFailureThatIsRemembered:
    def test_does_not_stop_the_deed(self, stripe: SteeredStripe, deed: Deed) -> None:
        ask = deed.ready(stripe)
        stripe.fake.faults.next(deed.path, "work_failed")
        with pytest.raises(Unavailable):
            ask()
        assert ask().outcome in {"done", "pending"}

    def test_is_looked_behind_before_anything_is_done_again(
        self, stripe: SteeredStripe, deed: Deed
    ) -> None:
        ask = deed.ready(stripe)
        stripe.fake.faults.next(deed.path, "server_failed", after=True)
        with pytest.raises(Unavailable):
            ask()
        moved, asked = stripe.moved(), len(stripe.fake.calls)
        assert ask().outcome in {"done", "pending"}
        assert stripe.moved() == moved
        assert not [one for one in stripe.fake.calls[asked:] if one.line.startswith("POST")]

    def test_lets_many_who_ask_at_once_do_it_once(self, stripe: SteeredStripe, deed: Deed) -> None:
        ask = deed.ready(stripe)
        before = stripe.moved()
        stripe.fake.faults.next(deed.path, "work_failed", times=1 + 2)
        for _ in range(2):
            with pytest.raises(Unavailable):
                ask()
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: answered(ask, 5), range(8)))
        assert len({one.reference for one in answers}) == 1
        assert len(stripe.moved()) <= len(before) + 1

    def test_that_has_no_end_is_left_for_the_day(
        self, stripe: SteeredStripe, clock: SetClock, deed: Deed
    ) -> None:
        ask = deed.ready(stripe)
        asked = len(stripe.fake.calls)
        stripe.fake.faults.next(deed.path, "work_failed", times=sum(range(KEYS_A_DAY + 1)))
        for _ in range(KEYS_A_DAY + 2):
            with pytest.raises(Unavailable):
                ask()
        keys = {one.key for one in stripe.fake.calls[asked:] if one.line.startswith("POST")}
        assert (len(keys), stripe.fake.faults.left) == (KEYS_A_DAY, 0)
        clock.advance(days(1))
        assert ask().outcome in {"done", "pending"}


def test_a_card_is_kept_all_the_same(stripe: SteeredStripe) -> None:
    for path in ("POST /v1/customers", "POST /v1/setup_intents"):
        stripe.fake.faults.next(path, "work_failed")
        with pytest.raises(Unavailable):
            stripe.set_up("s1", BEN, "")
    setup = stripe.set_up("s1", BEN, "")
    assert stripe.set_up("s1", BEN, "") == setup
    assert len(stripe.fake.every("setup_intent")) == len(stripe.fake.every("customer")) == 1


def test_a_card_is_let_go_all_the_same(stripe: SteeredStripe) -> None:
    card = stripe.card
    stripe.fake.faults.next("POST /v1/payment_methods/*/detach", "work_failed")
    with pytest.raises(Unavailable):
        stripe.remove("r1", card)
    stripe.remove("r1", card)
    assert stripe.face(card) is None


def test_an_account_is_paid_out_by_hand_all_the_same(stripe: SteeredStripe) -> None:
    stripe.fake.faults.next("POST /v1/balance_settings", "work_failed")
    with pytest.raises(Unavailable):
        payable(stripe)
    assert stripe.fake.world.schedules[payable(stripe)] == "manual"


def test_a_payment_its_student_finishes_is_asked_for_all_the_same(stripe: SteeredStripe) -> None:
    stripe.fake.faults.next("POST /v1/payment_intents", "work_failed")
    with pytest.raises(Unavailable):
        stripe.authorise("p1", PRICE, capture=True, group="p1")
    answer = stripe.authorise("p1", PRICE, capture=True, group="p1")
    assert stripe.authorise("p1", PRICE, capture=True, group="p1") == answer
