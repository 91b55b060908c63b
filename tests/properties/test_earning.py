"""A tutor's shares, whatever is decided on them and whatever the provider answers, in any order."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

import hypothesis.strategies as st
from hypothesis import given
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.debt.aggregate import DEBT, Debt
from domain.earning import answers
from domain.earning.aggregate import EARNING, Earning, Source, undecided
from domain.earning.events import (
    EarningEvent,
    EarningOwed,
    EarningWithheld,
    FreezeReason,
    Ground,
    ReversalFailed,
)
from domain.earning.movements import Outcome
from domain.earning.standing import Share
from domain.shared.event import Fact
from domain.shared.money import Money
from tests.support.calendar import MONDAY
from tests.support.people import ANNA
from tests.support.tries import tried

BOOKINGS = ("b1", "b2", "b3")
PRICE = 3000
ACCOUNT, OTHER = "acct", "acct-2"

which = st.sampled_from(BOOKINGS)
reasons = st.sampled_from(FreezeReason)
instants = st.integers(0, 9).map(lambda at: MONDAY + timedelta(minutes=at))


def euro(minor: int) -> Money:
    return Money(minor, "EUR")


Answer = Callable[[Earning, str, datetime, datetime], Sequence[EarningEvent]]


def record_of_transfer(*, is_done: bool) -> Answer:
    """This is what notes how a transfer went."""
    if is_done:
        return lambda share, name, at, now: answers.record_transfer(
            share, name, f"tr-{name}", at, now
        )
    return lambda share, name, at, now: answers.record_transfer_failure(
        share, name, "refused", at, now
    )


def record_of_reversal(*, is_done: bool) -> Answer:
    """This is what notes how a reversal went."""
    if is_done:
        return lambda share, name, at, now: answers.record_reversal(
            share, name, f"trr-{name}", at, now
        )
    return lambda share, name, at, now: answers.record_reversal_failure(
        share, name, "insufficient_funds", at, now
    )


class TutorsShares(RuleBasedStateMachine):
    """This is three shares of a tutor, with what the tutor owes, among hasty deciders."""

    def __init__(self) -> None:
        super().__init__()
        self.shares: dict[str, Earning] = {
            booking_id: undecided(booking_id, ANNA, f"of-{booking_id}") for booking_id in BOOKINGS
        }
        self.debt = Debt(ANNA)
        self.names: set[tuple[str, str, str]] = set()
        self.seconds = 0

    @property
    def now(self) -> datetime:
        return MONDAY + timedelta(hours=1, seconds=self.seconds)

    def record(self, booking_id: str, facts: Sequence[EarningEvent]) -> None:
        """This appends facts, and changes the debt in the same step."""
        self.seconds += 1
        for fact in facts:
            self.shares[booking_id] = EARNING.evolve(self.shares[booking_id], fact)
            match fact:
                case ReversalFailed() | EarningOwed():
                    self.owe(self.debt.incur(booking_id, fact.amount, self.now))
                case EarningWithheld():
                    self.owe(self.debt.recover(booking_id, fact.amount, self.now))
                case _:
                    pass

    def owe(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            self.debt = DEBT.evolve(self.debt, fact)

    @rule(booking_id=which, net=st.integers(0, 2700), at=instants)
    def decide(self, booking_id: str, net: int, at: datetime) -> None:
        share = Share(euro(net), Ground.RESOLVED, at)
        self.record(booking_id, self.shares[booking_id].decide(share, self.now))
        assert self.shares[booking_id].decide(share, self.now) == ()

    @rule(booking_id=which, reason=reasons, at=instants)
    def freeze(self, booking_id: str, reason: FreezeReason, at: datetime) -> None:
        if self.shares[booking_id].share is not None:
            self.record(booking_id, self.shares[booking_id].freeze(reason, at, self.now))
            assert self.shares[booking_id].freeze(reason, at, self.now) == ()

    @rule(booking_id=which, reason=reasons)
    def unfreeze(self, booking_id: str, reason: FreezeReason) -> None:
        self.record(booking_id, self.shares[booking_id].unfreeze(reason, self.now))

    @rule(booking_id=which, account=st.sampled_from([ACCOUNT, ACCOUNT, OTHER, ""]))
    def transfer(self, booking_id: str, account: str) -> None:
        share = self.shares[booking_id]
        source = Source(f"pi-{booking_id}", PRICE)
        before = share.movements
        self.record(booking_id, share.request_transfer(account, source, self.debt.owed, self.now))
        asked = self.shares[booking_id].movements.asked
        if asked is not None and asked != before.asked:
            self.is_new("transfer", booking_id, asked.name)
        source = Source(f"pi-{booking_id}", PRICE)
        again = self.shares[booking_id].request_transfer(account, source, self.debt.owed, self.now)
        assert again == ()

    @rule(booking_id=which, account=st.sampled_from([ACCOUNT, OTHER]))
    def call_back(self, booking_id: str, account: str) -> None:
        self.record(booking_id, self.shares[booking_id].call_back(account, self.now))
        assert self.shares[booking_id].call_back(account, self.now) == ()

    @rule(booking_id=which, is_done=st.booleans())
    def answered(self, booking_id: str, *, is_done: bool) -> None:
        share, at = self.shares[booking_id], self.now
        if share.movements.asked in share.movements.transfers:
            self.answer(booking_id, record_of_transfer(is_done=is_done), at)
        elif share.movements.asked is not None:
            self.answer(booking_id, record_of_reversal(is_done=is_done), at)

    @rule(booking_id=which, is_done=st.booleans(), at=instants, is_newer=st.booleans())
    def told_again(self, booking_id: str, at: datetime, *, is_done: bool, is_newer: bool) -> None:
        """This is a report of something that is answered already; it may contradict the answer."""
        at = self.now if is_newer else at
        for known in self.shares[booking_id].movements.transfers:
            if known.outcome is not Outcome.ASKED:
                deed = record_of_transfer(is_done=is_done)
                self.record(booking_id, deed(self.shares[booking_id], known.name, at, self.now))

    def answer(self, booking_id: str, deed: Answer, at: datetime) -> None:
        """This is the provider's answer to what was asked, given twice."""
        asked = self.shares[booking_id].movements.asked
        assert asked is not None
        self.record(booking_id, deed(self.shares[booking_id], asked.name, at, self.now))
        assert deed(self.shares[booking_id], asked.name, at, self.now) == ()

    def is_new(self, deed: str, booking_id: str, name: str) -> None:
        assert (deed, booking_id, name) not in self.names
        self.names.add((deed, booking_id, name))

    @invariant()
    def what_has_moved_is_never_more_than_is_due(self) -> None:
        for share in self.shares.values():
            assert share.excess == 0

    @invariant()
    def one_movement_is_made_at_a_time(self) -> None:
        for share in self.shares.values():
            every = (*share.movements.transfers, *share.movements.reversals)
            assert sum(one.outcome is Outcome.ASKED for one in every) <= 1

    @invariant()
    def no_more_comes_back_than_was_there(self) -> None:
        for share in self.shares.values():
            assert share.movements.with_tutor >= 0

    @invariant()
    def no_transfer_gives_back_more_than_it_brought(self) -> None:
        for share in self.shares.values():
            for one in share.movements.transfers:
                back = (each for each in share.movements.reversals if each.reference is not None)
                taken = sum(
                    each.minor
                    for each in back
                    if each.reference == one.reference and each.outcome is not Outcome.FAILED
                )
                assert one.outcome is not Outcome.DONE or taken <= one.minor

    @invariant()
    def debts_are_what_did_not_come_back(self) -> None:
        owed = sum(share.movements.owed for share in self.shares.values())
        withheld = sum(share.movements.withheld for share in self.shares.values())
        assert self.debt.owed == owed - withheld >= 0

    def teardown(self) -> None:
        """This lets everything come to rest: then each share is where it should be."""
        for booking_id in BOOKINGS:
            for _ in range(20):
                if self.shares[booking_id].movements.asked:
                    self.answered(booking_id, is_done=True)
                elif self.shares[booking_id].missing:
                    self.transfer(booking_id, ACCOUNT)
            share = self.shares[booking_id]
            assert share.movements.asked is None
            assert share.movements.moved == share.due


