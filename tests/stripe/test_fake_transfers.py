"""Transfers to connected accounts, taken back, and paid out to their banks."""

from typing import Any

import pytest
from stripe import InvalidRequestError, StripeClient

from adapters.memory.clock import SetClock
from tests.stripe.asking import Refusal, open_recipient, pay, pay_out_by_hand, reserve, transfer
from tests.support.calendar import days
from tests.support.stripe.fake import FakeStripe


@pytest.fixture
def anna(stripe: StripeClient, fake_stripe: FakeStripe) -> str:
    account = open_recipient(stripe)
    pay_out_by_hand(stripe, account)
    fake_stripe.holder.completes_onboarding(account)
    return account


def balance_of(stripe: StripeClient, account: str = "") -> tuple[int, int]:
    """This is what is available, and what is still pending."""
    options: Any = {"stripe_account": account} if account else {}
    balance = stripe.v1.balance.retrieve(None, options)
    return sum(one.amount for one in balance.available), sum(one.amount for one in balance.pending)


class TestTransferring:
    def test_from_a_charge_does_not_wait_for_the_money(
        self, stripe: StripeClient, anna: str
    ) -> None:
        charge = str(pay(stripe, transfer_group="p1").latest_charge)
        moved = transfer(stripe, anna, 2400, source_transaction=charge)
        assert (moved.transfer_group, moved.source_transaction) == ("p1", charge)
        assert balance_of(stripe, anna) == (0, 2400)

    def test_arrives_when_the_charge_settles(
        self, stripe: StripeClient, clock: SetClock, anna: str
    ) -> None:
        transfer(stripe, anna, 2400, source_transaction=str(pay(stripe).latest_charge))
        clock.advance(days(2))
        assert balance_of(stripe, anna) == (2400, 0)
        assert balance_of(stripe) == (3000 - 70 - 2400, 0)

    def test_without_a_charge_needs_money_that_is_there(
        self, stripe: StripeClient, anna: str
    ) -> None:
        pay(stripe)
        with Refusal(InvalidRequestError) as no:
            transfer(stripe, anna, 2400)
        assert no.code == "balance_insufficient"
        pay(stripe, payment_method="pm_card_bypassPending")
        assert transfer(stripe, anna, 2400).id

    def test_moves_no_more_than_the_charge_has_left(self, stripe: StripeClient, anna: str) -> None:
        intent = pay(stripe)
        charge = str(intent.latest_charge)
        stripe.v1.refunds.create({"payment_intent": intent.id, "amount": 1000})
        transfer(stripe, anna, 1500, source_transaction=charge)
        with Refusal(InvalidRequestError) as no:
            transfer(stripe, anna, 501, source_transaction=charge)
        assert "must not exceed the source amount" in no.body["message"]
        assert transfer(stripe, anna, 500, source_transaction=charge).id

    def test_moves_nothing_of_a_reservation(self, stripe: StripeClient, anna: str) -> None:
        with Refusal(InvalidRequestError):
            transfer(stripe, anna, 500, source_transaction=str(reserve(stripe).latest_charge))

    def test_goes_to_nobody_who_may_not_receive(
        self, stripe: StripeClient, fake_stripe: FakeStripe, anna: str
    ) -> None:
        charge = str(pay(stripe).latest_charge)
        fake_stripe.holder.has_to_tell(anna, "identity.individual.id_number")
        with Refusal(InvalidRequestError) as no:
            transfer(stripe, anna, 2400, source_transaction=charge)
        assert no.code == "insufficient_capabilities_for_transfer"

    def test_goes_to_nobody_unknown(self, stripe: StripeClient) -> None:
        with Refusal(InvalidRequestError) as no:
            transfer(stripe, "acct_nobody", 2400)
        assert (no.status, no.body["param"]) == (404, "destination")


class TestReversing:
    def test_takes_back_in_parts(self, stripe: StripeClient, anna: str) -> None:
        moved = transfer(stripe, anna, 2400, source_transaction=str(pay(stripe).latest_charge))
        one = stripe.v1.transfers.reversals.create(moved.id, {"amount": 1000})
        assert (one.amount, one.transfer) == (1000, moved.id)
        assert balance_of(stripe, anna) == (0, 1400)
        stripe.v1.transfers.reversals.create(moved.id)
        after = stripe.v1.transfers.retrieve(moved.id)
        assert (after.reversed, after.amount_reversed) == (True, 2400)
        assert len(after.reversals.data) == 2

    def test_takes_back_no_more_than_went(self, stripe: StripeClient, anna: str) -> None:
        moved = transfer(stripe, anna, 2400, source_transaction=str(pay(stripe).latest_charge))
        with Refusal(InvalidRequestError) as no:
            stripe.v1.transfers.reversals.create(moved.id, {"amount": 2401})
        assert no.body["param"] == "amount"

    def test_takes_nothing_that_was_paid_out(
        self, stripe: StripeClient, clock: SetClock, anna: str
    ) -> None:
        moved = transfer(stripe, anna, 2400, source_transaction=str(pay(stripe).latest_charge))
        clock.advance(days(2))
        pay_out(stripe, anna, 2000)
        with Refusal(InvalidRequestError) as no:
            stripe.v1.transfers.reversals.create(moved.id)
        assert no.code == "balance_insufficient"
        assert stripe.v1.transfers.reversals.create(moved.id, {"amount": 400}).amount == 400

    def test_makes_room_to_transfer_again(self, stripe: StripeClient, anna: str) -> None:
        charge = str(pay(stripe).latest_charge)
        moved = transfer(stripe, anna, 2400, source_transaction=charge)
        stripe.v1.transfers.reversals.create(moved.id)
        assert transfer(stripe, anna, 2400, source_transaction=charge).id


