"""Which provider moves money: Stripe where there is a key for it, else a sandbox of our own."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from adapters.settings import CannotStart, Settings
from application.notice import NoticeReader
from application.ports import Clock
from application.ports_money import MoneyProvider
from domain.shared.errors import Unavailable

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

    from adapters.stripe.gateway import StripePaymentGateway


def notices_of(settings: Settings) -> NoticeReader | None:
    """This reads what Stripe sends, if there is a secret it signs that with."""
    if not settings.webhook_secrets:
        return None
    from adapters.stripe.notices import StripeNotices

    return StripeNotices(settings.webhook_secrets)


def provider_of(
    settings: Settings, clock: Clock, pool: "Callable[[], ConnectionPool[Any]]"
) -> MoneyProvider:
    """This is the provider; the sandbox keeps its memory behind that pool."""
    if settings.stripe_api_key:
        return _stripe(settings.stripe_api_key, settings.stripe_api_base, clock)
    from adapters.sandbox.payments import SandboxPaymentGateway

    sandbox = SandboxPaymentGateway(pool(), clock)
    sandbox.prepare()
    return sandbox


def check_provider(settings: Settings, clock: Clock) -> None:
    """This returns when Stripe answers to the key there is for it, or there is none.

    Raises:
        CannotStart: it does not answer, or not to that key.
    """
    if settings.stripe_api_key is None:
        return
    stripe = _stripe(settings.stripe_api_key, settings.stripe_api_base, clock)
    try:
        next(stripe.movements(clock.now()), None)
    except Unavailable as reason:
        raise CannotStart(f"Payments cannot go to Stripe: {reason}.") from reason


def _stripe(key: str, base: str, clock: Clock) -> "StripePaymentGateway":
    from adapters.stripe.client import open_client
    from adapters.stripe.gateway import StripePaymentGateway

    return StripePaymentGateway(open_client(key, base), clock)
