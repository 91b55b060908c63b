"""Payment intents as we read them: how far one came, when, and what its student has to do."""

from datetime import UTC, datetime
from typing import Any, Final

from stripe import PaymentIntent

from application.ports_cards import PayersAction
from application.ports_money import PaymentAnswer
from domain.payment.events import Action
from domain.shared.currency import from_provider
from domain.shared.money import Money

AUTHENTICATION: Final = "authentication_required"
OPEN: Final = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})


def instant(seconds: int) -> datetime:
    """This is a time of Stripe's."""
    return datetime.fromtimestamp(seconds, UTC)


def amount_of(intent: PaymentIntent) -> Money:
    """This is what was asked for."""
    return from_provider(intent.amount, intent.currency)


def charge_of(intent: PaymentIntent) -> Any:
    """This is the newest attempt to take the money, which was asked for with the intent."""
    charge = intent.latest_charge
    assert not isinstance(charge, str), "latest_charge has to be expanded"
    return charge


def booked(charge: Any) -> Any:
    """This is the line in Stripe's books about a charge, once there is one."""
    line = getattr(charge, "balance_transaction", None)
    assert not isinstance(line, str), "balance_transaction has to be expanded"
    return line


def given_back(charge: Any) -> int:
    """This is what was refunded of what was taken; what was only let go is not of it."""
    return int(charge.amount_refunded - (charge.amount - charge.amount_captured))


def capture_before(intent: PaymentIntent) -> datetime | None:
    """This is until when the bank keeps the reservation, if there is one."""
    if intent.status != "requires_capture":
        return None
    card = getattr(charge_of(intent).payment_method_details, "card", None)
    until = getattr(card, "capture_before", None)
    return None if until is None else instant(until)


def moment(intent: PaymentIntent) -> datetime:
    """This is when the payment came to where it is, as nearly as Stripe says it."""
    if intent.status == "canceled" and intent.canceled_at:
        return instant(intent.canceled_at)
    charge = charge_of(intent)
    if intent.status == "succeeded" and booked(charge):
        return instant(booked(charge).created)
    return instant(charge.created if charge else intent.created)


def failure(intent: PaymentIntent) -> str:
    """This is why the last attempt failed, or nothing."""
    problem = intent.last_payment_error
    if problem is None:
        return ""
    return getattr(problem, "decline_code", None) or problem.code or "card_declined"


def action_in(intent: PaymentIntent) -> Action | None:
    """This is what the payment waits for, if it waits."""
    if intent.status == "processing":
        return Action.WAIT
    if intent.status not in OPEN:
        return None
    if intent.status == "requires_payment_method" and failure(intent) == AUTHENTICATION:
        return Action.CONFIRM
    return step_in(intent)[0]


def step_in(intent: Any) -> tuple[Action, str]:
    """This is what the holder of a card has to do next, and where to, if it is to go somewhere."""
    if intent.status == "requires_payment_method":
        return Action.METHOD, ""
    redirect = getattr(intent.next_action, "redirect_to_url", None)
    if redirect is None:
        return Action.CONFIRM, ""
    return Action.REDIRECT, redirect.url or ""


def payers_action(intent: PaymentIntent) -> PayersAction | None:
    """This is what the student's client needs to finish the payment."""
    kind = action_in(intent)
    if kind is None or intent.client_secret is None:
        return None
    return PayersAction(kind, intent.client_secret, step_in(intent)[1])


def answer_in(intent: PaymentIntent) -> PaymentAnswer:
    """This is what an intent says to whoever asked for the money."""
    at = instant(intent.created)
    why, kind = failure(intent), action_in(intent)
    if intent.status == "canceled" or (why and why != AUTHENTICATION):
        return PaymentAnswer("declined", intent.id, at, why or "voided")
    if kind is Action.WAIT:
        return PaymentAnswer("pending", intent.id, at, kind)
    if kind is not None:
        return PaymentAnswer("action", intent.id, at, kind)
    return PaymentAnswer("done", intent.id, moment(intent), "", capture_before(intent))
