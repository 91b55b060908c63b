"""Connected accounts: opened, onboarded on Stripe's pages, ready or not."""

from typing import Any

import pytest
from stripe import InvalidRequestError, StripeClient

from tests.stripe.asking import Refusal, open_recipient
from tests.support.stripe.fake import FakeStripe

EVERYTHING: Any = {"include": ["configuration.recipient", "requirements", "identity"]}


def transfers_of(stripe: StripeClient, account: str) -> Any:
    shown: Any = stripe.v2.core.accounts.retrieve(account, EVERYTHING)
    return shown.configuration.recipient.capabilities.stripe_balance.stripe_transfers


class TestARecipient:
    def test_begins_restricted_and_owes_who_they_are(self, stripe: StripeClient) -> None:
        account = open_recipient(stripe)
        assert transfers_of(stripe, account).status == "restricted"
        shown: Any = stripe.v2.core.accounts.retrieve(account, EVERYTHING)
        assert "identity.individual.given_name" in {
            entry.description for entry in shown.requirements.entries
        }
        assert shown.identity.country == "de"

    def test_is_shown_in_part_unless_more_is_asked_for(self, stripe: StripeClient) -> None:
        shown = stripe.v2.core.accounts.retrieve(open_recipient(stripe))
        assert (shown.configuration, shown.requirements, shown.identity) == (None, None, None)
        assert shown.applied_configurations == ["recipient"]

    def test_becomes_active_and_may_fall_back(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        account = open_recipient(stripe)
        fake_stripe.holder.is_being_verified(account)
        assert transfers_of(stripe, account).status == "pending"
        fake_stripe.holder.completes_onboarding(account)
        assert transfers_of(stripe, account).status == "active"
        fake_stripe.holder.has_to_tell(account, "identity.individual.id_number")
        assert transfers_of(stripe, account).status == "restricted"
        fake_stripe.holder.is_rejected(account)
        assert transfers_of(stripe, account).status == "rejected"

    def test_is_the_same_one_in_v1(self, stripe: StripeClient, fake_stripe: FakeStripe) -> None:
        account = open_recipient(stripe)
        before = stripe.v1.accounts.retrieve(account)
        assert before.capabilities is not None
        assert (before.capabilities.transfers, before.payouts_enabled) == ("inactive", False)
        fake_stripe.holder.completes_onboarding(account)
        after = stripe.v1.accounts.retrieve(account)
        assert after.capabilities is not None
        assert (after.capabilities.transfers, after.payouts_enabled) == ("active", True)

    def test_is_told_where_to_go(self, stripe: StripeClient) -> None:
        account = open_recipient(stripe)
        link = stripe.v2.core.account_links.create(
            {
                "account": account,
                "use_case": {
                    "type": "account_onboarding",
                    "account_onboarding": {
                        "refresh_url": "https://tutors.test/again",
                        "return_url": "https://tutors.test/done",
                    },
                },
            }
        )
        assert link.url.startswith("https://")
        assert link.expires_at > link.created

    def test_is_changed(self, stripe: StripeClient) -> None:
        account = open_recipient(stripe)
        stripe.v2.core.accounts.update(account, {"display_name": "Anna B."})
        assert stripe.v2.core.accounts.retrieve(account).display_name == "Anna B."


class TestOpening:
    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            ({"colour": "blue"}, "parameter_unknown"),
            ({"configuration": {"recipient": {"colour": "blue"}}}, "parameter_unknown"),
            ({"display_name": 5}, None),
            ({"include": ["colour"]}, None),
            ({"configuration": {"recipient": {}}}, "invalid_fields"),
        ],
    )
    def test_refuses_what_it_does_not_know(
        self, stripe: StripeClient, asked: Any, code: str | None
    ) -> None:
        with Refusal(InvalidRequestError) as no:
            stripe.v2.core.accounts.create(asked)
        assert (no.status, no.code) == (400, code)

    def test_under_one_key_opens_one(self, stripe: StripeClient) -> None:
        asked: Any = {"display_name": "Anna"}
        one, other = (
            stripe.v2.core.accounts.create(asked, {"idempotency_key": "anna"}) for _ in range(2)
        )
        assert one.id == other.id

    def test_under_the_key_of_what_failed_is_tried_again(self, stripe: StripeClient) -> None:
        wrong: Any = {"configuration": {"recipient": {}}}
        with Refusal(InvalidRequestError):
            stripe.v2.core.accounts.create(wrong, {"idempotency_key": "anna"})
        right: Any = {"display_name": "Anna"}
        assert stripe.v2.core.accounts.create(right, {"idempotency_key": "anna"}).id

    def test_in_v1_works_too(self, stripe: StripeClient) -> None:
        account = stripe.v1.accounts.create(
            {
                "type": "express",
                "country": "DE",
                "capabilities": {"transfers": {"requested": True}},
            }
        )
        link = stripe.v1.account_links.create(
            {
                "account": account.id,
                "type": "account_onboarding",
                "refresh_url": "https://tutors.test/again",
                "return_url": "https://tutors.test/done",
            }
        )
        assert link.url
        assert stripe.v2.core.accounts.retrieve(account.id).applied_configurations == ["recipient"]

    def test_gives_no_link_that_leads_nowhere_back(self, stripe: StripeClient) -> None:
        asked: Any = {"account": open_recipient(stripe), "type": "account_onboarding"}
        with Refusal(InvalidRequestError) as no:
            stripe.v1.account_links.create(asked)
        assert no.body["param"] == "refresh_url"

    def test_of_nobody_is_not_found(self, stripe: StripeClient) -> None:
        with Refusal(InvalidRequestError) as no:
            stripe.v2.core.accounts.retrieve("acct_nobody")
        assert no.status == 404
