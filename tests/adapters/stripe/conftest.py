"""Stripe on loopback, at a time that tests move."""

from collections.abc import Iterator

import pytest

from adapters.memory.clock import SetClock
from tests.support.calendar import MONDAY
from tests.support.stripe_gateway import SteeredStripe, stripe_at


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY)


@pytest.fixture
def stripe(clock: SetClock) -> Iterator[SteeredStripe]:
    with stripe_at(clock) as steered:
        yield steered
