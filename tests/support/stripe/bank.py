"""The banks: what they decide after a request was answered."""

from tests.support.stripe.answers import Json
from tests.support.stripe.chapters import disputes, paying, payouts, refunds
from tests.support.stripe.passing import catch_up
from tests.support.stripe.world import World


class Bank:
    """This settles what is slow, and takes back what a payer disputes."""

    def __init__(self, world: World) -> None:
        self._world = world

    def pays(self, intent: str) -> Json:
        """This ends a payment that was processing well."""
        with self._world.lock:
            found = self._found("payment_intent", intent, "processing")
            paying.finish(self._world, found, found["amount"])
            return dict(found)

    def refuses(self, intent: str, code: str = "insufficient_funds") -> Json:
        """This ends a payment that was processing badly."""
        with self._world.lock:
            found = self._found("payment_intent", intent, "processing")
            paying.fail_debit(self._world, found, code)
            return dict(found)

    def completes_refund(self, refund: str) -> Json:
        """This ends a slow refund well."""
        with self._world.lock:
            found = self._found("refund", refund, "pending")
            refunds.succeed(self._world, found)
            return dict(found)

    def fails_refund(self, refund: str, reason: str = "expired_or_canceled_card") -> Json:
        """This sends a refund back, also one that had succeeded."""
        with self._world.lock:
            found = self._found("refund", refund, "pending", "succeeded")
            refunds.fail(self._world, found, reason)
            return dict(found)

    def opens_dispute(
        self, charge: str, reason: str = "product_not_received", amount: int | None = None
    ) -> Json:
        """This takes the amount back for the payer, for now."""
        with self._world.lock:
            found = self._found("charge", charge, "succeeded")
            return dict(disputes.open_dispute(self._world, found, reason, amount))

    def decides_for_platform(self, dispute: str) -> Json:
        """This lets the platform win a dispute."""
        with self._world.lock:
            found = self._found("dispute", dispute, "needs_response", "under_review")
            disputes.win(self._world, found)
            return dict(found)

    def decides_for_payer(self, dispute: str) -> Json:
        """This lets the payer win it."""
        with self._world.lock:
            found = self._found("dispute", dispute, "needs_response", "under_review")
            disputes.lose(self._world, found)
            return dict(found)

    def completes_payout(self, payout: str) -> Json:
        """This takes a payout."""
        with self._world.lock:
            found = self._found("payout", payout, "pending")
            payouts.arrive(self._world, found)
            return dict(found)

    def returns_payout(self, payout: str, code: str = "account_closed") -> Json:
        """This sends one back, also one that had arrived."""
        with self._world.lock:
            found = self._found("payout", payout, "pending", "paid")
            payouts.bounce(self._world, found, code)
            return dict(found)

    def _found(self, kind: str, name: str, *statuses: str) -> Json:
        catch_up(self._world)
        found = self._world.find(kind, name, self._world.owner(name))
        assert found["status"] in statuses, f"{found['id']} is {found['status']}"
        return found