TestTutorsShares = TutorsShares.TestCase
TestTutorsShares.settings = tried(60, stateful_step_count=30)

Said = tuple[str, int]
SAID = st.lists(st.tuples(st.sampled_from(["moved", "not moved"]), st.integers(0, 9)), max_size=6)


@tried(60)
@given(SAID, st.randoms(use_true_random=False))
def test_of_two_reports_the_newer_counts_in_whatever_order_they_come(
    said: list[Said], chance: Random
) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)
    assert told(said).movements.moved == told([*shuffled, *said]).movements.moved


def told(said: Sequence[Said]) -> Earning:
    """This is a share of which the provider has said all that, in this order."""
    share = undecided("b1", ANNA, "of-b1")
    for fact in share.decide(Share(euro(2700), Ground.SETTLED, MONDAY), MONDAY):
        share = EARNING.evolve(share, fact)
    for fact in share.request_transfer(ACCOUNT, None, 0, MONDAY):
        share = EARNING.evolve(share, fact)
    for kind, minute in said:
        at = MONDAY + timedelta(minutes=minute)
        facts = (
            answers.record_transfer(share, "until-2700", "tr", at, at)
            if kind == "moved"
            else answers.record_transfer_failure(share, "until-2700", "refused", at, at)
        )
        for fact in facts:
            share = EARNING.evolve(share, fact)
    return share
