"""What can happen to a notice of the payment provider.

Nothing of its content is kept, only that it came, and of what. `about` names the thing as our facts
can: by the provider's reference, or by the SHA-256 of the account a tutor is paid on, because where
that is is personal. A kind that is not followed has none, because it may name anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shared.event import Fact, fact
from domain.shared.text import Code, Digest, Reference


class Matter(StrEnum):
    """This is what kind of thing a notice is about."""

    PAYMENT = "payment"
    DISPUTE = "dispute"
    REFUND = "refund"
    CARD = "card"
    PAYOUT = "payout"
    PAYOUT_ACCOUNT = "payout_account"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfNotice(Fact):
    """This is what every fact of a notice says: which one, by the provider's name of it."""

    event_id: Reference
    about: Reference | None


@fact("notice.received.v1")
class NoticeReceived(OfNotice):
    """The provider told us that something happened, perhaps on the account of a tutor."""

    kind: Reference
    matter: Matter
    account: Digest | None
    created_at: datetime
    received_at: datetime


@fact("notice.handled.v1")
class NoticeHandled(OfNotice):
    """What it was about was read anew; `recorded` names the command that noted it, if there was."""

    recorded: Code | None
    handled_at: datetime


@fact("notice.dismissed.v1")
class NoticeDismissed(OfNotice):
    """Nothing comes of it: it is not followed, is not about us, or a rule of ours forbids it."""

    reason: Code
    dismissed_at: datetime


NoticeEvent = NoticeReceived | NoticeHandled | NoticeDismissed
