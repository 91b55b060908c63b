"""Subject: one person, as far as their own wishes about their data go.

Rules, in plain language:

- What a person has open is known, so that the same asked again finds it.
- Restricted processing means: the data is kept, and nothing else is done with it of our own
  accord. What the person does themself goes on, and what others have a right to. The person or
  their guardian may lift it at any time; staff only for a reason of their own.
- An objection counts from the moment it arrives. One to marketing is absolute: only the person
  or their guardian takes it back. One to profiling ends also when it is not upheld.
- Asking for what is so already changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from domain.privacy.subject_events import (
    ObjectionLifted,
    ObjectionNoted,
    PrivacyRequestClosed,
    PrivacyRequestOpened,
    ProcessingRestricted,
    RestrictionLifted,
    SubjectEvent,
)
from domain.privacy.terms import (
    Capacity,
    LiftReason,
    Objection,
    Regime,
    RequestKind,
    RestrictionGround,
)
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import PersonId
from domain.shared.text import Identity


class OnlyThePersonTakesAnObjectionBack(NotAllowed):
    """Only the person, or their guardian, takes an objection back."""


class OnlyThePersonGivesNoReason(RuleBroken):
    """Staff lift a restriction for a reason; that it was asked for is the person's own to say."""


class NothingIsRestricted(RuleBroken):
    """The processing of this person's data is not restricted."""


class NoSuchObjection(RuleBroken):
    """The person does not object to that."""


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """This is a request that is open, and of what kind under which law."""

    request_id: Identity
    kind: RequestKind
    regime: Regime


@dataclass(frozen=True, slots=True)
class StandingObjection:
    """This is something the person objects to, and the request in which they said so."""

    objects_to: Objection
    request_id: Identity


@dataclass(frozen=True, slots=True)
class Subject:
    """This is what one person has open, restricted and objected to."""

    person_id: PersonId
    open: tuple[OpenRequest, ...] = ()
    restriction: RestrictionGround | None = None
    objections: tuple[StandingObjection, ...] = ()

    def requests_of(self, kind: RequestKind, regime: Regime) -> tuple[str, ...]:
        """This is every request of that kind under that law that is open."""
        return tuple(
            one.request_id for one in self.open if (one.kind, one.regime) == (kind, regime)
        )

    def open_request(self, opened: OpenRequest, now: datetime) -> Sequence[SubjectEvent]:
        """This notes that a request is open."""
        return (
            PrivacyRequestOpened(
                person_id=self.person_id,
                request_id=opened.request_id,
                kind=opened.kind,
                regime=opened.regime,
                opened_at=now,
            ),
        )

    def close_request(self, request_id: str, now: datetime) -> Sequence[SubjectEvent]:
        """This notes that a request is over; one that is not open changes nothing."""
        if all(one.request_id != request_id for one in self.open):
            return ()
        return (
            PrivacyRequestClosed(person_id=self.person_id, request_id=request_id, closed_at=now),
        )

    def restrict(
        self, request_id: str, ground: RestrictionGround, now: datetime
    ) -> Sequence[SubjectEvent]:
        """This lets processing rest; a second ground while it rests changes nothing."""
        if self.restriction is not None:
            return ()
        return (
            ProcessingRestricted(
                person_id=self.person_id, request_id=request_id, ground=ground, restricted_at=now
            ),
        )

    def lift_restriction(
        self, reason: LiftReason, by: str, capacity: Capacity, now: datetime
    ) -> Sequence[SubjectEvent]:
        """This lets processing go on.

        Raises:
            NothingIsRestricted: it does not rest.
            OnlyThePersonGivesNoReason: staff say that the person asked.
        """
        if self.restriction is None:
            raise NothingIsRestricted
        is_theirs = capacity is not Capacity.SUPPORT
        if not is_theirs and reason is LiftReason.ASKED_BY_THE_PERSON:
            raise OnlyThePersonGivesNoReason
        given = LiftReason.ASKED_BY_THE_PERSON if is_theirs else reason
        return (
            RestrictionLifted(person_id=self.person_id, reason=given, lifted_by=by, lifted_at=now),
        )

    def note_objections(
        self, objections: Sequence[Objection], request_id: str, now: datetime
    ) -> Sequence[SubjectEvent]:
        """This notes what the person objects to, as far as it is new."""
        standing = {one.objects_to for one in self.objections}
        return tuple(
            ObjectionNoted(
                person_id=self.person_id, objects_to=each, request_id=request_id, noted_at=now
            )
            for each in objections
            if each not in standing
        )

    def lift_objection(
        self, objection: Objection, by: str, capacity: Capacity, now: datetime
    ) -> Sequence[SubjectEvent]:
        """This takes an objection back.

        Raises:
            OnlyThePersonTakesAnObjectionBack: staff cannot.
            NoSuchObjection: it does not stand.
        """
        if capacity is Capacity.SUPPORT:
            raise OnlyThePersonTakesAnObjectionBack
        if all(one.objects_to is not objection for one in self.objections):
            raise NoSuchObjection
        return (self._lifted(objection, by, now),)

    def lift_objections_of(self, request_id: str, by: str, now: datetime) -> Sequence[SubjectEvent]:
        """This ends every objection that rests on a request which came to nothing."""
        return tuple(
            self._lifted(one.objects_to, by, now)
            for one in self.objections
            if one.request_id == request_id
        )

    def _lifted(self, objection: Objection, by: str, now: datetime) -> ObjectionLifted:
        return ObjectionLifted(
            person_id=self.person_id, objects_to=objection, lifted_by=by, lifted_at=now
        )


def is_restricted(subject: Subject | None) -> bool:
    """This is true of a person whose data is to be kept and not used; nobody on record is not."""
    return subject is not None and subject.restriction is not None


def objects_to(subject: Subject | None, objection: Objection) -> bool:
    """This is true of a person who objects to that use of their data."""
    known = subject.objections if subject else ()
    return any(one.objects_to is objection for one in known)


def evolve(state: Subject | None, fact: SubjectEvent) -> Subject:
    """This is the subject after the fact; it asks no question and reads no clock."""
    known = state or Subject(fact.person_id)
    match fact:
        case PrivacyRequestOpened():
            opened = OpenRequest(fact.request_id, fact.kind, fact.regime)
            return replace(known, open=(*known.open, opened))
        case PrivacyRequestClosed():
            still = tuple(one for one in known.open if one.request_id != fact.request_id)
            return replace(known, open=still)
        case ProcessingRestricted():
            return replace(known, restriction=fact.ground)
        case RestrictionLifted():
            return replace(known, restriction=None)
        case ObjectionNoted():
            noted = StandingObjection(fact.objects_to, fact.request_id)
            return replace(known, objections=(*known.objections, noted))
        case ObjectionLifted():
            still_standing = tuple(
                one for one in known.objections if one.objects_to is not fact.objects_to
            )
            return replace(known, objections=still_standing)
        case _:
            assert_never(fact)


SUBJECT = Kind("subject", Subject, evolve)
