"""What all chapters share: Stripe's library, our clock, and a refusal as the answer it is."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from stripe import StripeClient

from adapters.stripe.answering import Refusal
from application.ports import Clock
from application.ports_money import PaymentAnswer

P = ParamSpec("P")
S = TypeVar("S", bound="Speaking")


class Speaking:
    """This speaks to Stripe."""

    def __init__(self, client: StripeClient, clock: Clock) -> None:
        self._stripe = client
        self._clock = clock

    def declined(self, reason: str) -> PaymentAnswer:
        """This is a refusal that left nothing at Stripe, not even a time."""
        return PaymentAnswer("declined", "", self._clock.now(), reason)


def declining(
    deed: Callable[Concatenate[S, P], PaymentAnswer],
) -> Callable[Concatenate[S, P], PaymentAnswer]:
    """This lets a deed end at any point with a refusal."""

    @wraps(deed)
    def done(self: S, /, *args: P.args, **kwargs: P.kwargs) -> PaymentAnswer:
        try:
            return deed(self, *args, **kwargs)
        except Refusal as refusal:
            return self.declined(refusal.reason)

    return done
