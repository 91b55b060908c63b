"""What students' banks do in a market: they take payments back, and decide whose they are.

What the provider has on record is told to the payment at once, or never, as the test wants.
"""

from application.booking import Amount
from application.disputes import RecordDispute, RecordDisputeClosed
from application.payment import Fee
from application.ports_money import ProviderDispute
from application.work import Command
from tests.support.market import Market
from tests.support.people import AS_SYSTEM


def recorded(dispute: ProviderDispute, payment_id: str) -> Command:
    """This is the command that notes a dispute as the provider has it."""
    amount, fee = dispute.amount, dispute.fee
    alert = RecordDispute(
        payment_id=payment_id,
        dispute_id=dispute.reference,
        reference=dispute.payment,
        amount=Amount(minor=amount.minor, currency=amount.currency),
        fee=Fee(minor=fee.minor, currency=fee.currency),
        reason=dispute.reason,
        evidence_due_by=dispute.evidence_due_by,
        occurred_at=dispute.occurred_at,
    )
    if dispute.status == "open":
        return alert
    return RecordDisputeClosed(**dict(alert), is_won=dispute.status == "won")


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
    told = recorded(market.gateway.dispute(dispute_id), f"of-{booking_id}")
    outcome = market.ask(told, AS_SYSTEM)
    assert outcome.accepted, outcome


def _disputes(market: Market, booking_id: str) -> list[ProviderDispute]:
    of = market.references(booking_id)
    return [one for one in market.gateway._books.disputes.values() if one.payment in of]
