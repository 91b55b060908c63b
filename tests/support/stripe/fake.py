"""The fake of Stripe: one object a test starts, speaks to through the real SDK, and steers."""

import copy
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from stripe import StripeClient

from adapters.memory.clock import SetClock
from application.ports import Clock
from tests.support.stripe.answers import Json
from tests.support.stripe.bank import Bank
from tests.support.stripe.faults import Faults
from tests.support.stripe.front import Call, Front
from tests.support.stripe.holder import Holder
from tests.support.stripe.passing import catch_up
from tests.support.stripe.payer import Payer
from tests.support.stripe.server import Server
from tests.support.stripe.webhooks import Webhooks
from tests.support.stripe.world import World

KEY = "sk_test_fake"


class FakeStripe:
    """This is Stripe on loopback, until it is closed."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.world = World(clock or SetClock(datetime.now(UTC)))
        self._front = Front(self.world, KEY)
        self._server = Server(self._front)
        self.payer = Payer(self.world)
        self.bank = Bank(self.world)
        self.holder = Holder(self.world)
        self.webhooks = Webhooks(self.world)

    @property
    def url(self) -> str:
        """This is where it listens."""
        return self._server.url

    @property
    def key(self) -> str:
        """This is the secret key it lets in."""
        return KEY

    @property
    def faults(self) -> Faults:
        """This is what goes wrong next."""
        return self._front.faults

    @property
    def calls(self) -> list[Call]:
        """These are the requests that came, in order, also those that were refused."""
        with self.world.lock:
            return list(self._front.calls)

    def client(self) -> StripeClient:
        """This is the real SDK, speaking to this fake."""
        return StripeClient(KEY, base_addresses={"api": self.url})

    def seen(self, name: str) -> Json:
        """This is the object of that name, as it is now, whoever owns it."""
        with self.world.lock:
            catch_up(self.world)
            return copy.deepcopy(self.world.objects[name])

    def every(self, kind: str, account: str = "") -> list[Json]:
        """These are all objects of the kind that the platform, or an account, has; newest first."""
        with self.world.lock:
            catch_up(self.world)
            return copy.deepcopy(self.world.every(kind, account))

    def close(self) -> None:
        """This ends it.

        Raises:
            AssertionError: a test asked for something the fake does not play.
        """
        self.faults.let_go()
        self._server.close()
        self.webhooks.close()
        mistakes = "\n".join(self._front.mistakes)
        assert not mistakes, f"the fake of Stripe cannot do that:\n{mistakes}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        reason: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
