"""Tutor earnings: what a tutor earned, where it is now, and why it is no more."""

from dataclasses import replace
from typing import Any

import pytest

from domain.booking.events import BookingCancelled, BookingConfirmed, BookingRescheduled
from domain.booking.outcomes import BookingResolved, BookingSettled, LateFeeWaived
from domain.booking.terms import CancellationReason, ResolutionGround, Split
from domain.debt.events import DebtIncurred, DebtRecovered
from domain.earning.events import (
    EarningEvent,
    EarningFrozen,
    EarningHeld,
    EarningReversed,
    EarningTransferred,
    EarningUnfrozen,
    FreezeReason,
    ReversalRequested,
)
from domain.ledger.accounts import Account
from domain.payout.events import (
    HoldReason,
    PayoutCancelled,
    PayoutEvent,
    PayoutFailed,
    PayoutHeld,
    PayoutPaid,
    PayoutRequested,
    PayoutSent,
)
from domain.shared.event import Fact, context_of
from domain.shared.money import Money
from domain.shared.time import Interval
from projections.tutor_earnings.answers import Deduction, State, Sum
from projections.tutor_earnings.projector import PROJECTION
from projections.tutor_earnings.queries import earnings, payouts, sums
from projections.tutor_earnings.statements import statement
from projections.tutor_earnings.tables import BOOKINGS, LINES
from tests.domain.booking import histories as lesson
from tests.domain.booking.histories import ALL_BACK, HALF_BACK, NONE_BACK
from tests.processes.stories import STORIES
from tests.processes.tutor_stories import TUTOR_STORIES
from tests.projections.conftest import Show
from tests.support.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY, days, minutes
from tests.support.examples import example
from tests.support.laws import obeys_the_laws
from tests.support.ledger import euros
from tests.support.market import Market
from tests.support.people import ANNA, IVAN
from tests.support.views import Stream, given, history, stream

TOLD = ("taught", "cancelled late and waived", "contradicted and resolved", "disputed and lost")
LIVES = {**TUTOR_STORIES, **{name: STORIES[name] for name in TOLD}}
EURO_24, EURO_12 = Money(2400, "EUR"), Money(1200, "EUR")
NOTHING = Split("EUR", 0, 0, 0, 0)
CONFIRMED = lesson.CONFIRMED


def of(booking_id: str) -> dict[str, Any]:
    return {"booking_id": booking_id, "tutor_id": ANNA}


def confirmed(booking_id: str = "b", tutor_id: str = ANNA) -> BookingConfirmed:
    return replace(CONFIRMED, booking_id=booking_id, tutor_id=tutor_id)


def settled(booking_id: str = "b", at: Any = FRIDAY) -> BookingSettled:
    return replace(
        example(BookingSettled), **of(booking_id), start=FRIDAY, split=NONE_BACK, settled_at=at
    )


def booking(booking_id: str, *facts: Fact) -> Stream:
    return stream(f"booking-{booking_id}", confirmed(booking_id), *facts)


def share(booking_id: str, *facts: EarningEvent) -> Stream:
    return stream(f"earning-{booking_id}", *(replace(fact, **of(booking_id)) for fact in facts))


def payout(*facts: PayoutEvent) -> Stream:
    named = (
        replace(fact, tutor_id=ANNA, amount=EURO_24, payout_id=fact.payout_id) for fact in facts
    )
    return stream(f"payout-{ANNA}-EUR", *named)


def a(kind: Any, payout_id: str = "until-2400", **fields: Any) -> Any:
    return replace(example(kind), payout_id=payout_id, **fields)


