"""What is known of a privacy request, and the checks its decisions share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from domain.privacy.events import PrivacyRequestJoined, PrivacyRequestReceived
from domain.privacy.terms import (
    OPEN,
    Capacity,
    ClearedStore,
    Deadline,
    LegalHold,
    Notice,
    Objection,
    Regime,
    RequestKind,
    RestrictionGround,
    State,
)
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.personal import Category, PersonId
from domain.shared.text import Digest, Identity, Zone


class TheRequestIsOver(RuleBroken):
    """The privacy request was completed, denied or withdrawn already."""


class NobodyKnowsWhoAsked(RuleBroken):
    """The identity of whoever asked is not confirmed yet."""


class NobodyDecidesOnTheirOwn(NotAllowed):
    """Somebody else has to decide: whoever asked does not."""


class EverythingIsHeld(RuleBroken):
    """All that was asked to be erased has to stay for now."""


class AboutRequest(TypedDict):
    """This is what every fact of a privacy request says: which it is, and whose data it means."""

    request_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """This is how far an erasure has come; `stores` is the last report of each."""

    fenced: tuple[Category, ...] = ()
    has_destroyed_keys: bool = False
    stores: tuple[ClearedStore, ...] = ()
    certificate_sha256: Digest = ""

    @property
    def by_name(self) -> Mapping[str, ClearedStore]:
        """This is the last report of each store."""
        return {store.name: store for store in self.stores}

    @property
    def is_clear(self) -> bool:
        """This is true when stores were gone through and nothing is left in any of them."""
        return bool(self.stores) and all(store.remaining == 0 for store in self.stores)


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """This is one request about one person's data, as far as a decision may need it.

    `manifests` is the digest of each package that was handed over.
    """

    request_id: Identity
    person_id: PersonId
    kind: RequestKind
    regime: Regime
    categories: tuple[Category, ...]
    zone: Zone
    received_at: datetime
    acknowledge_by: datetime | None
    act_by: datetime
    askers: tuple[PersonId, ...] = ()
    state: State = State.RECEIVED
    objects_to: tuple[Objection, ...] = ()
    ground: RestrictionGround | None = None
    is_acknowledged: bool = False
    is_link_followed: bool = False
    is_extended: bool = False
    is_approved: bool = False
    holds: tuple[LegalHold, ...] = ()
    notices: tuple[Notice, ...] = ()
    manifests: tuple[Digest, ...] = ()
    completed_at: datetime | None = None
    erasure: Erasure = Erasure()
    neared: tuple[datetime, ...] = ()
    missed: tuple[datetime, ...] = ()

    @property
    def is_open(self) -> bool:
        """This is true until it is completed, denied or withdrawn."""
        return self.state in OPEN

    @property
    def is_fenced(self) -> bool:
        """This is true of an erasure from its point of no return on."""
        return bool(self.erasure.fenced)

    def about(self) -> AboutRequest:
        """This is what every fact of this request says."""
        return AboutRequest(request_id=self.request_id, person_id=self.person_id)

    def due_at(self, deadline: Deadline) -> datetime | None:
        """This is when a deadline runs out; none when what it asks is done, or never was asked."""
        if not self.is_open:
            return None
        if deadline is Deadline.ACT:
            return self.act_by
        return None if self.is_acknowledged else self.acknowledge_by

    def erasable(self, now: datetime) -> tuple[Category, ...]:
        """This is what does not have to stay; a hold ends by itself at its time."""
        held = {hold.category for hold in self.holds if now < hold.until}
        return tuple(each for each in self.categories if each not in held)

    def check_decider(self, by: str) -> None:
        """This lets an open request be decided on by somebody who did not ask.

        Raises:
            NobodyDecidesOnTheirOwn: they asked, or it is about them.
            TheRequestIsOver: there is nothing to decide.
        """
        if by in self.askers:
            raise NobodyDecidesOnTheirOwn
        self.check_open()

    def check_open(self) -> None:
        """This lets an open request pass.

        Raises:
            TheRequestIsOver: it was completed, denied or withdrawn.
        """
        if not self.is_open:
            raise TheRequestIsOver

    def check_in_progress(self) -> None:
        """This lets an open request pass whose author is known.

        Raises:
            TheRequestIsOver: it was completed, denied or withdrawn.
            NobodyKnowsWhoAsked: the identity is not confirmed.
        """
        self.check_open()
        if self.state is not State.IN_PROGRESS:
            raise NobodyKnowsWhoAsked


def asking(received: PrivacyRequestReceived | PrivacyRequestJoined) -> tuple[PersonId, ...]:
    """This is who asks for themselves or for their child; support only hands a request on."""
    is_handed_on = received.filed_as in {Capacity.SUPPORT, Capacity.PLATFORM}
    return (received.person_id,) if is_handed_on else (received.person_id, received.filed_by)


def begun(received: PrivacyRequestReceived) -> PrivacyRequest:
    """This is a request as it arrives."""
    return PrivacyRequest(
        request_id=received.request_id,
        person_id=received.person_id,
        kind=received.kind,
        regime=received.regime,
        categories=received.categories,
        zone=received.zone,
        received_at=received.received_at,
        acknowledge_by=received.acknowledge_by,
        act_by=received.act_by,
        objects_to=received.objects_to,
        ground=received.ground,
        askers=asking(received),
    )
