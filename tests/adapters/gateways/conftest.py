"""The providers that keep one contract."""

from collections.abc import Iterator

import pytest

from adapters.memory.clock import SetClock
from adapters.memory.gateways import InMemoryPaymentGateway
from tests.support.calendar import MONDAY
from tests.support.gateways import UpsettableGateway, sandbox_at


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY)


@pytest.fixture(params=["memory", pytest.param("sandbox", marks=pytest.mark.io)])
def gateway(request: pytest.FixtureRequest, clock: SetClock) -> Iterator[UpsettableGateway]:
    if request.param == "memory":
        yield InMemoryPaymentGateway(clock)
        return
    with sandbox_at(request.getfixturevalue("database_url"), clock) as sandbox:
        yield sandbox
