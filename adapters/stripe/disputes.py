"""Disputes: what the platform says where a student's bank takes money back."""

from dataclasses import asdict
from typing import Any, Final

from stripe import RequestOptions

from adapters.stripe.answering import Refusal, answering, key_of
from adapters.stripe.intents import instant
from adapters.stripe.once import done_once
from adapters.stripe.speaking import Speaking, declining
from application.ports_money import Evidence, PaymentAnswer

CLOSED: Final = "dispute_closed"
ANSWERABLE: Final = frozenset({"needs_response", "warning_needs_response"})
LONGEST_TEXT: Final = 20_000
NAMES: Final = {
    "service": "product_description",
    "service_date": "service_date",
    "access_log": "access_activity_log",
    "cancellation_policy": "cancellation_policy_disclosure",
    "cancellation_rebuttal": "cancellation_rebuttal",
    "refund_policy": "refund_policy_disclosure",
    "refund_refusal": "refund_refusal_explanation",
    "other": "uncategorized_text",
}
"""Fields of our evidence, as Stripe calls them."""


class StripeDisputes(Speaking):
    """This speaks for the platform where a student's bank takes money back."""

    @declining
    def submit_evidence(self, key: str, dispute: str, evidence: Evidence) -> PaymentAnswer:
        """This hands the evidence in, for good."""
        found = done_once(
            key,
            lambda: self._answered(key, dispute),
            lambda under: self._handed_in(key, dispute, evidence, under),
        )
        return PaymentAnswer("done", dispute, instant(found.created))

    def _answered(self, key: str, dispute: str) -> Any:
        with answering():
            found = self._stripe.v1.disputes.retrieve(dispute)
        if key_of(found) == key:
            return found
        if found.status not in ANSWERABLE:
            raise Refusal(CLOSED)
        return None

    def _handed_in(self, key: str, dispute: str, evidence: Evidence, under: RequestOptions) -> Any:
        said = {NAMES[name]: text[:LONGEST_TEXT] for name, text in asdict(evidence).items()}
        asked: Any = {
            "evidence": {name: text for name, text in said.items() if text},
            "submit": True,
            "metadata": {"key": key},
        }
        with answering(key):
            return self._stripe.v1.disputes.update(dispute, asked, under)
