"""The person behind a connected account, on Stripe's own pages."""

from tests.support.stripe.answers import Json
from tests.support.stripe.chapters import accounts, recipients
from tests.support.stripe.passing import catch_up
from tests.support.stripe.world import World


class Holder:
    """This moves what Stripe knows of an account, and so whether it may be paid."""

    def __init__(self, world: World) -> None:
        self._world = world

    def completes_onboarding(self, account: str) -> None:
        """This tells Stripe everything, and is believed."""
        self._learn(account, "active", [])

    def is_being_verified(self, account: str) -> None:
        """This has told everything, and Stripe is still looking."""
        self._learn(account, "pending", [])

    def has_to_tell(self, account: str, *what: str) -> None:
        """This owes Stripe something again, and cannot be paid until it is told."""
        self._learn(account, "inactive", list(what))

    def is_rejected(self, account: str) -> None:
        """This is not wanted by Stripe."""
        self._learn(account, "inactive", [], "rejected.other")

    def _learn(self, name: str, status: str, due: list[str], why: str | None = None) -> Json:
        with self._world.lock:
            catch_up(self._world)
            account = self._world.find("account", name)
            accounts.learn(self._world, account, status, due, why)
            recipients.tell_change(self._world, account)
            return account
