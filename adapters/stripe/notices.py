"""What Stripe sends us by itself: checked to be Stripe's, and read for what it is about.

Snapshots (v1) carry the object, thin notifications (v2) only its name, and no more than that is
taken of both. Which kinds are followed stands here; of the others nothing is taken, as they may be
about anybody.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel
from stripe import SignatureVerificationError, Webhook, WebhookSignature

from application.notice import (
    NoticeIsUnreadable,
    ReceiveNotice,
    SignatureIsMissing,
    SignatureIsWrong,
)
from domain.notice.events import Matter
from domain.shared.text import digest_of

THIN: Final = "v2.core.event"
FOLLOWED: Final[Mapping[str, Matter]] = {
    "payment_intent.": Matter.PAYMENT,
    "charge.dispute.": Matter.DISPUTE,
    "refund.": Matter.REFUND,
    "setup_intent.": Matter.CARD,
    "payout.": Matter.PAYOUT,
    "account.updated": Matter.PAYOUT_ACCOUNT,
    "v2.core.account": Matter.PAYOUT_ACCOUNT,
}
"""How kinds begin that say something we depend on, and what they are about."""

OF_TUTORS: Final = frozenset({Matter.PAYOUT, Matter.PAYOUT_ACCOUNT})
"""What happens on the accounts of tutors; all else happens on the platform's own."""


class Thing(BaseModel):
    """Something at Stripe, by its name; whatever else is said of it is not looked at."""

    id: str


class Snapshot(BaseModel):
    """The object that something happened to."""

    object: Thing


class Event(BaseModel):
    """What Stripe sends, as far as it is read."""

    id: str
    object: Literal["event", "v2.core.event"]
    type: str
    created: datetime
    account: str | None = None
    context: str | None = None
    data: Snapshot | None = None
    related_object: Thing | None = None

    @property
    def matter(self) -> Matter:
        """This is what it is about, if that is anything we follow."""
        kind = self.type.removeprefix("v1.")
        found = (FOLLOWED[begin] for begin in FOLLOWED if kind.startswith(begin))
        matter = next(found, Matter.OTHER)
        is_theirs = bool(self.whose) or matter is Matter.PAYOUT_ACCOUNT
        return matter if is_theirs == (matter in OF_TUTORS) else Matter.OTHER

    @property
    def whose(self) -> str:
        """This is the account it happened on, empty for the platform's own."""
        return (self.account or self.context or "").rpartition("/")[2]

    @property
    def thing(self) -> str:
        """This is what it happened to.

        Raises:
            ValueError: that is not said.
        """
        thing = self.related_object or (self.data.object if self.data else None)
        if thing is None:
            raise ValueError("it happened to nothing")
        return thing.id


class StripeNotices:
    """This reads what Stripe sends, signed with one of the secrets we share with it."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = secrets

    def read(self, body: bytes, signature: str) -> ReceiveNotice:
        """This is what was sent, as the command that takes it down.

        Raises:
            SignatureIsMissing: it is not signed.
            SignatureIsWrong: not by Stripe, not lately, or something else was.
            NoticeIsUnreadable: Stripe signed something that is no event.
        """
        if not signature:
            raise SignatureIsMissing
        if not any(_is_signed(body, signature, secret) for secret in self._secrets):
            raise SignatureIsWrong
        try:
            return _told(Event.model_validate_json(body))
        except ValueError as reason:
            raise NoticeIsUnreadable from reason


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    if not signature.isascii():
        return False
    with suppress(SignatureVerificationError, UnicodeDecodeError):
        WebhookSignature.verify_header(body, signature, secret, Webhook.DEFAULT_TOLERANCE)
        return True
    return False


def _told(event: Event) -> ReceiveNotice:
    matter, account = event.matter, event.whose
    about = event.thing if matter is not Matter.OTHER else None
    if matter is Matter.PAYOUT_ACCOUNT:
        account = event.thing
        about = digest_of(account)
    return ReceiveNotice(
        event_id=event.id,
        kind=event.type,
        matter=matter,
        about=about,
        account=digest_of(account) if account else None,
        created_at=event.created,
    )
