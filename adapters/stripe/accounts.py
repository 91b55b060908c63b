"""Tutors' accounts: recipients (Accounts v2), for whom the platform collects fees and bears losses.

Payouts wait until we ask for them. An account can be paid when its transfers capability is active.
"""

from datetime import datetime
from typing import Any, Final

from stripe import RequestOptions

from adapters.stripe.answering import answering, reading
from adapters.stripe.once import done_once, nothing_to_see
from adapters.stripe.speaking import Speaking
from application.ports_money import OnboardingLink, Readiness

READ: Final = ("configuration.recipient", "requirements")
LONGEST_CODE: Final = 80


class StripeAccounts(Speaking):
    """This keeps the accounts that tutors are paid on."""

    def open_account(self, key: str, country: str) -> str:
        """This is the reference of a new account."""
        asked: Any = {
            "identity": {"country": country.lower()},
            "dashboard": "express",
            "configuration": {
                "recipient": {
                    "capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}
                }
            },
            "defaults": {
                "responsibilities": {
                    "fees_collector": "application",
                    "losses_collector": "application",
                }
            },
            "metadata": {"key": key},
        }
        with answering(key):
            # Of v2 Stripe keeps no failure: what was begun goes on under the same key.
            opened = self._stripe.v2.core.accounts.create(asked, {"idempotency_key": key})

        def pay_out_by_hand(under: RequestOptions) -> str:
            by_hand: Any = {"payments": {"payouts": {"schedule": {"interval": "manual"}}}}
            with answering(key):
                self._stripe.v1.balance_settings.update(
                    by_hand, {"stripe_account": opened.id, **under}
                )
            return str(opened.id)

        return done_once(f"{key}:by_hand", nothing_to_see, pay_out_by_hand)

    def onboarding_link(self, account: str, return_url: str, refresh_url: str) -> OnboardingLink:
        """This is where the tutor says who they are and where their bank is."""
        case: Any = {
            "type": "account_onboarding",
            "account_onboarding": {"return_url": return_url, "refresh_url": refresh_url},
        }
        with reading():
            link = self._stripe.v2.core.account_links.create({"account": account, "use_case": case})
        return OnboardingLink(link.url, datetime.fromisoformat(str(link.expires_at)))

    def readiness(self, account: str) -> Readiness:
        """This is whether the account can be paid, as of now."""
        with reading():
            asked: Any = {"include": list(READ)}
            found: Any = self._stripe.v2.core.accounts.retrieve(account, asked)
        recipient = found.configuration.recipient if found.configuration else None
        balance = recipient.capabilities.stripe_balance if recipient else None
        transfers = balance.stripe_transfers if balance else None
        if transfers is None:
            return Readiness(is_payable=False, missing=("not_a_recipient",))
        if transfers.status == "active":
            return Readiness(is_payable=True)
        due = [entry.description for entry in _entries(found)]
        why = [detail.code for detail in transfers.status_details]
        return Readiness(
            is_payable=False, missing=tuple(code[:LONGEST_CODE] for code in due or why)
        )


def _entries(found: Any) -> list[Any]:
    """This is what the tutor still owes Stripe; what Stripe works on itself is not of it."""
    requirements = found.requirements
    entries = requirements.entries if requirements and requirements.entries else []
    return [entry for entry in entries if entry.awaiting_action_from == "user"]