RESOLVED = replace(
    example(BookingResolved),
    **of("b"),
    start=FRIDAY,
    ground=ResolutionGround.DECIDED,
    split=HALF_BACK,
    replaces=None,
)
CANCELLED = replace(
    example(BookingCancelled),
    **of("b"),
    start=FRIDAY,
    reason=CancellationReason.BY_CHOICE,
    split=NONE_BACK,
    cancelled_at=THURSDAY,
)
WAIVED = replace(
    example(LateFeeWaived),
    **of("b"),
    start=FRIDAY,
    split=HALF_BACK,
    replaces=NONE_BACK,
    waived_at=FRIDAY,
)
TRANSFERRED = replace(example(EarningTransferred), amount=EURO_24)
FROZEN = replace(example(EarningFrozen), reason=FreezeReason.PROBLEM)
UNFROZEN = replace(example(EarningUnfrozen), reason=FreezeReason.PROBLEM)
PAID = (a(PayoutRequested), a(PayoutSent), a(PayoutPaid))
BACK = Money(1200, "EUR")


def debt(*facts: Any) -> Stream:
    return stream(f"debt-{ANNA}-EUR", *facts)


def incurred(booking_id: str, amount: Money) -> DebtIncurred:
    return DebtIncurred(**of(booking_id), amount=amount, at=FRIDAY)


def recovered(booking_id: str, amount: Money) -> DebtRecovered:
    return DebtRecovered(**of(booking_id), amount=amount, at=FRIDAY)


class TestABooking:
    def test_brings_what_was_agreed_until_it_is_decided(self) -> None:
        given(confirmed()).seen_by(PROJECTION).then_rows(
            BOOKINGS,
            {
                "tutor_id": ANNA,
                "currency": "EUR",
                "starts_at": FRIDAY,
                "agreed_net_minor": 2400,
                "net_minor": 2400,
                "fee_minor": 600,
                "decided_at": None,
            },
        )

    def test_may_be_moved(self) -> None:
        later = FRIDAY + days(7)
        moved = replace(example(BookingRescheduled), **of("b"), start=later)
        (row,) = given(booking("b", moved)).seen_by(PROJECTION).rows(BOOKINGS)
        assert row["starts_at"] == later

    def test_brings_what_was_decided_last(self) -> None:
        view = given(booking("b", CANCELLED, WAIVED)).seen_by(PROJECTION)
        (row,) = view.rows(BOOKINGS)
        assert (row["ground"], row["net_minor"], row["refund_minor"]) == ("waived", 1200, 1500)
        assert (row["agreed_net_minor"], row["decided_at"]) == (2400, THURSDAY)

    @pytest.mark.parametrize(
        ("decided", "reason", "lacks"),
        [
            (settled(), "settled", 0),
            (CANCELLED, "cancelled", 0),
            (replace(CANCELLED, split=ALL_BACK), "cancelled", 2400),
            (
                replace(CANCELLED, reason=CancellationReason.DISPUTE_LOST, split=ALL_BACK),
                "dispute_lost",
                2400,
            ),
            (
                replace(CANCELLED, reason=CancellationReason.PAYMENT_FAILED, split=NOTHING),
                "payment_failed",
                2400,
            ),
            (RESOLVED, "resolved", 1200),
            (replace(RESOLVED, ground=ResolutionGround.DISPUTE_LOST), "dispute_lost", 1200),
        ],
    )
    def test_says_why_it_brings_less(self, decided: Fact, reason: str, lacks: int) -> None:
        (line,) = given(booking("b", decided)).seen_by(PROJECTION).rows(LINES)
        assert (line["kind"], line["reason"], line["lacks_minor"]) == ("earned", reason, lacks)

    def test_is_corrected_by_what_replaces_a_decision(self) -> None:
        _earned, corrected = given(booking("b", CANCELLED, WAIVED)).seen_by(PROJECTION).rows(LINES)
        wanted = {
            "kind": "corrected",
            "reason": "waived",
            "gross_minor": 0,
            "refund_minor": 1500,
            "fee_minor": -300,
            "amount_minor": -1200,
            "lacks_minor": 1200,
        }
        assert {name: corrected[name] for name in wanted} == wanted


