"""The real SDK, speaking to a fake of its own for each test."""

import pytest
from stripe import StripeClient

from tests.support.stripe.fake import FakeStripe


@pytest.fixture
def stripe(fake_stripe: FakeStripe) -> StripeClient:
    return fake_stripe.client()
