"""The way to Stripe: its own library, with nothing left to its defaults."""

from typing import Final

from stripe import RequestsClient, StripeClient

API_VERSION: Final = "2026-10-28.endive"
"""What the words of Stripe mean; a newer library does not change it."""

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 30.0
TRIES_AGAIN: Final = 2


def open_client(key: str, base: str) -> StripeClient:
    """This is Stripe's library, speaking to that host with that secret key."""
    return StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": base},
        max_network_retries=TRIES_AGAIN,
        http_client=RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
    )
