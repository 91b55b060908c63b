"""The providers that keep one contract."""

from collections.abc import Iterator

import pytest

from adapters.memory.clock import SetClock
from adapters.memory.gateways import InMemoryPaymentGateway
from tests.support.calendar import MONDAY
from tests.support.gateways import UpsettableGateway, sandbox_at
from tests.support.stripe_gateway import stripe_at


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY)


IO = pytest.mark.io
OURS = ["memory", pytest.param("sandbox", marks=IO)]


@pytest.fixture(params=[*OURS, pytest.param("stripe", marks=IO)])
def gateway(request: pytest.FixtureRequest, clock: SetClock) -> Iterator[UpsettableGateway]:
    yield from opened(request, clock)


@pytest.fixture(params=OURS)
def sandbox(request: pytest.FixtureRequest, clock: SetClock) -> Iterator[UpsettableGateway]:
    """This is a provider of our own, which answers some amounts otherwise."""
    yield from opened(request, clock)


def opened(request: pytest.FixtureRequest, clock: SetClock) -> Iterator[UpsettableGateway]:
    if request.param == "memory":
        yield InMemoryPaymentGateway(clock)
        return
    if request.param == "stripe":
        with stripe_at(clock) as steered:
            yield steered
        return
    with sandbox_at(request.getfixturevalue("database_url"), clock) as sandbox:
        yield sandbox
