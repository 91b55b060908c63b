"""The payer, at their own screen: what a browser with Stripe's script would do."""

from tests.support.stripe.answers import Json
from tests.support.stripe.chapters import methods, paying
from tests.support.stripe.passing import catch_up
from tests.support.stripe.world import World


class Payer:
    """This acts on a payment intent by its id or its client secret; the intent tells the end."""

    def __init__(self, world: World) -> None:
        self._world = world

    def confirms(self, intent: str, method: str = "pm_card_visa") -> Json:
        """This pays with the method; being declined is seen in `last_payment_error`."""
        with self._world.lock:
            found = self._intent(intent, "requires_payment_method", "requires_confirmation")
            used = methods.usable(self._world, method, found["customer"])
            found["payment_method"] = used["id"]
            paying.pay(self._world, found, return_url="https://example.test/paid")
            return dict(found)

    def proves_who_they_are(self, intent: str) -> Json:
        """This completes 3-D Secure."""
        with self._world.lock:
            found = self._intent(intent, "requires_action")
            paying.charge(self._world, found)
            return dict(found)

    def fails_to_prove_who_they_are(self, intent: str) -> Json:
        """This fails 3-D Secure, or leaves it."""
        with self._world.lock:
            found = self._intent(intent, "requires_action")
            paying.fail_proof(self._world, found)
            return dict(found)

    def _intent(self, name: str, *statuses: str) -> Json:
        catch_up(self._world)
        found = self._world.find("payment_intent", name.partition("_secret_")[0])
        assert found["status"] in statuses, f"{found['id']} is {found['status']}"
        return found
