"""Who asked: found out by a recent sign-in, or by a link in the mail and two facts that match.

What is kept of it is the method and the time, and which facts matched; never a document.
"""

from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest

from domain.privacy.clocks import is_recent
from domain.privacy.events import (
    IdentityAsked,
    IdentityConfirmed,
    IdentityLinkFollowed,
    RequestEvent,
)
from domain.privacy.state import PrivacyRequest
from domain.privacy.terms import IdentityMethod, KnownFact, Proof, State
from domain.shared.errors import NotAllowed, RuleBroken

FACTS_NEEDED = 2


class TheSignInIsTooLongAgo(RuleBroken):
    """That needs a sign-in of your own in the last fifteen minutes; please sign in again."""


class ThatLinkIsNotOurs(NotAllowed):
    """This link does not belong to the request; ask for a new one."""


class NobodyAskedForIdentity(RuleBroken):
    """Nobody asked to show who this is, so there is no link to follow."""


class TheLinkWasNotFollowed(RuleBroken):
    """The link sent to the person's address was not followed yet."""


class TwoFactsAreNeeded(RuleBroken):
    """Two different facts that only the person is likely to know have to match."""


def signed_in(by: str, started_at: datetime | None, now: datetime) -> Proof | None:
    """This is a recent sign-in as a proof of who somebody is; an older one proves nothing."""
    if started_at is None or not is_recent(started_at, now):
        return None
    return Proof(IdentityMethod.RECENT_SIGN_IN, by, now)


def ask(request: PrivacyRequest, now: datetime) -> Sequence[RequestEvent]:
    """This asks whoever asked to show who they are; who is known is not asked."""
    request.check_open()
    if request.state is not State.RECEIVED:
        return ()
    return (IdentityAsked(**request.about(), asked_at=now),)


def follow(
    request: PrivacyRequest, token: str, *, expected: str, now: datetime
) -> Sequence[RequestEvent]:
    """This believes that somebody reads the person's mail, for whoever shows the token sent there.

    Raises:
        ThatLinkIsNotOurs: it is another token.
        NobodyAskedForIdentity: none was sent.
    """
    if not compare_digest(token, expected):
        raise ThatLinkIsNotOurs
    if request.is_link_followed or not request.is_open:
        return ()
    if request.state is State.RECEIVED:
        raise NobodyAskedForIdentity
    return (IdentityLinkFollowed(**request.about(), followed_at=now),)


def prove(request: PrivacyRequest, proof: Proof | None) -> Sequence[RequestEvent]:
    """This makes certain who asked by a recent sign-in; who is known stays known.

    Raises:
        TheSignInIsTooLongAgo: there is none.
    """
    request.check_open()
    if proof is None:
        raise TheSignInIsTooLongAgo
    return confirmed(request, proof)


def confirm(
    request: PrivacyRequest, matched: Sequence[KnownFact], by: str, now: datetime
) -> Sequence[RequestEvent]:
    """This makes certain who asked by the mail they read and what they know.

    Raises:
        NobodyDecidesOnTheirOwn: it is their own request.
        TwoFactsAreNeeded: fewer matched.
        TheLinkWasNotFollowed: nobody has shown that they read the person's mail.
    """
    request.check_decider(by)
    if len(set(matched)) < FACTS_NEEDED:
        raise TwoFactsAreNeeded
    if not request.is_link_followed:
        raise TheLinkWasNotFollowed
    proof = Proof(IdentityMethod.E_MAIL_LOOP_AND_FACTS, by, now, tuple(matched))
    return confirmed(request, proof)


def confirmed(request: PrivacyRequest, proof: Proof | None) -> Sequence[RequestEvent]:
    """This makes certain who asked, if there is a proof and it was not certain before."""
    if proof is None or request.state not in {State.RECEIVED, State.IDENTITY_PENDING}:
        return ()
    return (
        IdentityConfirmed(
            **request.about(),
            method=proof.method,
            matched=proof.matched,
            confirmed_by=proof.by,
            confirmed_at=proof.at,
        ),
    )
