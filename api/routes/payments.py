"""Payments: what the student still has to do for one, as the provider says it right now."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter

from api.answers import Asking, Question, answers
from api.errors import NotYoursToSee
from application.fields import Identity
from domain.payment.events import Action
from projections.booking_details import queries

VIEWS = ("booking_details",)


class ShowAction(Question):
    """Show what the student has to do for the payment, with what their client needs for it."""

    IS_KEPT: ClassVar[bool] = False

    payment_id: Identity


@dataclass(frozen=True, slots=True)
class PaymentAction:
    """This is what the provider waits for; the secret lets the student finish this payment alone.

    `redirect_url` is where to go, when that is what is to be done.
    """

    payment_id: str
    booking_id: str | None
    package_id: str | None
    student_id: str
    kind: Action
    client_secret: str
    redirect_url: str | None


def payments(router: APIRouter) -> None:
    """This adds what a student has to do to pay."""
    path = "/v1/payments/{payment_id}/action"
    answers(router, path, ShowAction, _action, views=VIEWS, answer=PaymentAction)


def _action(asking: Asking) -> PaymentAction | None:
    container = asking.container
    found = queries.waiting(container.reader, asking.question.payment_id)
    if found is None:
        return None
    if asking.actor.id != found.student_id:
        raise NotYoursToSee
    action = container.provider.action(found.reference)
    if action is None:
        return None
    return PaymentAction(
        found.payment_id,
        found.booking_id,
        found.package_id,
        found.student_id,
        action.kind,
        action.client_secret,
        action.redirect_url or None,
    )
