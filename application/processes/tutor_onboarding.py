"""A tutor's way into search: profile, papers and payout account together make them bookable.

Identity and background must be good, the profile complete, the payout account ready and the
account neither suspended nor closed. As soon as all is there the tutor is listed; when a paper
or the account is lost they are hidden, and listed again when it is mended. A tutor who was
brought from elsewhere is shown before all that, but only to be looked at. Whoever lets the
processing of their data rest is not shown at all while it does, and whose profile was taken down,
which hides them by itself, is listed again when a reviewer approves of it, as they were before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from application.todo import Process, Todo
from application.tutor import HideTutor, ListTutor
from domain.account import events as account
from domain.privacy import subject_events as privacy
from domain.shared.event import Fact
from domain.tutor import events as tutor
from domain.tutor.events import HidingReason
from domain.tutor.moderation_events import ProfileApproved, ProfileTakenDown
from domain.verification import events as verification
from domain.verification.events import Credential


@dataclass(frozen=True, slots=True)
class Onboarding:
    """This is how far a tutor has come; `revision` counts what happened, to name each deed.

    `was_looked_at` is true of whoever was shown, only to be looked at, when they were taken down.
    """

    tutor_id: str
    revision: int = 0
    has_profile: bool = False
    subjects: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    has_payout: bool = False
    is_shown: bool = False
    is_bookable: bool = False
    good: tuple[Credential, ...] = ()
    is_suspended: bool = False
    is_closed: bool = False
    is_restricted: bool = False
    is_taken_down: bool = False
    was_looked_at: bool = False

    @property
    def obstacles(self) -> tuple[HidingReason, ...]:
        """This is why nobody may book the tutor, apart from what the tutor's own stream knows."""
        found = {
            HidingReason.IDENTITY_NOT_VERIFIED: Credential.IDENTITY not in self.good,
            HidingReason.BACKGROUND_NOT_VERIFIED: Credential.BACKGROUND not in self.good,
            HidingReason.ACCOUNT_SUSPENDED: self.is_suspended,
            HidingReason.ACCOUNT_CLOSED: self.is_closed,
            HidingReason.PROCESSING_RESTRICTED: self.is_restricted,
            HidingReason.PROFILE_TAKEN_DOWN: self.is_taken_down,
        }
        return tuple(reason for reason, applies in found.items() if applies)

    @property
    def is_complete(self) -> bool:
        """This is true when there is something to show, and somewhere to pay to."""
        return self.has_profile and bool(self.subjects and self.courses) and self.has_payout


def evolve(state: Onboarding, fact: Fact) -> Onboarding:
    """This is the state after the fact."""
    state = replace(state, revision=state.revision + 1)
    match fact:
        case verification.CredentialApproved() | verification.CredentialReinstated():
            good = {*state.good, fact.credential}
            return replace(state, good=tuple(sorted(good)))
        case (
            verification.CredentialExpired()
            | verification.CredentialRevoked()
            | verification.CredentialSuspended()
        ):
            return replace(state, good=_without(state.good, fact.credential))
        case account.AccountSuspended():
            return replace(state, is_suspended=True)
        case account.AccountReinstated():
            return replace(state, is_suspended=False)
        case account.AccountClosed():
            return replace(state, is_closed=True)
        case privacy.ProcessingRestricted():
            return replace(state, is_restricted=True)
        case privacy.RestrictionLifted():
            return replace(state, is_restricted=False)
        case tutor.TutorErased():
            return replace(state, is_shown=False, is_bookable=False, is_closed=True)
        case _:
            return _offered(state, fact)


def decide(state: Onboarding) -> Sequence[Todo]:
    """This is to list or to hide the tutor, or neither."""
    name = f"at-{state.revision}"
    if not state.is_bookable and state.is_complete and not state.obstacles:
        return (Todo(name, ListTutor(tutor_id=state.tutor_id)),)
    if state.obstacles and (state.is_bookable or (state.is_shown and state.is_restricted)):
        return (Todo(name, HideTutor(tutor_id=state.tutor_id, reasons=state.obstacles)),)
    if state.was_looked_at and not (state.is_taken_down or state.is_restricted or state.is_closed):
        return (Todo(name, ListTutor(tutor_id=state.tutor_id, is_bookable=False)),)
    return ()


def _offered(state: Onboarding, fact: Fact) -> Onboarding:
    match fact:
        case tutor.ProfilePublished():
            return replace(state, has_profile=True)
        case tutor.SubjectOffered():
            return replace(state, subjects=tuple(sorted({*state.subjects, fact.subject})))
        case tutor.SubjectWithdrawn():
            return replace(state, subjects=_without(state.subjects, fact.subject))
        case tutor.CourseOffered():
            return replace(state, courses=tuple(sorted({*state.courses, fact.course_id})))
        case tutor.CourseWithdrawn():
            return replace(state, courses=_without(state.courses, fact.course_id))
        case tutor.PayoutAccountReadied():
            return replace(state, has_payout=True)
        case tutor.PayoutAccountLost():
            return replace(state, has_payout=False)
        case _:
            return _shown(state, fact)


def _shown(state: Onboarding, fact: Fact) -> Onboarding:
    match fact:
        case tutor.TutorListed():
            listed = replace(state, is_shown=True, is_bookable=fact.is_bookable)
            return replace(listed, was_looked_at=False)
        case tutor.TutorHidden():
            return replace(state, is_shown=False, is_bookable=False)
        case ProfileTakenDown():
            was_looked_at = state.was_looked_at or (state.is_shown and not state.is_bookable)
            return replace(state, is_taken_down=True, was_looked_at=was_looked_at)
        case ProfileApproved():
            return replace(state, is_taken_down=False)
        case _:
            return state


def _without(known: tuple[Any, ...], gone: object) -> tuple[Any, ...]:
    return tuple(each for each in known if each != gone)


def _keys(fact: Fact) -> Iterable[str]:
    if isinstance(
        fact, account.AccountSuspended | account.AccountReinstated | account.AccountClosed
    ):
        return (fact.account_id,)
    if isinstance(fact, privacy.ProcessingRestricted | privacy.RestrictionLifted):
        return (fact.person_id,)
    return (fact.tutor_id,) if hasattr(fact, "tutor_id") else ()


TUTOR_ONBOARDING: Process[Any] = Process(
    name="tutor_onboarding",
    version=3,
    contexts=frozenset({"tutor", "verification", "account", "privacy"}),
    keys=_keys,
    state=Onboarding,
    start=Onboarding,
    evolve=evolve,
    decide=decide,
    acts=(ListTutor, HideTutor),
)
