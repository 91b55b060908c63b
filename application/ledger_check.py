"""The ledger held against the log: every entry is derived again, and every row looked at.

Nothing of the rows is taken on trust, and nothing is read but facts and rows, in stretches and in
bounded memory. Rows are never changed once written, so each stretch may be of another moment.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Protocol

from application.auditing.asking import Finding
from application.delivery import FactLog
from application.provider_check import Compared, ProviderCheck
from domain.ledger.accounts import NEVER_CREDIT, NEVER_DEBIT
from domain.ledger.entries import FOLLOWED
from domain.ledger.lines import Line, lines_of
from domain.shared.event import Recorded
from domain.shared.unreadable import UnreadableFact

SHOWN: Final = 20
NAMES: Final = tuple(each.name for each in fields(Line))


@dataclass(frozen=True, slots=True)
class Stretch:
    """This is the rows of a stretch of the log, as they are kept.

    `has_seen` says of a fact whether the ledger has come to it; `parked` are the positions of
    facts that wait.
    """

    lines: Sequence[Line]
    parked: frozenset[int]
    has_seen: Callable[[Recorded[Any]], bool]


@dataclass(frozen=True, slots=True)
class Balance:
    """This is what an account holds in one currency: debit above zero."""

    account: str
    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class Standing:
    """This is the ledger as a whole, of one moment.

    Attributes:
        balances: what each account holds.
        parked: the streams that wait, with the position of their first fact that does.
        off: accounts that hold something else than their rows add up to, each in a sentence.
    """

    balances: Sequence[Balance]
    parked: Sequence[tuple[str, int]]
    off: Sequence[str]


class KeptLedger(Protocol):
    """This is the ledger as it is kept."""

    def reached(self) -> int:
        """This is the last position the ledger has come to."""

    def stretch(self, after: int, upto: int) -> Stretch:
        """This is the rows behind one position, up to another."""

    def standing(self) -> Standing:
        """This is the ledger as a whole, now."""


@dataclass(frozen=True, slots=True)
class LedgerChecked:
    """This is what came of checking the ledger.

    `shown` holds the first of the findings; `findings` is how many there are. `provider` is how
    much was compared with the provider's books, if there are any.
    """

    position: int
    entries: int
    postings: int
    balances: Sequence[Balance]
    findings: int
    shown: Sequence[Finding]
    provider: Compared | None = None


class LedgerCheck:
    """This goes once through the ledger, from the first entry to where it stands when it begins.

    `provider` has looked at the provider's books already, and is shown every fact.
    """

    def __init__(
        self, facts: FactLog, kept: KeptLedger, provider: ProviderCheck | None = None
    ) -> None:
        self._facts = facts
        self._kept = kept
        self._provider = provider
        self._entries = 0
        self._postings = 0
        self._findings = 0
        self._shown: list[Finding] = []
        self.position = 0
        self.head = kept.reached()

    @property
    def is_through(self) -> bool:
        """This is true when there is nothing more to go through."""
        return self.position >= self.head

    def advance(self, count: int) -> None:
        """This goes through so many more facts."""
        facts = self._facts.read(self.position, count, FOLLOWED)
        upto = self.head if len(facts) < count else min(facts[-1].position, self.head)
        stretch = self._kept.stretch(self.position, upto)
        derived = list(self._derived(stretch, facts, upto))
        self._take(_differences(derived, stretch.lines))
        self.position = upto

    def end(self) -> LedgerChecked:
        """This is what was found, once all was gone through."""
        standing = self._kept.standing()
        self._take(_off(standing))
        self._take(self._provider.findings() if self._provider else ())
        return LedgerChecked(
            position=self.head,
            entries=self._entries,
            postings=self._postings,
            balances=standing.balances,
            findings=self._findings,
            shown=tuple(self._shown),
            provider=self._provider.compared if self._provider else None,
        )

    def _derived(
        self, stretch: Stretch, facts: Sequence[Recorded[Any]], upto: int
    ) -> Iterator[Line]:
        """This is the lines the ledger should have; of what waits none are there yet."""
        for recorded in facts:
            is_waiting = recorded.position in stretch.parked
            if recorded.position > upto or is_waiting or not stretch.has_seen(recorded):
                continue
            if isinstance(recorded.fact, UnreadableFact):
                self._take([Finding(recorded.position, "The fact cannot be read.")])
                continue
            if self._provider:
                self._provider.take(recorded)
            lines = tuple(lines_of(recorded))
            self._entries += bool(lines)
            self._postings += len(lines)
            yield from lines

    def _take(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._findings += 1
            if len(self._shown) < SHOWN:
                self._shown.append(finding)


def _differences(derived: Iterable[Line], kept: Iterable[Line]) -> Iterator[Finding]:
    wanted = {(one.position, one.line): one for one in derived}
    found = {(one.position, one.line): one for one in kept}
    for key in sorted(wanted.keys() | found.keys()):
        right, there = wanted.get(key), found.get(key)
        if right is None or there is None:
            one = right or there
            assert one is not None
            lacks = "the fact posts this, and no row says so" if right else "no fact posts this"
            said = f"{one.account} {one.amount_minor:+} {one.currency}: {lacks}."
            yield Finding(one.position, said)
        elif right != there:
            names = [name for name in NAMES if getattr(right, name) != getattr(there, name)]
            said = f"The row of {right.account} differs from its fact in {', '.join(names)}."
            yield Finding(right.position, said)


def _off(standing: Standing) -> Iterator[Finding]:
    for stream_id, position in standing.parked:
        yield Finding(position, f"{stream_id} waits, so its money is missing from here on.")
    for sentence in standing.off:
        yield Finding(None, sentence)
    sums: Counter[str] = Counter()
    for one in standing.balances:
        sums[one.currency] += one.minor
        if one.account in NEVER_DEBIT and one.minor > 0:
            yield Finding(None, f"{one.account} is debit by {one.minor} {one.currency}.")
        if one.account in NEVER_CREDIT and one.minor < 0:
            yield Finding(None, f"{one.account} is credit by {-one.minor} {one.currency}.")
    for currency, minor in sums.items():
        if minor:
            yield Finding(None, f"All accounts in {currency} add up to {minor}, not to nothing.")
