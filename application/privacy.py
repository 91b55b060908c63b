"""Privacy: what a person asks about their own data, and what they take back.

A recent sign-in shows at once who asks: the session is named, and looked at here. Without one
the request arrives all the same, and its clock runs.
"""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field, model_validator

from application.fields import Identity, Moment, Sha256
from application.ports import Loaded
from application.privacy_parts import (
    called_off,
    capacity_in,
    identity_token,
    subject_of,
)
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.account.aggregate import ACCOUNT
from domain.account.session import SESSION
from domain.privacy import identity
from domain.privacy.aggregate import (
    PRIVACY,
    check_arrival,
    join,
    receive,
    takes_in,
    withdraw,
)
from domain.privacy.events import RequestEvent
from domain.privacy.identity import signed_in
from domain.privacy.state import PrivacyRequest
from domain.privacy.subject import OpenRequest
from domain.privacy.terms import (
    Channel,
    Filing,
    LiftReason,
    Objection,
    Proof,
    Regime,
    RequestKind,
    RestrictionGround,
    Wish,
)
from domain.shared.personal import Category

Categories = Annotated[tuple[Category, ...], Field(min_length=1, max_length=len(Category))]
Objections = Annotated[tuple[Objection, ...], Field(max_length=len(Objection))]


class FilePrivacyRequest(Command):
    """Ask about a person's data: your own, your child's, or for somebody as support.

    An objection names what it is against, a restriction its ground. `session_id` is that of your
    sign-in; if it is no older than fifteen minutes, it shows who you are.
    """

    person_id: Identity
    kind: RequestKind
    regime: Regime = Regime.GDPR
    categories: Categories = tuple(Category)
    objects_to: Objections = ()
    ground: RestrictionGround | None = None
    channel: Channel = Channel.WEB_FORM
    received_at: Moment | None = None
    session_id: Identity | None = None

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> Self:
        if bool(self.objects_to) != (self.kind is RequestKind.OBJECTION):
            raise ValueError("an objection, and nothing else, names what it objects to")
        if (self.ground is not None) != (self.kind is RequestKind.RESTRICTION):
            raise ValueError("a restriction, and nothing else, has a ground")
        return self


class ProveIdentity(Command):
    """Show who you are by a sign-in of the last fifteen minutes."""

    request_id: Identity
    session_id: Identity


class FollowIdentityLink(Command):
    """Show the token from the link that was sent to the person's address."""

    request_id: Identity
    token: Sha256


class WithdrawPrivacyRequest(Command):
    """Take back what you asked about your data, or your child's."""

    request_id: Identity


class LiftRestriction(Command):
    """Let a person's data be used again; only staff need a reason."""

    person_id: Identity
    reason: LiftReason = LiftReason.ASKED_BY_THE_PERSON


class LiftObjection(Command):
    """Take an objection back."""

    person_id: Identity
    objects_to: Objection


def file_privacy_request(command: FilePrivacyRequest, work: Work) -> Decision:
    """This begins a request, or lets it belong to the same one that is open already."""
    capacity = capacity_in(work, command.person_id)
    at = command.received_at or work.now
    filing = Filing(work.actor.id, capacity, command.channel, at)
    check_arrival(filing, work.now)
    wish, proof = _wish(command), _proof(command.session_id, work)
    known = _the_same(work, wish, filing)
    if known is not None:
        return _joined(work, known, filing, proof)
    return _begun(work, wish, filing, proof)


def prove_identity(command: ProveIdentity, work: Work) -> Decision:
    """This makes certain who asked."""
    request = work.load(PRIVACY, command.request_id)
    capacity_in(work, request.state.person_id)
    facts = identity.prove(request.state, _proof(command.session_id, work))
    return decided(append(request, facts))


def follow_identity_link(command: FollowIdentityLink, work: Work) -> Decision:
    """This believes that somebody reads the person's mail."""
    request = work.load(PRIVACY, command.request_id)
    name = work.load(ACCOUNT, request.state.person_id).state.email_pseudonym
    expected = identity_token(command.request_id, name, work.ports.pseudonyms)
    facts = identity.follow(request.state, command.token, expected=expected, now=work.now)
    return decided(append(request, facts))


