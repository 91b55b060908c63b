"""Booking, whatever anybody does, in whatever order, however late the clock is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import hypothesis.strategies as st
import msgspec
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.booking.aggregate import BOOKING, Booking
from domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    NeitherJoined,
)
from domain.booking.holding import hold
from domain.booking.outcomes import BookingResolved, BookingSettled, LateFeeWaived, NoShowUpheld
from domain.booking.state import BLOCKING
from domain.booking.terms import (
    Acceptance,
    CancellationPolicy,
    Conditions,
    Party,
    ProblemReason,
    Split,
    Terms,
    Waiver,
)
from domain.shared.errors import Refused
from domain.shared.money import Money
from domain.shared.time import Interval
from tests.support.calendar import FRIDAY, MONDAY, days, hours
from tests.support.people import ANNA, BEN
from tests.support.tries import tried

PRICE = Money(3001, "EUR")
PARTIES = st.sampled_from(Party)
AMOUNTS = st.sampled_from([PRICE, PRICE, Money(3001, "USD")])
PAYMENTS = st.sampled_from(["p1", "p2"])
REFUNDS = st.sampled_from([0, 1, 1500, 3001])
STEPS = st.sampled_from([timedelta(minutes=1), timedelta(minutes=14), hours(1), hours(20), days(2)])
BEGINNINGS = st.sampled_from(["held", "agreed", "called off", "missed", "over"])
JUMPS = st.sampled_from(["due", "start", "end"])

NOTHING = Split("EUR", 0, 0, 0, 0)
Decision = Callable[[Booking], Sequence[BookingEvent]]


def folded(facts: Sequence[BookingEvent]) -> Booking:
    booking: Booking | None = None
    for fact in facts:
        booking = BOOKING.evolve(booking, fact)
    assert booking is not None
    return booking


def added_up(facts: Sequence[BookingEvent]) -> Split:
    """This is who gets what, from the facts alone: splits added, replaced ones taken off."""
    total = NOTHING
    for fact in facts:
        match fact:
            case BookingCancelled() | NeitherJoined() | NoShowUpheld() | BookingSettled():
                total = _sum(total, fact.split, 1)
            case LateFeeWaived() | BookingResolved():
                total = _sum(_sum(total, fact.split, 1), fact.replaces or NOTHING, -1)
            case _:
                pass
    return total


def _sum(one: Split, other: Split, sign: int) -> Split:
    return Split(
        "EUR",
        one.gross_minor + sign * other.gross_minor,
        one.refund_minor + sign * other.refund_minor,
        one.fee_minor + sign * other.fee_minor,
        one.tutor_net_minor + sign * other.tutor_net_minor,
    )


def refunds(facts: Sequence[BookingEvent]) -> list[int]:
    return [added_up(facts[:count]).refund_minor for count in range(len(facts) + 1)]


class BookingLife(RuleBasedStateMachine):
    """This is one booking under two clocks: one always on time, one that never comes by."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.on_time: list[BookingEvent] = []
        self.forgotten: list[BookingEvent] = []

    @initialize(acceptance=st.sampled_from(Acceptance), is_trial=st.booleans(), so_far=BEGINNINGS)
    def begin(self, acceptance: Acceptance, so_far: str, *, is_trial: bool) -> None:
        """This starts anywhere from a fresh hold to a lesson that is over."""
        slot = Interval(FRIDAY, FRIDAY + hours(1))
        terms = Terms(
            ANNA, BEN, "course", "mathematics", "en", slot, PRICE, acceptance, 60, is_trial
        )
        self.on_time = [*hold("b", terms, self.now)]
        self.forgotten = [*self.on_time]
        if so_far != "held":
            self.agree()
        if so_far == "called off":
            self.now = FRIDAY - hours(1)
            self.cancel(Party.STUDENT)
        if so_far in ("missed", "over"):
            came = Party.STUDENT if is_trial else Party.TUTOR
            self.jump("start")
            self.join(came)
            self.now += timedelta(minutes=15)
            if so_far == "missed":
                self.miss(came)
            else:
                self.jump("end")

    def agree(self) -> None:
        """This brings a hold to a confirmed booking, with either kind of tutor."""
        self.submit(Party.STUDENT)
        if folded(self.on_time).acceptance is Acceptance.BY_HAND:
            self.reserve("p1", PRICE)
            self.answer(Party.TUTOR, is_yes=True)
        else:
            self.pay("p1", PRICE, CancellationPolicy.STANDARD)

    @rule(step=STEPS)
    def pass_time(self, step: timedelta) -> None:
        self.now += step

    @rule(where=JUMPS)
    def jump(self, where: str) -> None:
        booking = folded(self.on_time)
        marks = {"due": booking.deadline, "start": booking.slot.start, "end": booking.slot.end}
        self.now = max(self.now, marks[where] or self.now)

    @rule(by=PARTIES)
    def submit(self, by: Party) -> None:
        self.ask(lambda b: b.submit(by=by, now=self.now))

    @rule(payment=PAYMENTS, amount=AMOUNTS, policy=st.sampled_from(CancellationPolicy))
    def pay(self, payment: str, amount: Money, policy: CancellationPolicy) -> None:
        conditions = Conditions(policy, 1999)
        self.ask(lambda b: b.note_payment(payment, amount, conditions, now=self.now))

    @rule(payment=PAYMENTS, amount=AMOUNTS)
    def reserve(self, payment: str, amount: Money) -> None:
        self.ask(lambda b: b.note_authorisation(payment, amount, now=self.now))

    @rule(payment=PAYMENTS)
    def fail_payment(self, payment: str) -> None:
        self.ask(lambda b: b.note_payment_failure(payment, now=self.now))

    @rule(by=PARTIES, is_yes=st.booleans())
    def answer(self, by: Party, *, is_yes: bool) -> None:
        conditions = Conditions(CancellationPolicy.STRICT, 1999)
        if is_yes:
            self.ask(lambda b: b.accept(conditions, by=by, now=self.now))
        else:
            self.ask(lambda b: b.decline(by=by, now=self.now))

    @rule(by=PARTIES, ahead=st.integers(1, 5))
    def move(self, by: Party, ahead: int) -> None:
        self.ask(lambda b: b.reschedule(later(b.slot, ahead), by=by, now=self.now))

    @rule(by=PARTIES, ahead=st.integers(1, 5))
    def propose(self, by: Party, ahead: int) -> None:
        self.ask(lambda b: b.propose_reschedule(later(b.slot, ahead), by=by, now=self.now))

    @rule(by=PARTIES, is_yes=st.booleans())
    def answer_proposal(self, by: Party, *, is_yes: bool) -> None:
        if is_yes:
            self.ask(lambda b: b.agree_to_reschedule(by=by, now=self.now))
        else:
            self.ask(lambda b: b.turn_down_reschedule(by=by, now=self.now))

    @rule(by=PARTIES)
    def cancel(self, by: Party) -> None:
        self.ask(lambda b: b.cancel(by=by, now=self.now))

    @rule(by=PARTIES, waiver=st.sampled_from(Waiver))
    def waive(self, by: Party, waiver: Waiver) -> None:
        self.ask(lambda b: b.waive_late_fee(waiver, by=by, now=self.now))

    @rule(by=PARTIES)
    def join(self, by: Party) -> None:
        self.ask(lambda b: b.join(by=by, now=self.now))

    @rule(by=PARTIES)
    def miss(self, by: Party) -> None:
        self.ask(lambda b: b.report_no_show(by=by, now=self.now))

    @rule(by=PARTIES)
    def confirm(self, by: Party) -> None:
        self.ask(lambda b: b.confirm_completion(by=by, now=self.now))

    @rule(by=PARTIES, refund=REFUNDS)
    def complain(self, by: Party, refund: int) -> None:
        reason = ProblemReason.OTHER
        self.ask(lambda b: b.report_problem(reason, refund, "So.", by=by, now=self.now))

    @rule(by=PARTIES, is_yes=st.booleans())
    def answer_complaint(self, by: Party, *, is_yes: bool) -> None:
        self.ask(lambda b: b.answer_problem("So.", is_agreed=is_yes, by=by, now=self.now))

    @rule(by=PARTIES)
    def reword(self, by: Party) -> None:
        self.ask(lambda b: b.correct_words("Thus.", by=by, now=self.now))

    @rule(by=PARTIES, refund=REFUNDS)
    def resolve(self, by: Party, refund: int) -> None:
        self.ask(lambda b: b.resolve(refund, by=by, now=self.now))

    @rule()
    def dispute(self) -> None:
        self.ask(lambda b: b.note_dispute(now=self.now))

    @rule(is_won=st.booleans())
    def close_dispute(self, *, is_won: bool) -> None:
        self.ask(lambda b: b.close_dispute(is_won=is_won, now=self.now))

    @invariant()
    def a_clock_that_never_came_by_changes_nothing(self) -> None:
        self.on_time += folded(self.on_time).advance(self.now)
        owed = folded(self.forgotten).advance(self.now)
        assert [*self.forgotten, *owed] == self.on_time
        assert folded(self.on_time).advance(self.now) == ()

    @invariant()
    def money_adds_up_from_the_facts_alone(self) -> None:
        split = folded(self.on_time).split or NOTHING
        assert added_up(self.on_time) == split
        parts = (split.refund_minor, split.fee_minor, split.tutor_net_minor)
        assert min(parts) >= 0
        assert sum(parts) == split.gross_minor
        assert all(before <= after for before, after in pairwise(refunds(self.on_time)))

    @invariant()
    def only_a_live_booking_blocks_time(self) -> None:
        booking = folded(self.on_time)
        assert booking.blocks_time is (booking.state in BLOCKING)
        assert not booking.blocks_time or self.now < booking.slot.end

    @invariant()
    def it_is_confirmed_at_most_once_and_only_for_the_price(self) -> None:
        confirmed = [fact for fact in self.on_time if isinstance(fact, BookingConfirmed)]
        assert len(confirmed) <= 1
        assert all(fact.payment_id for fact in confirmed)

    @invariant()
    def it_survives_being_stored(self) -> None:
        booking = folded(self.on_time)
        assert msgspec.json.decode(msgspec.json.encode(booking), type=Booking) == booking
        for fact in self.on_time[-3:]:
            assert msgspec.json.decode(msgspec.json.encode(fact), type=type(fact)) == fact

    def ask(self, decision: Decision) -> None:
        """This asks both; they must say the same, but for what the forgotten clock owes."""
        self.on_time += folded(self.on_time).advance(self.now)
        assert self.say(self.on_time, decision) is self.say(self.forgotten, decision)

    def say(self, history: list[BookingEvent], decision: Decision) -> type[Refused] | None:
        try:
            history += decision(folded(history))
        except Refused as refusal:
            return type(refusal)
        return None


def later(slot: Interval, ahead: int) -> Interval:
    return replace(slot, start=slot.start + days(ahead), end=slot.end + days(ahead))


TestBookingLife = BookingLife.TestCase
TestBookingLife.settings = tried(30, stateful_step_count=20)
