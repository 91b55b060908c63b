"""Disputes: the payer asks the bank for the money, and the bank takes it at once.

needs_response → under_review → won | lost
"""

from tests.support.stripe.answers import Json, invalid
from tests.support.stripe.asked import Asked
from tests.support.stripe.chapters.balance import book
from tests.support.stripe.chapters.customers import merge_metadata
from tests.support.stripe.lists import page
from tests.support.stripe.world import World

FEE_MINOR = 1500
DAYS_TO_ANSWER = 9
DAY = 24 * 3600
OVER = frozenset({"won", "lost"})


def open_dispute(world: World, charge: Json, reason: str, amount: int | None = None) -> Json:
    """This opens a dispute: the amount, by default all that is left, goes to the payer."""
    left = charge["amount_captured"] - _given_back(charge)
    values = {
        "amount": left if amount is None else amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {
            "due_by": world.now() + DAYS_TO_ANSWER * DAY,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "needs_response",
    }
    dispute = world.add("dispute", values)
    charge["disputed"] = True
    world.tell("charge.dispute.created", dispute)
    _book(world, dispute, -dispute["amount"], FEE_MINOR)
    world.tell("charge.dispute.funds_withdrawn", dispute)
    return dispute


def _given_back(charge: Json) -> int:
    """This is what went back of what was taken; what was only released is not of it."""
    return int(charge["amount_refunded"] - (charge["amount"] - charge["amount_captured"]))


def _book(world: World, dispute: Json, amount: int, fee: int) -> None:
    name = book(world, "adjustment", amount, dispute, fee=fee)
    dispute["balance_transactions"].append(dict(world.objects[name]))


def win(world: World, dispute: Json) -> None:
    """This ends a dispute for the platform: the amount comes back, the fee does not."""
    dispute["status"] = "won"
    _book(world, dispute, dispute["amount"], 0)
    world.objects[dispute["charge"]]["disputed"] = False
    world.tell("charge.dispute.funds_reinstated", dispute)
    world.tell("charge.dispute.closed", dispute)


def lose(world: World, dispute: Json) -> None:
    """This ends a dispute for the payer."""
    dispute["status"] = "lost"
    world.tell("charge.dispute.closed", dispute)


def overdue(world: World) -> None:
    """This loses what nobody answered in time."""
    for dispute in world.every("dispute"):
        is_late = world.now() >= dispute["evidence_details"]["due_by"]
        if is_late and dispute["status"] == "needs_response":
            dispute["evidence_details"]["past_due"] = True
            lose(world, dispute)


def update(world: World, asked: Asked) -> Json:
    """POST /v1/disputes/{dispute}: evidence, kept, and handed in unless `submit` is false."""
    dispute = world.find("dispute", asked.names["dispute"])
    evidence, is_submitted = asked.params.get("evidence"), asked.params.get("submit", True)
    if dispute["status"] != "needs_response" and evidence:
        raise invalid("This dispute is already closed or under review.")
    merge_metadata(dispute, asked)
    if evidence:
        dispute["evidence"] = {**dispute["evidence"], **evidence}
        details = dispute["evidence_details"]
        details["has_evidence"] = True
        if is_submitted:
            details["submission_count"] += 1
            dispute["status"] = "under_review"
    world.tell("charge.dispute.updated", dispute)
    return dispute


def close(world: World, asked: Asked) -> Json:
    """POST /v1/disputes/{dispute}/close: giving up."""
    dispute = world.find("dispute", asked.names["dispute"])
    if dispute["status"] in OVER:
        raise invalid("This dispute is already closed.")
    lose(world, dispute)
    return dispute


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/disputes/{dispute}."""
    return world.find("dispute", asked.names["dispute"])


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/disputes."""
    return page(asked, world.every("dispute"), "charge", "payment_intent")
