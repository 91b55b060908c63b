"""What Stripe answers when it does not do what was asked, in the words of our ports.

Three kinds: the world may recover (`Unavailable`), it is an answer of the business (`Refusal`, a
code of ours), or it is a mistake of ours and crashes.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

import stripe

from application.ports_money import ACCOUNT_NOT_PAYABLE
from domain.shared.currency import is_chargeable
from domain.shared.errors import NotFound, Unavailable
from domain.shared.money import Money

INSUFFICIENT_FUNDS: Final = "insufficient_funds"
NOT_RESERVED: Final = "not_reserved"
NOT_TAKEN: Final = "not_taken"
NOT_TRANSFERRED: Final = "not_transferred"
NOT_WHOLE: Final = "amount_not_whole"

BUSINESS: Final[Mapping[str, str]] = {
    "amount_too_large": "amount_too_large",
    "amount_too_small": "amount_too_small",
    "invalid_charge_amount_no_decimal_compatible": NOT_WHOLE,
    "balance_insufficient": INSUFFICIENT_FUNDS,
    "insufficient_funds": INSUFFICIENT_FUNDS,
    "charge_already_captured": NOT_RESERVED,
    "charge_already_refunded": NOT_TAKEN,
    "charge_disputed": "disputed",
    "charge_expired_for_capture": "reservation_lapsed",
    "charge_not_refundable": "not_refundable",
    "capture_charge_authorization_expired": "reservation_lapsed",
    "insufficient_capabilities_for_transfer": ACCOUNT_NOT_PAYABLE,
    "transfers_not_allowed": ACCOUNT_NOT_PAYABLE,
    "payouts_not_allowed": ACCOUNT_NOT_PAYABLE,
    "no_account": ACCOUNT_NOT_PAYABLE,
    "account_invalid": ACCOUNT_NOT_PAYABLE,
    "account_closed": ACCOUNT_NOT_PAYABLE,
}
"""Codes of Stripe that are answers, not mistakes, and what we call them."""

NOTHING_KNOWN: Final[Mapping[str, str]] = {}
MISSING: Final = "resource_missing"
OUR_KEY: Final = "the key in STRIPE_API_KEY"
UNEXPECTED_STATE: Final = "payment_intent_unexpected_state"


class Refusal(Exception):
    """This is Stripe declining what was asked, with a reason of ours."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FailureRepeated(Unavailable):
    """This is Stripe repeating a failure of its own that it has kept under our key."""


@contextmanager
def answering(
    key: str = "",
    *,
    missing: str = "",
    moved: str = "",
    params: Mapping[str, str] = NOTHING_KNOWN,
) -> Iterator[None]:
    """This turns what Stripe's library raises into the words of our ports.

    Raises:
        FailureRepeated: it failed before, under the same key, and says so again.
        Unavailable: it did not answer, asks to come again later, or wants another key of ours.
        Refusal: it declined; `missing` is the reason when there is no such thing, `moved` when a
            payment stands elsewhere than was thought, `params` are those that may be what it
            declines, each with the reason.
        NotFound: there is no such thing, and no reason was given for that.
        ValueError: the key was used before, for something else.
    """
    try:
        yield
    except stripe.IdempotencyError as told:
        if told.http_status == HTTPStatus.CONFLICT:
            raise Unavailable("the same call is under way") from told
        raise ValueError(f"the key {key} was used before, for something else") from told
    except stripe.StripeError as told:
        meant = _meaning(told, {MISSING: missing, UNEXPECTED_STATE: moved}, params)
        if meant is None:
            raise
        raise meant from told


@contextmanager
def reading() -> Iterator[None]:
    """This does the same where nothing is asked for that could be declined.

    Raises:
        Unavailable: it did not answer, or asks to come again later.
        NotFound: there is no such thing, or it is not for us to see.
    """
    try:
        with answering():
            yield
    except Refusal as refusal:
        raise NotFound from refusal


def _meaning(
    told: stripe.StripeError, codes: Mapping[str, str], params: Mapping[str, str]
) -> Exception | None:
    """This is what Stripe says in our words; nothing when it is a mistake of ours."""
    if _is_outage(told):
        if (told.http_status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR and _is_repeated(told):
            return FailureRepeated("Stripe repeats that it failed")
        return Unavailable(f"Stripe does not answer ({type(told).__name__})")
    param = getattr(told, "param", None) or ""
    code = told.code or (told.error.code if told.error else None) or ""
    reason = params.get(param) or codes.get(code) or BUSINESS.get(code)
    if reason:
        return Refusal(reason)
    if isinstance(told, stripe.AuthenticationError):
        return Unavailable(f"Stripe does not accept {OUR_KEY}")
    if isinstance(told, stripe.PermissionError):
        return Unavailable(f"Stripe does not let us do that with {OUR_KEY}")
    return NotFound() if code == MISSING else None


def _is_outage(told: stripe.StripeError) -> bool:
    """This is true when the same call may succeed later; `APIError` is what nobody understands."""
    status = told.http_status or 0
    return (
        isinstance(told, stripe.APIConnectionError | stripe.APIError | stripe.RateLimitError)
        or status in {HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS}
        or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    )


def _is_repeated(told: stripe.StripeError) -> bool:
    return bool(told.headers and told.headers.get("Idempotent-Replayed") == "true")


def ours(things: Any, key: str) -> Any:
    """This is what was made under the key among those things, or nothing."""
    return next((one for one in things if key_of(one) == key), None)


def key_of(thing: Any, name: str = "key") -> str:
    """This is the key of ours that something was made under, where it was."""
    kept = thing.metadata
    return str(kept[name]) if kept and name in kept else ""


def check_same(key: str, *, is_same: bool) -> None:
    """This holds when a key stands for what is asked under it now.

    Raises:
        ValueError: it was used before, for something else.
    """
    if not is_same:
        raise ValueError(f"the key {key} was used before, for something else")


def check_whole(amount: Money) -> None:
    """This holds when Stripe can move exactly that amount.

    Raises:
        Refusal: it has a part that Stripe does not know.
    """
    if not is_chargeable(amount):
        raise Refusal(NOT_WHOLE)