def test_the_laws_hold() -> None:
    obeys_the_laws(
        PROJECTION,
        booking("b", CANCELLED, WAIVED),
        booking("c", settled("c")),
        share("b", TRANSFERRED, FROZEN, example(EarningHeld), UNFROZEN),
        share("c", FROZEN, example(ReversalRequested), example(EarningReversed)),
        debt(incurred("b", EURO_24), recovered("c", EURO_12)),
        payout(*PAID, a(PayoutFailed, undone=EURO_24)),
    )


class TestWhereMoneyIs:
    def test_is_pending_while_nothing_is_decided(self, show: Show) -> None:
        reader = show(PROJECTION, history(booking("b")))
        assert sums(reader, ANNA) == [Sum("EUR", 2400, 0, 0, 0, 0)]
        (found,) = earnings(reader, ANNA)
        assert (found.state, found.net_minor, found.decided_at) == (State.PENDING, 2400, None)

    def test_is_available_once_it_is_theirs(self, show: Show) -> None:
        reader = show(PROJECTION, history(booking("b", settled()), share("b", TRANSFERRED)))
        assert sums(reader, ANNA) == [Sum("EUR", 0, 2400, 0, 0, 0)]
        (found,) = earnings(reader, ANNA)
        assert (found.state, found.available_minor, found.ground) == (
            State.AVAILABLE,
            2400,
            "settled",
        )

    @pytest.mark.parametrize(
        ("facts", "stands"),
        [
            ([a(PayoutRequested)], Sum("EUR", 0, 0, 2400, 0, 0)),
            ([a(PayoutRequested), a(PayoutHeld)], Sum("EUR", 0, 0, 2400, 0, 0)),
            ([a(PayoutRequested), a(PayoutSent)], Sum("EUR", 0, 0, 2400, 0, 0)),
            ([a(PayoutRequested), a(PayoutCancelled)], Sum("EUR", 0, 2400, 0, 0, 0)),
            (PAID, Sum("EUR", 0, 0, 0, 2400, 0)),
            ([*PAID, a(PayoutFailed, undone=EURO_24)], Sum("EUR", 0, 2400, 0, 0, 0)),
        ],
    )
    def test_is_in_transit_in_a_payout_and_paid_by_it(
        self, show: Show, facts: Any, stands: Sum
    ) -> None:
        reader = show(PROJECTION, history(booking("b", settled()), payout(*facts)))
        assert sums(reader, ANNA) == [stands]
        (found,) = earnings(reader, ANNA)
        places = (found.available_minor, found.in_transit_minor, found.paid_minor)
        assert places == (stands.available_minor, stands.in_transit_minor, stands.paid_minor)
        assert getattr(found, f"{found.state}_minor") == 2400

    def test_is_counted_on_what_was_decided_first(self, show: Show) -> None:
        first, second, third = (
            booking(name, settled(name, FRIDAY + minutes(at)))
            for at, name in enumerate(["z", "y", "x"])
        )
        paid = payout(*PAID, a(PayoutRequested, "until-4800"))
        reader = show(PROJECTION, history(third, second, first, paid))
        assert {each.booking_id: each.state for each in earnings(reader, ANNA)} == {
            "z": State.PAID,
            "y": State.IN_TRANSIT,
            "x": State.AVAILABLE,
        }

    def test_is_pending_again_while_it_is_frozen(self, show: Show) -> None:
        frozen = history(booking("b", settled()), share("b", TRANSFERRED, FROZEN))
        reader = show(PROJECTION, frozen)
        assert sums(reader, ANNA) == [Sum("EUR", 2400, 0, 0, 0, 0)]
        (found,) = earnings(reader, ANNA)
        assert (found.state, found.frozen_for) == (State.PENDING, ("problem",))
        thawed = history(booking("b", settled()), share("b", TRANSFERRED, FROZEN, UNFROZEN))
        (found,) = earnings(show(PROJECTION, thawed), ANNA)
        assert (found.state, found.frozen_for) == (State.AVAILABLE, ())

    def test_is_held_until_something_happens(self, show: Show) -> None:
        reader = show(
            PROJECTION, history(booking("b", settled()), share("b", example(EarningHeld)))
        )
        (found,) = earnings(reader, ANNA)
        assert (found.state, found.held_for) == (State.AVAILABLE, "no_payout_account")
        (found,) = earnings(
            show(
                PROJECTION,
                history(booking("b", settled()), share("b", example(EarningHeld), TRANSFERRED)),
            ),
            ANNA,
        )
        assert found.held_for is None

    def test_is_nowhere_when_nothing_is_theirs(self, show: Show) -> None:
        reader = show(PROJECTION, history(booking("b", replace(CANCELLED, split=ALL_BACK))))
        (found,) = earnings(reader, ANNA)
        assert (found.state, found.net_minor) == (State.NOTHING, 0)

    def test_is_owed_when_it_had_been_paid_out(self, show: Show) -> None:
        given_back = replace(RESOLVED, split=ALL_BACK, replaces=NONE_BACK)
        paid = (booking("b", settled(), given_back), payout(*PAID))
        assert sums(show(PROJECTION, history(*paid)), ANNA) == [Sum("EUR", 0, -2400, 0, 2400, 0)]
        owing = (*paid, debt(incurred("b", EURO_24)))
        assert sums(show(PROJECTION, history(*owing)), ANNA) == [Sum("EUR", 0, 0, 0, 2400, 2400)]
        kept_back = (
            *paid,
            booking("c", settled("c")),
            debt(incurred("b", EURO_24), recovered("c", EURO_24)),
        )
        reader = show(PROJECTION, history(*kept_back))
        assert sums(reader, ANNA) == [Sum("EUR", 0, 0, 0, 2400, 0)]
        found = {each.booking_id: each for each in earnings(reader, ANNA)}
        assert found["b"].state is State.PAID
        assert found["c"].state is State.NOTHING
        assert found["c"].deductions == (Deduction("debt_withheld", 2400, FRIDAY),)


