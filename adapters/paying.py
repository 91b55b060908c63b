"""Which provider moves money: Stripe where there is a key for it, else a sandbox of our own."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from adapters.settings import Settings
from application.notice import NoticeReader
from application.ports import Clock
from application.ports_money import MoneyProvider

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool


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
        from adapters.stripe.client import open_client
        from adapters.stripe.gateway import StripePaymentGateway

        client = open_client(settings.stripe_api_key, settings.stripe_api_base)
        return StripePaymentGateway(client, clock)
    from adapters.sandbox.payments import SandboxPaymentGateway

    sandbox = SandboxPaymentGateway(pool(), clock)
    sandbox.prepare()
    return sandbox
