"""The payer, at their own screen: what a browser with Stripe's script would do."""

from tests.support.stripe.answers import Json
from tests.support.stripe.chapters import methods, paying, setups
from tests.support.stripe.passing import catch_up
from tests.support.stripe.world import World

BACK = "https://example.test/back"
UNCONFIRMED = ("requires_payment_method", "requires_confirmation")


class Payer:
    """This acts on a payment or setup intent, by its id or its client secret.

    Each deed gives the intent as it is afterwards; a decline is seen in `last_payment_error` or
    `last_setup_error`.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def confirms(self, intent: str, method: str = "pm_card_visa") -> Json:
        """This pays with the method, or lets it be kept for later."""
        with self._world.lock:
            found = self._intent(intent, *UNCONFIRMED)
            used = methods.usable(self._world, method, found["customer"])
            found["payment_method"] = used["id"]
            if found["object"] == "setup_intent":
                setups.keep(self._world, found, BACK)
            else:
                paying.pay(self._world, found, return_url=BACK)
            return dict(found)

    def proves_who_they_are(self, intent: str) -> Json:
        """This completes 3-D Secure."""
        with self._world.lock:
            found = self._intent(intent, "requires_action")
            if found["object"] == "setup_intent":
                setups.complete(self._world, found)
            else:
                paying.charge(self._world, found)
            return dict(found)

    def fails_to_prove_who_they_are(self, intent: str) -> Json:
        """This fails 3-D Secure, or leaves it."""
        with self._world.lock:
            found = self._intent(intent, "requires_action")
            if found["object"] == "setup_intent":
                setups.fail_proof(self._world, found)
            else:
                paying.fail_proof(self._world, found)
            return dict(found)

    def _intent(self, secret: str, *statuses: str) -> Json:
        catch_up(self._world)
        name = secret.partition("_secret_")[0]
        kind = "setup_intent" if name.startswith("seti_") else "payment_intent"
        found = self._world.find(kind, name)
        assert found["status"] in statuses, f"{found['id']} is {found['status']}"
        return found