class TestAsking:
    def test_says_why_it_is_less_and_what_was_taken_back(self, show: Show) -> None:
        asked_back = replace(example(ReversalRequested), reason="waived", amount=BACK)
        back = replace(example(EarningReversed), amount=BACK, occurred_at=FRIDAY)
        reader = show(
            PROJECTION,
            history(booking("b", CANCELLED, WAIVED), share("b", TRANSFERRED, asked_back, back)),
        )
        (found,) = earnings(reader, ANNA)
        assert found.deductions == (Deduction("waived", 1200, FRIDAY),)
        assert found.reversals == (Deduction("waived", 1200, FRIDAY),)
        assert found.gross_minor - found.refund_minor - found.fee_minor == found.net_minor == 1200

    def test_turns_pages_and_knows_states(self, show: Show) -> None:
        reader = show(
            PROJECTION,
            history(booking("b", settled()), booking("c"), booking("d", settled("d"))),
        )
        assert [each.booking_id for each in earnings(reader, ANNA, limit=2)] == ["d", "c"]
        assert [each.booking_id for each in earnings(reader, ANNA, before=(FRIDAY, "c"))] == ["b"]
        available = earnings(reader, ANNA, state=State.AVAILABLE)
        assert [each.booking_id for each in available] == ["d", "b"]

    def test_is_about_one_tutor_and_each_currency(self, show: Show) -> None:
        yen = replace(confirmed("j"), price=Money(500, "JPY"))
        ivans = stream("booking-i", confirmed("i", IVAN))
        reader = show(PROJECTION, history(booking("b"), stream("booking-j", yen), ivans))
        assert sums(reader, ANNA) == [
            Sum("EUR", 2400, 0, 0, 0, 0),
            Sum("JPY", 400, 0, 0, 0, 0),
        ]
        assert [each.booking_id for each in earnings(reader, IVAN)] == ["i"]
        assert sums(reader, "nobody") == []

    def test_tells_payouts_and_why_they_wait(self, show: Show) -> None:
        held = a(PayoutHeld, reason=HoldReason.NO_PAYOUT_ACCOUNT, held_at=TUESDAY)
        reader = show(PROJECTION, history(payout(a(PayoutRequested, requested_at=MONDAY), held)))
        (found,) = payouts(reader, ANNA)
        assert (found.state, found.reason, found.amount_minor) == (
            "held",
            "no_payout_account",
            2400,
        )
        assert (found.requested_at, found.changed_at) == (MONDAY, TUESDAY)


