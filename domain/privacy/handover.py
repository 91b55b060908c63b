"""Handing somebody what is kept of them: when it is to be had, and that it was taken.

Rules, in plain language:

- A request for access has a package, and one for portability another; no other request has any.
- It is made when it is asked for, once the request is approved, and kept nowhere.
- Handing it over whole is recorded each time: when, to whom, and the digest of its manifest. The
  first time completes the request.
- Thirty days after the request was completed it is over: whoever wants to know again asks anew,
  and shows anew who they are.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.privacy.events import PackageHandedOver, PrivacyRequestCompleted, RequestEvent
from domain.privacy.state import PrivacyRequest
from domain.privacy.terms import RequestKind, State
from domain.shared.errors import RuleBroken

HANDED_OVER = frozenset({RequestKind.ACCESS, RequestKind.PORTABILITY})
OFFERED = timedelta(days=30)
CAME_TO_NOTHING = frozenset({State.DENIED, State.WITHDRAWN})


class TheRequestAsksForSomethingElse(RuleBroken):
    """Access and portability have a package each, and this request did not ask for this one."""


class TheRequestCameToNothing(RuleBroken):
    """The request was denied or withdrawn, so there is nothing to hand over."""


class ThePackageIsNotApproved(RuleBroken):
    """The request is not approved yet; its package is there as soon as it is."""


class ThePackageIsNoLongerOffered(RuleBroken):
    """The request was completed more than thirty days ago; please ask anew."""


def check_offered(request: PrivacyRequest, kind: RequestKind, now: datetime) -> None:
    """This lets pass a request whose package is to be had now.

    Raises:
        TheRequestAsksForSomethingElse: it has none of that kind.
        TheRequestCameToNothing: it was denied or withdrawn.
        ThePackageIsNotApproved: nobody decided on it yet.
        ThePackageIsNoLongerOffered: it is too long ago.
    """
    if request.kind is not kind:
        raise TheRequestAsksForSomethingElse
    _check_approved(request)
    if request.completed_at is not None and now >= request.completed_at + OFFERED:
        raise ThePackageIsNoLongerOffered


def hand_over(
    request: PrivacyRequest, to: str, manifest_sha256: str, now: datetime
) -> Sequence[RequestEvent]:
    """This records that somebody has it, and with the first time that the request is done.

    Raises:
        TheRequestAsksForSomethingElse: it has no package.
        TheRequestCameToNothing, ThePackageIsNotApproved: nothing was to be handed over.
    """
    if request.kind not in HANDED_OVER:
        raise TheRequestAsksForSomethingElse
    _check_approved(request)
    if manifest_sha256 in request.manifests:
        return ()
    handed = PackageHandedOver(
        **request.about(), handed_to=to, manifest_sha256=manifest_sha256, handed_over_at=now
    )
    if not request.is_open:
        return (handed,)
    completed = PrivacyRequestCompleted(**request.about(), completed_by=None, completed_at=now)
    return (handed, completed)


def _check_approved(request: PrivacyRequest) -> None:
    if request.state in CAME_TO_NOTHING:
        raise TheRequestCameToNothing
    if not request.is_approved:
        raise ThePackageIsNotApproved
