"""What students' banks do in a market: they take payments back, and decide whose they are.

What the provider has on record is told to the payment at once, or never, as the test wants.
"""

from application.ports_money import ProviderDispute
from application.reactions.contesting import noted
from tests.support.market import Market
from tests.support.people import AS_SYSTEM


def dispute(market: Market, booking_id: str, *, is_told: bool = True) -> str:
    """This is a bank taking a booking's payment back, once; nothing where there is nothing."""
    reference = next(iter(market.references(booking_id)), "")
    kept = market.gateway.payment(reference) if reference else None
    if kept is None or kept.taken.minor <= kept.refunded.minor or _disputes(market, booking_id):
        return ""
    opened = market.gateway.open_dispute(reference)
    if is_told:
        tell(market, booking_id, opened)
    return opened


def decide(market: Market, booking_id: str, *, is_won: bool, is_told: bool = True) -> None:
    """This is the bank deciding, if it has not; told or told again where the test wants it."""
    for known in _disputes(market, booking_id):
        if known.status == "open":
            market.gateway.close_dispute(known.reference, is_won=is_won)
        if is_told:
            tell(market, booking_id, known.reference)


def tell(market: Market, booking_id: str, dispute_id: str) -> None:
    """This is the payment hearing how a dispute stands."""
    told = noted(f"of-{booking_id}", market.gateway.dispute(dispute_id))
    outcome = market.ask(told, AS_SYSTEM)
    assert outcome.accepted, outcome


def _disputes(market: Market, booking_id: str) -> list[ProviderDispute]:
    of = market.references(booking_id)
    return [one for one in market.gateway._books.disputes.values() if one.payment in of]