def withdraw_privacy_request(command: WithdrawPrivacyRequest, work: Work) -> Decision:
    """This takes a request back, and with it what only it had brought about."""
    request = work.load(PRIVACY, command.request_id)
    capacity = capacity_in(work, request.state.person_id)
    facts = withdraw(request.state, work.actor.id, capacity, work.now)
    return called_off(work, request, facts)


def lift_restriction(command: LiftRestriction, work: Work) -> Decision:
    """This lets processing go on."""
    capacity = capacity_in(work, command.person_id)
    subject = subject_of(work, command.person_id)
    facts = subject.state.lift_restriction(command.reason, work.actor.id, capacity, work.now)
    return decided(append(subject, facts))


def lift_objection(command: LiftObjection, work: Work) -> Decision:
    """This takes an objection back."""
    capacity = capacity_in(work, command.person_id)
    subject = subject_of(work, command.person_id)
    facts = subject.state.lift_objection(command.objects_to, work.actor.id, capacity, work.now)
    return decided(append(subject, facts))


def _begun(work: Work, wish: Wish, filing: Filing, proof: Proof | None) -> Decision:
    request_id = work.new_id("privacy-request")
    facts = receive(request_id, wish, filing, work.ports.establishment, proof)
    request = work.find(PRIVACY, request_id)
    subject = subject_of(work, wish.person_id)
    opened = subject.state.open_request(OpenRequest(request_id, wish.kind, wish.regime), work.now)
    objected = subject.state.note_objections(wish.objects_to, request_id, work.now)
    changes = append(request, facts), append(subject, (*opened, *objected))
    return decided(*changes, **_told(request.state, facts), is_new=True)


def _joined(
    work: Work, known: Loaded[PrivacyRequest], filing: Filing, proof: Proof | None
) -> Decision:
    facts = join(known.state, filing, proof, work.now)
    return decided(append(known, facts), **_told(known.state, facts), is_new=False)


def _the_same(work: Work, wish: Wish, filing: Filing) -> Loaded[PrivacyRequest] | None:
    subject = subject_of(work, wish.person_id).state
    found = (work.load(PRIVACY, one) for one in subject.requests_of(wish.kind, wish.regime))
    return next((one for one in found if takes_in(one.state, wish, filing)), None)


def _told(before: PrivacyRequest | None, facts: Sequence[RequestEvent]) -> dict[str, object]:
    """This is what whoever asked hears: where it stands, and by when it will be done."""
    after = before
    for fact in facts:
        after = PRIVACY.evolve(after, fact)
    assert after is not None
    names = ("request_id", "state", "acknowledge_by", "act_by")
    return {name: getattr(after, name) for name in names}


def _wish(command: FilePrivacyRequest) -> Wish:
    """This is what is meant, in one order, so that the same is found to be the same."""
    return Wish(
        person_id=command.person_id,
        kind=command.kind,
        regime=command.regime,
        categories=tuple(each for each in Category if each in command.categories),
        objects_to=tuple(each for each in Objection if each in command.objects_to),
        ground=command.ground,
    )


def _proof(session_id: str | None, work: Work) -> Proof | None:
    """This is the sign-in as a proof, if it is recent, goes on, and is the asker's own."""
    session = work.find(SESSION, session_id).state if session_id else None
    if session is None or session.account_id != work.actor.id or not session.in_force(work.now):
        return None
    return signed_in(work.actor.id, session.started_at, work.now)


HANDLERS: Handlers = (
    (FilePrivacyRequest, file_privacy_request),
    (ProveIdentity, prove_identity),
    (FollowIdentityLink, follow_identity_link),
    (WithdrawPrivacyRequest, withdraw_privacy_request),
    (LiftRestriction, lift_restriction),
    (LiftObjection, lift_objection),
)