def pay_out(stripe: StripeClient, account: str, amount: int, currency: str = "eur") -> Any:
    return stripe.v1.payouts.create(
        {"amount": amount, "currency": currency}, {"stripe_account": account}
    )


class TestPayingOut:
    @pytest.fixture
    def _settled(self, stripe: StripeClient, clock: SetClock, anna: str) -> None:
        transfer(stripe, anna, 2400, source_transaction=str(pay(stripe).latest_charge))
        clock.advance(days(2))

    @pytest.mark.usefixtures("_settled")
    def test_arrives_later(self, stripe: StripeClient, fake_stripe: FakeStripe, anna: str) -> None:
        payout = pay_out(stripe, anna, 2400)
        assert payout.status == "pending"
        assert balance_of(stripe, anna) == (0, 0)
        fake_stripe.bank.completes_payout(payout.id)
        seen = stripe.v1.payouts.retrieve(payout.id, None, {"stripe_account": anna})
        assert seen.status == "paid"

    @pytest.mark.usefixtures("_settled")
    def test_comes_back_also_after_it_arrived(
        self, stripe: StripeClient, fake_stripe: FakeStripe, anna: str
    ) -> None:
        payout = pay_out(stripe, anna, 2400)
        fake_stripe.bank.completes_payout(payout.id)
        fake_stripe.bank.returns_payout(payout.id)
        seen = stripe.v1.payouts.retrieve(payout.id, None, {"stripe_account": anna})
        assert (seen.status, seen.failure_code) == ("failed", "account_closed")
        assert balance_of(stripe, anna) == (2400, 0)

    @pytest.mark.usefixtures("_settled")
    def test_is_called_back_in_time(self, stripe: StripeClient, anna: str) -> None:
        payout = pay_out(stripe, anna, 2400)
        options: Any = {"stripe_account": anna}
        assert stripe.v1.payouts.cancel(payout.id, None, options).status == "canceled"
        assert balance_of(stripe, anna) == (2400, 0)

    @pytest.mark.usefixtures("_settled")
    def test_pays_no_more_than_is_available(self, stripe: StripeClient, anna: str) -> None:
        with Refusal(InvalidRequestError) as no:
            pay_out(stripe, anna, 2401)
        assert no.code == "balance_insufficient"

    def test_pays_only_whole_forint(self, stripe: StripeClient, anna: str) -> None:
        with Refusal(InvalidRequestError) as no:
            pay_out(stripe, anna, 2450, "huf")
        assert "divisible" in no.body["message"]

    def test_pays_nobody_who_may_not_receive(
        self, stripe: StripeClient, fake_stripe: FakeStripe, anna: str
    ) -> None:
        fake_stripe.holder.is_rejected(anna)
        with Refusal(InvalidRequestError) as no:
            pay_out(stripe, anna, 100)
        assert no.code == "payouts_not_allowed"

    @pytest.mark.usefixtures("_settled")
    def test_is_the_accounts_own_business(self, stripe: StripeClient, anna: str) -> None:
        payout = pay_out(stripe, anna, 2400)
        with Refusal(InvalidRequestError) as no:
            stripe.v1.payouts.retrieve(payout.id)
        assert no.status == 404

    def test_happens_by_itself_where_nobody_asked_for_payouts_by_hand(
        self, stripe: StripeClient, fake_stripe: FakeStripe, clock: SetClock
    ) -> None:
        account = open_recipient(stripe)
        fake_stripe.holder.completes_onboarding(account)
        transfer(stripe, account, 2400, source_transaction=str(pay(stripe).latest_charge))
        clock.advance(days(1))
        assert stripe.v1.payouts.list(None, {"stripe_account": account}).data == []
        clock.advance(days(1))
        (payout,) = stripe.v1.payouts.list(None, {"stripe_account": account}).data
        assert (payout.automatic, payout.amount) == (True, 2400)
