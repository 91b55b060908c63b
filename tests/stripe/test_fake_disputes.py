"""Disputes, and what all movements sum to."""

from typing import Any

import pytest
from stripe import InvalidRequestError, StripeClient

from adapters.memory.clock import SetClock
from tests.stripe.asking import Refusal, charge_of, pay
from tests.support.calendar import days
from tests.support.stripe.fake import FakeStripe


def nets(stripe: StripeClient) -> list[tuple[str, int]]:
    """These are the movements of the platform's money, the oldest first."""
    movements = stripe.v1.balance_transactions.list({"limit": 100}).data
    return [(one.type, one.net) for one in reversed(movements)]


class TestADispute:
    def test_takes_the_amount_and_a_fee_at_once(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        intent = pay(stripe)
        opened = fake_stripe.bank.opens_dispute(str(intent.latest_charge))
        dispute = stripe.v1.disputes.retrieve(opened["id"])
        assert (dispute.amount, dispute.status) == (3000, "needs_response")
        assert dispute.evidence_details.due_by is not None
        assert dispute.payment_intent == intent.id
        assert charge_of(stripe, intent).disputed
        assert nets(stripe) == [("charge", 2930), ("adjustment", -4500)]
        assert [one.fee for one in dispute.balance_transactions] == [1500]

    def test_is_answered_with_evidence_and_won(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        opened = fake_stripe.bank.opens_dispute(str(pay(stripe).latest_charge))
        draft: Any = {"evidence": {"access_activity_log": "joined at 9:00"}, "submit": False}
        assert stripe.v1.disputes.update(opened["id"], draft).status == "needs_response"
        answered = stripe.v1.disputes.update(
            opened["id"], {"evidence": {"service_date": "2 March"}}
        )
        assert answered.status == "under_review"
        assert answered.evidence.access_activity_log == "joined at 9:00"
        fake_stripe.bank.decides_for_platform(opened["id"])
        assert nets(stripe)[1:] == [("adjustment", -4500), ("adjustment", 3000)]

    def test_takes_only_evidence_that_stripe_knows(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        opened = fake_stripe.bank.opens_dispute(str(pay(stripe).latest_charge))
        strange: Any = {"evidence": {"stars": "5"}}
        with Refusal(InvalidRequestError) as no:
            stripe.v1.disputes.update(opened["id"], strange)
        assert no.body["param"] == "evidence[stars]"

    def test_is_lost_by_silence(
        self, stripe: StripeClient, fake_stripe: FakeStripe, clock: SetClock
    ) -> None:
        opened = fake_stripe.bank.opens_dispute(str(pay(stripe).latest_charge))
        clock.advance(days(9))
        assert stripe.v1.disputes.retrieve(opened["id"]).status == "lost"

    def test_is_given_up(self, stripe: StripeClient, fake_stripe: FakeStripe) -> None:
        opened = fake_stripe.bank.opens_dispute(str(pay(stripe).latest_charge))
        assert stripe.v1.disputes.close(opened["id"]).status == "lost"
        with pytest.raises(AssertionError, match="is lost"):
            fake_stripe.bank.decides_for_platform(opened["id"])

    def test_of_part_after_a_refund_is_about_what_is_left(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        intent = pay(stripe)
        stripe.v1.refunds.create({"payment_intent": intent.id, "amount": 1000})
        assert fake_stripe.bank.opens_dispute(str(intent.latest_charge))["amount"] == 2000

    def test_is_opened_by_some_cards_at_once(self, stripe: StripeClient) -> None:
        intent = pay(stripe, payment_method="pm_card_createDispute")
        (dispute,) = stripe.v1.disputes.list({"payment_intent": intent.id}).data
        assert dispute.reason == "fraudulent"


class TestTheBalance:
    def test_is_the_sum_of_its_movements(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        intent = pay(stripe)
        stripe.v1.refunds.create({"payment_intent": intent.id, "amount": 1000})
        fake_stripe.bank.opens_dispute(str(intent.latest_charge))
        balance: Any = stripe.v1.balance.retrieve()
        held = sum(one.amount for one in (*balance.available, *balance.pending))
        assert held == sum(net for _, net in nets(stripe)) == 2930 - 1000 - 3500

    def test_is_read_page_by_page(self, stripe: StripeClient) -> None:
        paid = [str(pay(stripe).latest_charge) for _ in range(5)]
        pages = stripe.v1.balance_transactions.list({"limit": 2})
        assert pages.has_more
        assert [one.source for one in pages.auto_paging_iter()] == paid[::-1]

    def test_is_read_from_a_time_on(self, stripe: StripeClient, clock: SetClock) -> None:
        pay(stripe)
        clock.advance(days(1))
        later = str(pay(stripe).latest_charge)
        since = int(clock.now().timestamp())
        (one,) = stripe.v1.balance_transactions.list({"created": {"gte": since}}).data
        assert one.source == later
