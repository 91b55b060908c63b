"""The whole stack, started once for all journeys, and once more, on Apache Kafka, for some."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import BROKERS
from tests.support.client import Person
from tests.support.load import Load
from tests.support.marketplace import Marketplace, Tutor
from tests.support.moderation import FakeModeration, moderation_service
from tests.support.stack import RunningStack

CUSTOMERS = 5


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """This runs a journey on the brokers it is marked with, which is the embedded one for most.

    Left out are journeys with a stack of their own: it would go on until all of them have ended.
    """
    if "stack" in metafunc.fixturenames and not hasattr(metafunc.module, "stack"):
        marked = metafunc.definition.get_closest_marker("brokers")
        kinds = marked.args if marked else BROKERS[:1]
        metafunc.parametrize("stack", kinds, indirect=True, scope="package")


@pytest.fixture(scope="package")
def moderation() -> Iterator[FakeModeration]:
    """This is the service outside that the stack asks about words; it finds them all hateful."""
    with moderation_service() as fake:
        yield fake


@pytest.fixture(scope="package")
def stack(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    moderation: FakeModeration,
) -> Iterator[RunningStack]:
    """This is servers, workers and the API, running; read models are digested often."""
    home = tmp_path_factory.mktemp("stack")
    broker = request.getfixturevalue("apache_kafka") if request.param == "apache" else None
    told: dict[str, Any] = {"digest_every_seconds": 5.0, "moderation_url": moderation.url}
    with RunningStack.started(home, broker, **told) as started:
        yield started


@pytest.fixture(scope="package")
def market(stack: RunningStack) -> Marketplace:
    """This brings people to the stack; those of one test are strangers to the next."""
    return Marketplace(stack)


@pytest.fixture(scope="module")
def anna(market: Marketplace) -> Tutor:
    """This is a tutor of the module's own, who can be booked."""
    return market.tutor("anna")


@pytest.fixture
def ben(market: Marketplace) -> Person:
    """This is a student of the test's own."""
    return market.student("ben")


@pytest.fixture(scope="package")
def load(market: Marketplace) -> Load:
    """This is people who book and change their minds, when they are let."""
    return Load.of(market, CUSTOMERS)
