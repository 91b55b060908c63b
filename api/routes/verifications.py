"""Verifications: proof of who a tutor is and what they can, handed in and reviewed."""

from fastapi import APIRouter

from api.accepts import accepts
from application import verification

CREDENTIAL = "/v1/verifications/{tutor_id}/{credential}"


def verifications(router: APIRouter) -> None:
    """This adds what the tutor hands in and what the reviewer decides."""
    accepts(router, "POST", f"{CREDENTIAL}/submit", verification.SubmitCredential)
    accepts(router, "POST", f"{CREDENTIAL}/start-review", verification.StartReview)
    accepts(router, "POST", f"{CREDENTIAL}/ask", verification.AskForInformation)
    accepts(router, "POST", f"{CREDENTIAL}/answer", verification.ProvideInformation)
    accepts(router, "POST", f"{CREDENTIAL}/approve", verification.ApproveCredential)
    accepts(router, "POST", f"{CREDENTIAL}/reject", verification.RejectCredential)
    accepts(router, "POST", f"{CREDENTIAL}/appeal", verification.AppealRejection)
    accepts(router, "POST", f"{CREDENTIAL}/revoke", verification.RevokeCredential)
    accepts(router, "POST", f"{CREDENTIAL}/suspend", verification.SuspendCredential)
    accepts(router, "POST", f"{CREDENTIAL}/reinstate", verification.ReinstateCredential)
