"""What comes with time alone: money becomes available, reservations and deadlines run out."""

from tests.support.stripe.chapters import balance, disputes, paying, payouts
from tests.support.stripe.world import World


def catch_up(world: World) -> None:
    """This does what the clock has brought since it was last looked at."""
    balance.settle(world)
    payouts.pay_automatically(world)
    paying.expire(world)
    disputes.overdue(world)
