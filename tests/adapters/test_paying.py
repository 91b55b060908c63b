"""Which provider moves money: the one there is a key for."""

from typing import Any

import pytest

from adapters.bootstrap import Container
from adapters.settings import Settings
from domain.shared.money import Money
from tests.support.stripe.fake import FakeStripe

pytestmark = pytest.mark.io

PRICE = Money(3000, "EUR")


def container(**settings: Any) -> Container:
    """This is the composition root, with the world's clock."""
    return Container.from_settings(Settings(**settings))


def test_with_a_key_it_is_stripe_where_the_settings_say() -> None:
    with FakeStripe() as fake:
        settings = {"stripe_api_key": fake.key, "stripe_api_base": fake.url}
        with container(**settings) as opened:
            answer = opened.provider.authorise("p1", PRICE, capture=True, group="p1")
            assert fake.seen(answer.reference)["metadata"]["key"] == "p1"


def test_without_one_it_is_the_sandbox(database_url: str) -> None:
    with container(database_url=database_url, stripe_api_key=None) as opened:
        answer = opened.provider.authorise("p1", PRICE, capture=True, group="p1")
        assert (answer.outcome, answer.reference[:8]) == ("done", "sandbox_")
