"""The facts held against the provider's own books: what moved, and what it kept for itself.

Both are added up by what the provider calls what it did. Facts trail behind the provider, and
some of what it did may have begun before we look, so what is new or old is not judged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from application.auditing.asking import Finding
from application.ports_money import MovementKind, ProviderBooks
from domain.earning.events import EarningReversed, EarningTransferred, TransferFailed
from domain.ledger.accounts import Account
from domain.ledger.entries import postings_of
from domain.payment.dispute_events import PaymentDisputeClosed, PaymentDisputed
from domain.payment.events import (
    CaptureFailed,
    PaymentCaptured,
    PaymentDeclined,
    PaymentRefunded,
    ProviderFeeNoted,
    RefundFailed,
)
from domain.shared.event import Fact, Recorded, happened_at

TRAILING: Final = timedelta(hours=1)
MARGIN: Final = timedelta(days=1)
BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
OURS: Final = frozenset(
    {
        MovementKind.PAYMENT,
        MovementKind.REFUND,
        MovementKind.TRANSFER,
        MovementKind.REVERSAL,
        MovementKind.DISPUTE,
    }
)
"""What we have asked for, or have to know of; the rest is between provider and platform."""


@dataclass(slots=True)
class Moved:
    """This is what both say of one thing the provider did, in minor units: ours less theirs.

    `first` and `last` are the earliest and the latest that is said of it.
    """

    currency: str
    first: datetime
    last: datetime
    position: int | None = None
    ours: int = 0
    theirs: int = 0
    our_fee: int = 0
    their_fee: int = 0
    is_alike: bool = True

    def seen(self, currency: str, at: datetime) -> None:
        """This takes down that something was said of it; two currencies cannot be compared."""
        self.first, self.last = min(self.first, at), max(self.last, at)
        self.is_alike = self.is_alike and currency == self.currency


@dataclass(frozen=True, slots=True)
class Compared:
    """This is how many deeds of the provider's were compared, and how often that was in vain.

    What it books in another currency is not like the facts; `findings` is how much differs.
    """

    count: int
    unlike: int
    findings: int


class ProviderCheck:
    """This is one comparison, of what happened from `since` on, as far as it is settled by now."""

    def __init__(self, records: ProviderBooks, now: datetime, since: datetime = BEGINNING) -> None:
        self._records = records
        self._since = since
        self._settled_from = since if since == BEGINNING else since + MARGIN
        self._settled_until = now - TRAILING
        self._moved: dict[str, Moved] = {}
        self._named: dict[tuple[str, str], str] = {}

    def look(self) -> None:
        """This adds up what the provider says.

        Raises:
            Unavailable: it does not answer.
        """
        for one in self._records.movements(self._since):
            if one.kind in OURS:
                moved = self._of(one.source, one.amount.currency, one.occurred_at)
                moved.theirs += one.amount.minor
                moved.their_fee += one.fee.minor

    def take(self, recorded: Recorded[Any]) -> None:
        """This adds up what the fact says that the provider did."""
        fact = recorded.fact
        reference = self._reference(fact)
        if reference is None or happened_at(fact) < self._since:
            return
        for posting in postings_of(fact):
            if posting.account is not Account.PROVIDER_BALANCE:
                continue
            moved = self._of(reference, posting.amount.currency, happened_at(fact))
            moved.position = moved.position or recorded.position
            if isinstance(fact, ProviderFeeNoted):
                moved.our_fee -= posting.amount.minor
            else:
                moved.ours += posting.amount.minor

    @property
    def compared(self) -> Compared:
        """This is how much was compared."""
        settled = [moved for moved in self._moved.values() if self._is_settled(moved)]
        unlike = sum(1 for moved in settled if not moved.is_alike)
        return Compared(len(settled), unlike, sum(1 for _ in self.findings()))

    def findings(self) -> Iterator[Finding]:
        """This is everything of which the two do not say the same."""
        for reference, moved in sorted(self._moved.items()):
            if moved.is_alike and self._is_settled(moved):
                for deed, ours, theirs in (
                    ("moved", moved.ours, moved.theirs),
                    ("cost", moved.our_fee, moved.their_fee),
                ):
                    if ours != theirs:
                        said = f"{ours:+} {moved.currency} by the facts, {theirs:+} by the provider"
                        yield Finding(moved.position, f"{reference} {deed} {said}.")

    def _is_settled(self, moved: Moved) -> bool:
        return self._settled_from <= moved.first and moved.last <= self._settled_until

    def _of(self, reference: str, currency: str, at: datetime) -> Moved:
        moved = self._moved.setdefault(reference, Moved(currency, at, at))
        moved.seen(currency, at)
        return moved

    def _reference(self, fact: Fact) -> str | None:
        """This is what the provider calls what the fact tells of; a no has the name of the yes."""
        match fact:
            case PaymentRefunded():
                self._named[fact.payment_id, fact.refund_id] = fact.reference
                return fact.reference
            case EarningTransferred():
                self._named[fact.booking_id, fact.transfer_id] = fact.reference
                return fact.reference
            case RefundFailed():
                return self._named.get((fact.payment_id, fact.refund_id))
            case TransferFailed():
                return self._named.get((fact.booking_id, fact.transfer_id))
            case PaymentDisputed() | PaymentDisputeClosed():
                return fact.dispute_id
            case PaymentCaptured() | PaymentDeclined() | CaptureFailed():
                return fact.reference
            case EarningReversed() | ProviderFeeNoted():
                return fact.reference
            case _:
                return None
