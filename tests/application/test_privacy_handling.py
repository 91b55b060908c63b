"""What support and admins do with a request, through its commands."""

from typing import Any

import pytest

from application.access import ACCESS
from application.privacy import FollowIdentityLink
from application.privacy_handling import (
    HANDLERS,
    AcknowledgePrivacyRequest,
    ApprovePrivacyRequest,
    AskForIdentity,
    CompletePrivacyRequest,
    ConfirmIdentity,
    DenyPrivacyRequest,
    ExtendPrivacyRequest,
    LiftLegalHold,
    NoteRecipientNotified,
    NoteRecipientReceipt,
    NoticePrivacyDeadlines,
    PlaceLegalHold,
)
from application.work import Command
from domain.privacy.terms import (
    DenialReason,
    ExtensionReason,
    HoldBasis,
    KnownFact,
    Recipient,
    RequestKind,
)
from domain.shared.actor import Role
from domain.shared.personal import Category
from tests.support.calendar import MONDAY, TUESDAY, WEDNESDAY, days
from tests.support.office import AS_ADA, AS_NOBODY, AS_SAM, Office
from tests.support.people import AS_BEN, AS_RITA, AS_SYSTEM

FACTS = (KnownFact.LAST_LESSON_DAY, KnownFact.PAYOUT_CURRENCY)
BILLING: dict[str, Any] = {"category": Category.BILLING, "basis": HoldBasis.INVOICE_RETENTION}
TOLD: dict[str, Any] = {"recipient": Recipient.MAIL_PROVIDER, "reference": "mail-1"}


class TestARequestsLife:
    def test_from_a_letter_to_its_answer(self) -> None:
        office = Office()
        request_id = office.filed(actor=AS_SAM, channel="letter")
        of: dict[str, Any] = {"request_id": request_id}
        link = FollowIdentityLink(**of, token=office.link_token(request_id))
        for command, actor, at in (
            (AcknowledgePrivacyRequest(**of), AS_SAM, MONDAY),
            (AskForIdentity(**of), AS_SAM, MONDAY),
            (link, AS_NOBODY, TUESDAY),
            (ConfirmIdentity(**of, matched=FACTS), AS_SAM, TUESDAY),
            (ExtendPrivacyRequest(**of, reason=ExtensionReason.COMPLEXITY), AS_SAM, TUESDAY),
            (ApprovePrivacyRequest(**of), AS_ADA, WEDNESDAY),
            (CompletePrivacyRequest(**of), AS_SAM, WEDNESDAY),
        ):
            office.done(command, actor, at)
        assert office.names_of(f"privacy-{request_id}") == [
            "PrivacyRequestReceived",
            "PrivacyRequestAcknowledged",
            "IdentityAsked",
            "IdentityLinkFollowed",
            "IdentityConfirmed",
            "PrivacyRequestExtended",
            "PrivacyRequestApproved",
            "PrivacyRequestCompleted",
        ]
        assert office.names_of("subject-ben")[-1] == "PrivacyRequestClosed"

    def test_an_extension_tells_the_new_deadline(self) -> None:
        office = Office()
        extend = ExtendPrivacyRequest(
            request_id=office.filed(), reason=ExtensionReason.NUMBER_OF_REQUESTS
        )
        assert office.done(extend, AS_SAM) == {"act_by": "2026-06-02T22:00:00Z"}

    def test_a_denial_is_the_end(self) -> None:
        office = Office()
        request_id = office.filed(session_id="b")
        deny = DenyPrivacyRequest(request_id=request_id, reason=DenialReason.EXCESSIVE)
        office.done(deny, AS_SAM)
        assert office.ask(deny, AS_SAM).refusal == "TheRequestIsOver"

    def test_what_is_done_by_itself_names_nobody(self) -> None:
        office = Office()
        request_id = office.filed(session_id="b")
        office.done(AcknowledgePrivacyRequest(request_id=request_id), AS_SYSTEM)
        office.done(ApprovePrivacyRequest(request_id=request_id), AS_SAM)
        office.done(CompletePrivacyRequest(request_id=request_id), AS_SYSTEM)
        *_, told, _, done = office.facts(f"privacy-{request_id}")
        assert (told.acknowledged_by, done.completed_by) == (None, None)


class TestAHold:
    def test_is_placed_and_lifted(self) -> None:
        office = Office()
        request_id = office.filed(kind=RequestKind.ERASURE)
        place = PlaceLegalHold(request_id=request_id, **BILLING, until=MONDAY + days(365))
        office.done(place, AS_SAM)
        office.done(place, AS_SYSTEM)
        office.done(LiftLegalHold(request_id=request_id, **BILLING), AS_SYSTEM)
        _, placed, lifted = office.facts(f"privacy-{request_id}")
        assert (placed.placed_by, lifted.lifted_by) == ("sam", None)


class TestRecipients:
    def test_are_noted(self) -> None:
        office = Office()
        request_id = office.filed(kind=RequestKind.RECTIFICATION, session_id="b")
        office.done(ApprovePrivacyRequest(request_id=request_id), AS_SAM)
        for _ in range(2):
            office.done(NoteRecipientNotified(request_id=request_id, **TOLD), AS_SYSTEM)
            office.done(NoteRecipientReceipt(request_id=request_id, **TOLD), AS_SYSTEM)
        names = office.names_of(f"privacy-{request_id}")
        assert names[-2:] == ["RecipientNotified", "RecipientAcknowledged"]


class TestDeadlines:
    def test_are_noticed(self) -> None:
        office = Office()
        request_id = office.filed()
        notice = NoticePrivacyDeadlines(request_id=request_id)
        for after in (0, 25, 25, 32, 40):
            office.done(notice, AS_SYSTEM, MONDAY + days(after))
        names = office.names_of(f"privacy-{request_id}")
        assert names[1:] == ["DeadlineNeared", "DeadlineMissed"]


class TestWhoMay:
    @pytest.mark.parametrize("command", [command for command, _ in HANDLERS])
    def test_is_support_an_admin_or_the_platform(self, command: type[Command]) -> None:
        allowed = ACCESS[command]
        assert allowed is not None
        assert allowed <= {Role.SUPPORT, Role.ADMIN, Role.SYSTEM}

    @pytest.mark.parametrize("actor", [AS_BEN, AS_RITA, AS_SYSTEM])
    def test_decide_is_support_or_an_admin(self, actor: Any) -> None:
        office = Office()
        approve = ApprovePrivacyRequest(request_id=office.filed(session_id="b"))
        assert office.ask(approve, actor).refusal == "RoleMissing"
