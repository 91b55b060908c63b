"""What Stripe answers when it does not do what it was asked: bodies and codes as it sends them."""

from typing import Any

Json = dict[str, Any]

DOCS = "https://stripe.com/docs/error-codes"


class StripeRefused(Exception):
    """Stripe does not do what it was asked, and says why."""

    def __init__(self, status: int, kind: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error: Json = {"message": message, "type": kind, **more}
        if "code" in more:
            self.error["doc_url"] = f"{DOCS}/{str(more['code']).replace('_', '-')}"

    @property
    def headers(self) -> dict[str, str]:
        """This asks the caller to try again where that helps, as Stripe does."""
        again = self.error.get("code") in {"lock_timeout", "idempotency_key_in_use"}
        return {"Stripe-Should-Retry": "true"} if again else {}


class Uncounted(StripeRefused):
    """The request was refused before it began, so its key is free as if it never came."""


def invalid(message: str, *, status: int = 400, **more: Any) -> StripeRefused:
    """This refuses what the state of things does not allow."""
    return StripeRefused(status, "invalid_request_error", message, **more)


def malformed(message: str, **more: Any) -> Uncounted:
    """This refuses a request whose parameters are not of the form Stripe takes."""
    return Uncounted(400, "invalid_request_error", message, **more)


def absent(kind: str, name: str, param: str) -> StripeRefused:
    """This says that nothing of that kind has that name."""
    message = f"No such {kind}: '{name}'"
    return invalid(message, status=404, code="resource_missing", param=param)


def declined(code: str, message: str, **more: Any) -> StripeRefused:
    """This is the no of the card's bank."""
    return StripeRefused(402, "card_error", message, code=code, **more)


def shown(minor: int, currency: str) -> str:
    """This is an amount as it stands in Stripe's sentences."""
    return f"{minor} {currency.upper()}"
