"""The whole stack, started once for all journeys."""

from collections.abc import Iterator

import pytest

from tests.support.load import Load
from tests.support.marketplace import Marketplace
from tests.support.stack import RunningStack

CUSTOMERS = 5


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """This is servers, workers and the API, running; read models are digested often."""
    home = tmp_path_factory.mktemp("stack")
    with RunningStack.started(home, digest_every_seconds=5.0) as started:
        yield started


@pytest.fixture(scope="package")
def market(stack: RunningStack) -> Marketplace:
    """This brings people to the stack; those of one test are strangers to the next."""
    return Marketplace(stack)


@pytest.fixture(scope="package")
def load(market: Marketplace) -> Load:
    """This is people who book and change their minds, when they are let."""
    return Load.of(market, CUSTOMERS)
