"""The real SDK, speaking to a fake of its own for each test."""

import pytest
from stripe import StripeClient

from adapters.memory.clock import SetClock
from tests.support.stripe.fake import FakeStripe


@pytest.fixture
def stripe(fake_stripe: FakeStripe) -> StripeClient:
    return fake_stripe.client()


@pytest.fixture
def clock(fake_stripe: FakeStripe) -> SetClock:
    """This is the time of the fake."""
    clock = fake_stripe.world.clock
    assert isinstance(clock, SetClock)
    return clock