class TestAStatement:
    WEEK = Interval(MONDAY, MONDAY + days(7))
    ROAD = (
        booking("b", CANCELLED, WAIVED),
        booking("c", settled("c")),
        payout(*PAID, a(PayoutFailed, undone=EURO_24)),
        debt(incurred("b", EURO_24), recovered("c", EURO_12)),
    )

    def test_adds_up_from_what_was_owed_to_what_is(self, show: Show) -> None:
        (part,) = statement(show(PROJECTION, history(*self.ROAD)), ANNA, self.WEEK)
        assert [(line.kind, line.amount_minor) for line in part.lines] == [
            ("earned", 2400),
            ("corrected", -1200),
            ("earned", 2400),
            ("paid_out", -2400),
            ("sent_back", 2400),
            ("debt_incurred", 2400),
            ("debt_withheld", -1200),
        ]
        assert (part.currency, part.opening_minor, part.closing_minor) == ("EUR", 0, 4800)
        assert (part.opening_debt_minor, part.closing_debt_minor) == (0, 1200)

    def test_begins_where_the_one_before_ended(self, show: Show) -> None:
        reader = show(PROJECTION, history(*self.ROAD))
        cut = MONDAY + minutes(6)
        (before,) = statement(reader, ANNA, Interval(MONDAY, cut))
        (after,) = statement(reader, ANNA, Interval(cut, MONDAY + days(7)))
        assert len(before.lines) == 3
        assert len(after.lines) == 4
        assert after.opening_minor == before.closing_minor == 3600
        assert after.closing_minor == 4800

    def test_of_a_quiet_month_tells_what_is_still_owed(self, show: Show) -> None:
        reader = show(PROJECTION, history(*self.ROAD))
        (part,) = statement(reader, ANNA, Interval(MONDAY + days(7), MONDAY + days(14)))
        assert (part.opening_minor, part.closing_minor, part.lines) == (4800, 4800, ())
        assert statement(reader, IVAN, self.WEEK) == []


@pytest.mark.parametrize("story", LIVES)
def test_sums_say_what_the_ledger_says(show: Show, story: str) -> None:
    market = Market.opened()
    booking_id = LIVES[story](market)
    for ahead in (0, 1, 3, 10, 60):
        market.advance(days=ahead)
        followed = [one for one in market.log.facts if _is_followed(one.fact)]
        reader = show(PROJECTION, followed)
        book = euros(one.fact for one in market.log.facts)
        found = sums(reader, market.booking(booking_id).tutor_id)
        frozen = sum(each.net_minor for each in earnings(reader, ANNA) if each.frozen_for)
        for one in found:
            to_come = one.available_minor + one.in_transit_minor + frozen
            assert to_come == -book.get(Account.TUTOR_PAYABLE, 0)
            assert one.debt_minor == book.get(Account.TUTOR_DEBT, 0)
            assert one.pending_minor - frozen == _undecided(market, booking_id)


def _is_followed(fact: Fact) -> bool:
    return context_of(fact.TOPIC) in PROJECTION.contexts


def _undecided(market: Market, booking_id: str) -> int:
    """This is what a confirmed booking is agreed to bring, until it is decided."""
    booking = market.booking(booking_id)
    if booking.split is not None or booking.conditions is None:
        return 0
    return booking.split_with(0).tutor_net_minor
