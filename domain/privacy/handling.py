"""What support and admins decide on a privacy request, and what is told to whom.

Nobody decides on their own request. A decision stands: what was approved is done, what was
denied may be asked anew.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.privacy.clocks import Establishment, deadlines, nears_at
from domain.privacy.events import (
    DeadlineMissed,
    DeadlineNeared,
    LegalHoldLifted,
    LegalHoldPlaced,
    PrivacyRequestApproved,
    PrivacyRequestCompleted,
    PrivacyRequestDenied,
    PrivacyRequestExtended,
    RecipientAcknowledged,
    RecipientNotified,
    RequestEvent,
)
from domain.privacy.state import EverythingIsHeld, PrivacyRequest
from domain.privacy.terms import (
    Deadline,
    DenialReason,
    ExtensionReason,
    HoldBasis,
    LegalHold,
    Notice,
    Objection,
    Recipient,
    RequestKind,
    State,
)
from domain.shared.errors import RuleBroken
from domain.shared.personal import Category

TOLD = frozenset({RequestKind.RECTIFICATION, RequestKind.ERASURE, RequestKind.RESTRICTION})
"""What recipients have to hear of (GDPR 19)."""


class ItWasExtendedAlready(RuleBroken):
    """A request is extended once."""


class TooLateToExtend(RuleBroken):
    """The deadline has passed; an extension has to be told before it does."""


class OnlyAnErasureIsHeld(RuleBroken):
    """Only an erasure is kept from data that has to stay."""


class AHoldEndsInTheFuture(RuleBroken):
    """A legal hold needs an end that is still to come."""


class WhatHasBegunIsNotHeld(RuleBroken):
    """The erasure has begun; what it covers cannot be kept any more."""


class NothingIsHeld(RuleBroken):
    """That category is not held on that basis."""


class TheIdentityIsConfirmed(RuleBroken):
    """The identity of whoever asked is confirmed, so it is no reason to deny."""


class NobodyWasAskedWhoTheyAre(RuleBroken):
    """Whoever asked has to be asked who they are before that is a reason to deny."""


class MarketingObjectionsAreNotDenied(RuleBroken):
    """An objection to marketing is absolute and cannot be denied."""


class WhatIsApprovedIsNotDenied(RuleBroken):
    """The request was approved already; it is done and then completed."""


class NobodyApprovedIt(RuleBroken):
    """The request has to be approved before it can be completed."""


class TheErasureIsNotCertified(RuleBroken):
    """An erasure is completed when it is certified, and never before."""


class RecipientsHearNothingOfThis(RuleBroken):
    """Recipients are told of a rectification, an erasure or a restriction that was approved."""


class TheyWereNotNotified(RuleBroken):
    """That recipient was sent nothing under that reference."""


def extend(
    request: PrivacyRequest,
    reason: ExtensionReason,
    where: Establishment,
    by: str,
    now: datetime,
) -> tuple[PrivacyRequestExtended]:
    """This gives the request the longer deadline its law allows, counted from its arrival."""
    request.check_decider(by)
    if request.is_extended:
        raise ItWasExtendedAlready
    if now >= request.act_by:
        raise TooLateToExtend
    there = Establishment(request.zone, where.holidays)
    due = deadlines(request.regime, request.received_at, there, is_extended=True)
    return (
        PrivacyRequestExtended(
            **request.about(), reason=reason, extended_by=by, act_by=due.act_by, extended_at=now
        ),
    )


def place_hold(
    request: PrivacyRequest, hold: LegalHold, by: str | None, now: datetime
) -> Sequence[RequestEvent]:
    """This keeps a category of data from an erasure; on the same basis a new end replaces it."""
    request.check_decider(by or "")
    if request.kind is not RequestKind.ERASURE:
        raise OnlyAnErasureIsHeld
    if hold.until <= now:
        raise AHoldEndsInTheFuture
    if hold in request.holds:
        return ()
    if hold.category in request.erasure.fenced:
        raise WhatHasBegunIsNotHeld
    return (
        LegalHoldPlaced(
            **request.about(),
            category=hold.category,
            basis=hold.basis,
            until=hold.until,
            placed_by=by,
            placed_at=now,
        ),
    )


def lift_hold(
    request: PrivacyRequest,
    category: Category,
    basis: HoldBasis,
    by: str | None,
    now: datetime,
) -> Sequence[RequestEvent]:
    """This ends a hold before its time."""
    request.check_decider(by or "")
    if all((hold.category, hold.basis) != (category, basis) for hold in request.holds):
        raise NothingIsHeld
    return (
        LegalHoldLifted(
            **request.about(), category=category, basis=basis, lifted_by=by, lifted_at=now
        ),
    )


def approve(request: PrivacyRequest, by: str, now: datetime) -> Sequence[RequestEvent]:
    """This decides that it is done; deciding so again changes nothing.

    Raises:
        NobodyKnowsWhoAsked: the identity is not confirmed.
        EverythingIsHeld: nothing of it could be erased.
    """
    request.check_decider(by)
    request.check_in_progress()
    if request.is_approved:
        return ()
    if _is_all_held(request, now):
        raise EverythingIsHeld
    return (PrivacyRequestApproved(**request.about(), approved_by=by, approved_at=now),)


def deny(
    request: PrivacyRequest, reason: DenialReason, by: str, now: datetime
) -> Sequence[RequestEvent]:
    """This decides that it is not done, or not any more when all of it has to stay after all."""
    request.check_decider(by)
    if request.is_approved and not _is_all_held(request, now):
        raise WhatIsApprovedIsNotDenied
    if Objection.MARKETING in request.objects_to:
        raise MarketingObjectionsAreNotDenied
    if reason is DenialReason.IDENTITY_NOT_CONFIRMED:
        _check_identity_is_missing(request)
    return (PrivacyRequestDenied(**request.about(), reason=reason, denied_by=by, denied_at=now),)


def complete(request: PrivacyRequest, by: str | None, now: datetime) -> Sequence[RequestEvent]:
    """This says that it is done; saying so again changes nothing.

    Raises:
        NobodyApprovedIt: nothing was decided.
        TheErasureIsNotCertified: an erasure has not come to its end.
    """
    if request.state is State.COMPLETED:
        return ()
    request.check_decider(by or "")
    if not request.is_approved:
        raise NobodyApprovedIt
    if request.kind is RequestKind.ERASURE and not request.erasure.certificate_sha256:
        raise TheErasureIsNotCertified
    return (PrivacyRequestCompleted(**request.about(), completed_by=by, completed_at=now),)


def notify(
    request: PrivacyRequest, recipient: Recipient, reference: str, now: datetime
) -> Sequence[RequestEvent]:
    """This notes that a recipient was told; the same reference again changes nothing."""
    if request.kind not in TOLD or not request.is_approved:
        raise RecipientsHearNothingOfThis
    if _notice(request, recipient, reference):
        return ()
    return (
        RecipientNotified(
            **request.about(), recipient=recipient, reference=reference, notified_at=now
        ),
    )


def note_receipt(
    request: PrivacyRequest, recipient: Recipient, reference: str, now: datetime
) -> Sequence[RequestEvent]:
    """This notes that a recipient confirmed it; a second time changes nothing.

    Raises:
        TheyWereNotNotified: nothing was sent under that reference.
    """
    notice = _notice(request, recipient, reference)
    if notice is None:
        raise TheyWereNotNotified
    if notice.is_acknowledged:
        return ()
    return (
        RecipientAcknowledged(
            **request.about(), recipient=recipient, reference=reference, acknowledged_at=now
        ),
    )


def note_obeyed(
    request: PrivacyRequest, recipient: Recipient, reference: str, now: datetime
) -> Sequence[RequestEvent]:
    """This notes that a recipient was told and confirmed it in one answer; once a reference."""
    told = notify(request, recipient, reference, now)
    if not told:
        return ()
    heard = RecipientAcknowledged(
        **request.about(), recipient=recipient, reference=reference, acknowledged_at=now
    )
    return (*told, heard)


def notice_deadlines(request: PrivacyRequest, now: datetime) -> Sequence[RequestEvent]:
    """This tells what is near, or missed, each once; early it does nothing."""
    found = (_deadline_fact(request, deadline, now) for deadline in Deadline)
    return tuple(fact for fact in found if fact is not None)


def _deadline_fact(
    request: PrivacyRequest, deadline: Deadline, now: datetime
) -> DeadlineNeared | DeadlineMissed | None:
    due_at = request.due_at(deadline)
    if due_at is None or due_at in request.missed:
        return None
    about = request.about()
    if now >= due_at:
        return DeadlineMissed(**about, deadline=deadline, due_at=due_at, missed_at=now)
    if now < nears_at(deadline, due_at) or due_at in request.neared:
        return None
    return DeadlineNeared(**about, deadline=deadline, due_at=due_at, neared_at=now)


def _check_identity_is_missing(request: PrivacyRequest) -> None:
    if request.state is State.IN_PROGRESS:
        raise TheIdentityIsConfirmed
    if request.state is State.RECEIVED:
        raise NobodyWasAskedWhoTheyAre


def _is_all_held(request: PrivacyRequest, now: datetime) -> bool:
    """This is true of an erasure that has not begun and may erase nothing now."""
    has_begun = request.kind is not RequestKind.ERASURE or request.is_fenced
    return not has_begun and not request.erasable(now)


def _notice(request: PrivacyRequest, recipient: Recipient, reference: str) -> Notice | None:
    named = (recipient, reference)
    return next(
        (told for told in request.notices if (told.recipient, told.reference) == named), None
    )
