"""The ledger: what each fact posts, and where a road of facts ends."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, get_type_hints

import pytest

from domain.booking.events import BookingCancelled, NeitherJoined
from domain.booking.outcomes import BookingResolved, BookingSettled, LateFeeWaived, NoShowUpheld
from domain.booking.terms import CancellationReason, Split
from domain.catalogue import FACTS
from domain.debt.events import DebtIncurred, DebtRecovered
from domain.earning.events import EarningReversed, EarningTransferred, TransferFailed
from domain.ledger.accounts import Account
from domain.ledger.entries import FOLLOWED, postings_of
from domain.ledger.posting import EntryUnbalanced, Posting, credit, debit, entry
from domain.payment.dispute_events import PaymentDisputeClosed, PaymentDisputed
from domain.payment.events import (
    CaptureFailed,
    PaymentCaptured,
    PaymentDeclined,
    PaymentRefunded,
    ProviderFeeNoted,
    RefundFailed,
    RefundReason,
)
from domain.payout.events import PayoutFailed, PayoutPaid
from domain.shared.event import Fact, context_of
from domain.shared.money import Money
from tests.domain.booking.histories import ALL_BACK, CONFIRMED, HALF_BACK, NONE_BACK
from tests.domain.payment.history import refund_requested
from tests.support.examples import example
from tests.support.ledger import euros

PRICE, NOTHING = Money(3000, "EUR"), Money(0, "EUR")
CAPTURED = replace(example(PaymentCaptured), amount=PRICE)
SETTLED = replace(example(BookingSettled), split=NONE_BACK)
CANCELLED = replace(
    example(BookingCancelled), reason=CancellationReason.BY_CHOICE, price=PRICE, split=ALL_BACK
)
UNPAID = replace(
    CANCELLED, reason=CancellationReason.PAYMENT_FAILED, split=Split("EUR", 0, 0, 0, 0)
)
ALL_ASKED_BACK = refund_requested("until-3000", 3000)
REFUNDED = replace(
    example(PaymentRefunded),
    amount=PRICE,
    reason_asked=RefundReason.CANCELLATION,
    redone=NOTHING,
)
DISPUTED = replace(example(PaymentDisputed), amount=PRICE)
CLOSED = replace(example(PaymentDisputeClosed), amount=PRICE)
NOT_REFUNDED = replace(
    example(RefundFailed), amount=PRICE, reason_asked=RefundReason.CANCELLATION, undone=NOTHING
)
TAKEN_IN = (CAPTURED, CONFIRMED)

POST_NOTHING = {
    "booking.held.v1",
    "booking.covered.v1",
    "booking.requested.v1",
    "booking.payment_awaited.v1",
    "booking.payment_authorisation_noted.v1",
    "booking.payment_mismatch_reported.v1",
    "booking.late_payment_reported.v1",
    "credit.ordered.v1",
    "credit.payment_mismatch_reported.v1",
    "credit.late_payment_reported.v1",
    "payment.requested.v1",
    "payment.renewal_requested.v1",
    "payment.action_required.v1",
    "payment.authorised.v1",
    "payment.capture_requested.v1",
    "payment.void_requested.v1",
    "payment.voided.v1",
    "payment.void_failed.v1",
    "payment.outcome_repeated.v1",
    "earning.decided.v1",
    "earning.transfer_requested.v1",
    "earning.transfer_outcome_repeated.v1",
    "earning.reversal_requested.v1",
    "earning.reversal_failed.v1",
    "earning.withheld.v1",
    "earning.owed.v1",
    "payout.requested.v1",
    "payout.held.v1",
    "payout.released.v1",
    "payout.cancelled.v1",
    "payout.sent.v1",
}
"""Facts that speak of money and move none: it was only agreed on, asked for or reserved, or another
fact of the same step tells of it too: the booking's decision, and the tutor's debt."""


def speaks_of_money(kind: Any) -> bool:
    hints = get_type_hints(kind)
    return any(
        {Money, Split} & {hints[field.name], *getattr(hints[field.name], "__args__", ())}
        for field in fields(kind)
    )


def topics() -> Iterator[str]:
    for topic, kind in FACTS.items():
        if context_of(topic) in FOLLOWED and speaks_of_money(kind):
            yield topic


class TestAnEntry:
    def test_adds_up_to_nothing(self) -> None:
        with pytest.raises(EntryUnbalanced):
            entry(debit(Account.HELD, PRICE), credit(Account.REFUNDS, Money(2999, "EUR")))

    def test_adds_up_in_each_currency(self) -> None:
        with pytest.raises(EntryUnbalanced):
            entry(debit(Account.HELD, PRICE), credit(Account.REFUNDS, Money(3000, "USD")))

    def test_has_no_lines_of_nothing(self) -> None:
        assert postings_of(replace(CONFIRMED, price=NOTHING)) == ()

    def test_is_posted_or_left_out_on_purpose(self) -> None:
        """A fact that speaks of money stands in the ledger, or in the list above."""
        posting = {topic for topic in topics() if postings_of(_moving(FACTS[topic]))}
        assert set(topics()) - posting == POST_NOTHING

    def test_is_of_nothing_where_no_money_is_spoken_of(self) -> None:
        for topic in FACTS.keys() - set(topics()):
            assert postings_of(example(FACTS[topic])) == ()


def _moving(kind: Any) -> Fact:
    """This is an example that differs from nothing and from what it replaces."""
    made: Any = example(kind)
    if "split" in kind.__dataclass_fields__:
        made = replace(made, split=NONE_BACK)
    if "replaces" in kind.__dataclass_fields__:
        made = replace(made, replaces=HALF_BACK)
    return made  # type: ignore[no-any-return]


class TestABooking:
    def test_holds_its_price_until_it_is_decided_whose_it_is(self) -> None:
        assert postings_of(CONFIRMED) == (
            Posting(Account.STUDENT_RECEIVABLE, PRICE),
            Posting(Account.HELD, Money(-3000, "EUR")),
        )
        assert euros([*TAKEN_IN, SETTLED]) == {
            Account.PROVIDER_BALANCE: 3000,
            Account.PLATFORM_FEE: -600,
            Account.TUTOR_PAYABLE: -2400,
        }

    def test_posts_only_what_a_later_word_changes(self) -> None:
        waived = replace(example(LateFeeWaived), split=HALF_BACK, replaces=NONE_BACK)
        assert postings_of(waived) == (
            Posting(Account.STUDENT_RECEIVABLE, Money(-1500, "EUR")),
            Posting(Account.PLATFORM_FEE, Money(300, "EUR")),
            Posting(Account.TUTOR_PAYABLE, Money(1200, "EUR")),
        )

    @pytest.mark.parametrize("kind", [NoShowUpheld, NeitherJoined, BookingResolved])
    def test_is_decided_by_any_split(self, kind: Any) -> None:
        decided = replace(example(kind), split=HALF_BACK)
        if kind is BookingResolved:
            decided = replace(decided, replaces=None)
        assert euros([CONFIRMED, decided]) == {
            Account.STUDENT_RECEIVABLE: 1500,
            Account.PLATFORM_FEE: -300,
            Account.TUTOR_PAYABLE: -1200,
        }

    def test_that_costs_nothing_posts_nothing(self) -> None:
        free = replace(SETTLED, split=Split("EUR", 0, 0, 0, 0))
        assert postings_of(free) == ()

    def test_whose_price_could_not_be_taken_is_forgotten(self) -> None:
        assert euros([CONFIRMED, UNPAID]) == {}

    def test_called_off_before_its_price_was_taken_needs_no_refund(self) -> None:
        assert euros([CONFIRMED, CANCELLED]) == {}

    def test_taught_and_never_paid_is_the_platforms_loss(self) -> None:
        assert euros([CONFIRMED, SETTLED])[Account.STUDENT_RECEIVABLE] == 3000


class TestAPayment:
    def test_that_comes_too_late_goes_back(self) -> None:
        late = refund_requested("late", 3000, RefundReason.LATE_PAYMENT)
        assert euros([CAPTURED, late])[Account.REFUNDS] == -3000
        assert euros([CAPTURED, late, REFUNDED]) == {}

    @pytest.mark.parametrize("kind", [PaymentDeclined, CaptureFailed])
    def test_that_was_not_taken_after_all_is_owed_again(self, kind: Any) -> None:
        undone = replace(example(kind), undone=PRICE)
        assert euros([*TAKEN_IN, undone]) == euros([CONFIRMED])
        assert postings_of(replace(example(kind), undone=NOTHING)) == ()

    def test_costs_what_the_provider_keeps_of_it(self) -> None:
        noted = replace(example(ProviderFeeNoted), fee=Money(45, "EUR"))
        assert euros([CAPTURED, noted]) == {
            Account.STUDENT_RECEIVABLE: -3000,
            Account.PROVIDER_BALANCE: 2955,
            Account.PROVIDER_FEES: 45,
        }


class TestADispute:
    def test_lies_with_nobody_until_the_bank_has_decided(self) -> None:
        assert euros([*TAKEN_IN, SETTLED, DISPUTED]) == {
            Account.DISPUTES: 3000,
            Account.PLATFORM_FEE: -600,
            Account.TUTOR_PAYABLE: -2400,
        }

    def test_that_is_won_leaves_nothing(self) -> None:
        won = replace(CLOSED, is_won=True)
        assert euros([*TAKEN_IN, DISPUTED, won]) == euros(TAKEN_IN)

    def test_that_is_lost_is_what_the_student_gets_back(self) -> None:
        lost = replace(CLOSED, is_won=False)
        taken_back = replace(example(BookingResolved), split=ALL_BACK, replaces=NONE_BACK)
        assert euros([*TAKEN_IN, SETTLED, DISPUTED, lost, taken_back]) == {}

    def test_costs_what_the_provider_keeps_and_may_give_back(self) -> None:
        noted = replace(example(ProviderFeeNoted), fee=Money(1500, "EUR"))
        assert euros([noted, replace(noted, fee=-noted.fee)]) == {}


class TestARefund:
    def test_is_on_its_way_and_then_gone(self) -> None:
        decided = (*TAKEN_IN, CANCELLED)
        assert euros(decided) == {
            Account.PROVIDER_BALANCE: 3000,
            Account.STUDENT_RECEIVABLE: -3000,
        }
        assert euros([*decided, ALL_ASKED_BACK]) == {
            Account.PROVIDER_BALANCE: 3000,
            Account.REFUNDS: -3000,
        }
        assert euros([*decided, ALL_ASKED_BACK, REFUNDED]) == {}

    def test_that_fails_is_on_its_way_no_more(self) -> None:
        decided = (*TAKEN_IN, CANCELLED)
        failed = euros([*decided, ALL_ASKED_BACK, NOT_REFUNDED])
        assert failed == euros(decided)
        again = refund_requested("until-3000-again-1", 3000)
        asked = (*decided, ALL_ASKED_BACK, NOT_REFUNDED, again)
        assert euros([*asked, REFUNDED]) == {}

    def test_that_fails_after_all_takes_its_money_back(self) -> None:
        failed = replace(NOT_REFUNDED, undone=PRICE)
        decided = (*TAKEN_IN, CANCELLED)
        assert euros([*decided, ALL_ASKED_BACK, REFUNDED, failed]) == euros(decided)

    def test_that_succeeds_after_all_was_on_its_way_all_along(self) -> None:
        redone = replace(REFUNDED, redone=PRICE)
        decided = (*TAKEN_IN, CANCELLED)
        assert euros([*decided, ALL_ASKED_BACK, NOT_REFUNDED, redone]) == {}

    def test_for_goodwill_is_paid_by_the_platform(self) -> None:
        gift = refund_requested("gift", 500, RefundReason.GOODWILL)
        paid = replace(REFUNDED, amount=Money(500, "EUR"), reason_asked=RefundReason.GOODWILL)
        failed = replace(NOT_REFUNDED, amount=Money(500, "EUR"), reason_asked=RefundReason.GOODWILL)
        taught = (*TAKEN_IN, SETTLED)
        assert euros([*taught, gift, paid]) == {
            Account.PROVIDER_BALANCE: 2500,
            Account.PLATFORM_FEE: -100,
            Account.TUTOR_PAYABLE: -2400,
        }
        assert euros([*taught, gift, failed]) == euros(taught)


class TestATutorsMoney:
    def test_goes_by_the_provider_to_their_bank(self) -> None:
        share = Money(2400, "EUR")
        transferred = replace(example(EarningTransferred), amount=share)
        paid = replace(example(PayoutPaid), amount=share)
        taught = (*TAKEN_IN, SETTLED)
        assert euros([*taught, transferred]) == {
            Account.PROVIDER_BALANCE: 600,
            Account.PAYOUTS: 2400,
            Account.PLATFORM_FEE: -600,
            Account.TUTOR_PAYABLE: -2400,
        }
        assert euros([*taught, transferred, paid]) == {
            Account.PROVIDER_BALANCE: 600,
            Account.PLATFORM_FEE: -600,
        }

    def test_comes_back_when_a_bank_refuses_it(self) -> None:
        share = Money(2400, "EUR")
        transferred = replace(example(EarningTransferred), amount=share)
        paid = replace(example(PayoutPaid), amount=share)
        failed = replace(example(PayoutFailed), undone=share)
        assert euros([transferred, paid, failed]) == euros([transferred])
        assert postings_of(replace(failed, undone=NOTHING)) == ()

    def test_comes_back_when_it_is_not_theirs_any_more(self) -> None:
        share = Money(2400, "EUR")
        transferred = replace(example(EarningTransferred), amount=share)
        undone = replace(example(TransferFailed), undone=share)
        reversed_ = replace(example(EarningReversed), amount=share)
        assert euros([transferred, undone]) == euros([transferred, reversed_]) == {}

    def test_that_does_not_come_back_is_owed_until_it_is_kept_back(self) -> None:
        share = Money(2400, "EUR")
        transferred = replace(example(EarningTransferred), amount=share)
        paid = replace(example(PayoutPaid), amount=share)
        given_back = replace(example(BookingResolved), split=ALL_BACK, replaces=NONE_BACK)
        incurred = replace(example(DebtIncurred), amount=share)
        recovered = replace(example(DebtRecovered), amount=share)
        road = (*TAKEN_IN, SETTLED, transferred, paid, given_back)
        assert euros(road)[Account.TUTOR_PAYABLE] == 2400
        owed = euros([*road, incurred])
        assert owed == {
            Account.STUDENT_RECEIVABLE: -3000,
            Account.PROVIDER_BALANCE: 600,
            Account.TUTOR_DEBT: 2400,
        }
        another = (CAPTURED, CONFIRMED, SETTLED)
        assert euros([*road, incurred, *another, recovered]) == {
            Account.STUDENT_RECEIVABLE: -3000,
            Account.PROVIDER_BALANCE: 3600,
            Account.PLATFORM_FEE: -600,
        }
