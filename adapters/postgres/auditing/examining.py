"""Examining the log: every check is shown every fact, in order, once, in bounded memory."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from adapters.bodies.sealing import Keyring
from adapters.postgres.auditing.checks.bodies import Bodies, Canonical, Leaves, Open, Topics
from adapters.postgres.auditing.checks.commands import Causes, Ledger
from adapters.postgres.auditing.checks.kinds import Batch, Check
from adapters.postgres.auditing.checks.order import Positions, Times
from adapters.postgres.auditing.checks.seals import Fences, Redactions, Seals, Subjects
from adapters.postgres.auditing.checks.streams import Duplicates, Versions
from adapters.postgres.auditing.reading import RawLog
from application.auditing.asking import Checked, Examined, Finding
from application.delivery import Progress

SHOWN: Final = 20

CHECKS: Final[Sequence[Callable[[Keyring], Check]]] = (
    lambda _: Positions(),
    lambda _: Times(),
    lambda _: Duplicates(),
    lambda _: Versions(),
    lambda _: Topics(),
    lambda _: Bodies(),
    lambda _: Canonical(),
    lambda _: Leaves(),
    Seals,
    lambda _: Subjects(),
    lambda _: Open(),
    lambda _: Fences(),
    lambda _: Redactions(),
    lambda _: Causes(),
    lambda _: Ledger(),
)
"""Every check there is, made with the keys of people."""


@dataclass(slots=True)
class _Tally:
    """This is a check at work: how much it found, and the first of it."""

    check: Check
    count: int = 0
    shown: list[Finding] = field(default_factory=list)

    def take(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.count += 1
            if len(self.shown) < SHOWN:
                self.shown.append(finding)

    @property
    def checked(self) -> Checked:
        return Checked(self.check.name, self.check.promise, self.count, tuple(self.shown))


def examine(
    log: RawLog, keyring: Keyring, *, after: int, most: int | None, say: Progress
) -> Examined:
    """This looks at the facts behind a position, at most at so many.

    When it comes to the last one it looks at the log as a whole too.
    """
    end = max(log.head(), log.newest())
    until = end if most is None else min(end, after + most)
    tallies = [_Tally(make(keyring)) for make in CHECKS]
    at, before = after, next(iter(log.at([after])), None)
    for rows in log.batches(after, until):
        batch = Batch(rows, at, before)
        for tally in tallies:
            tally.take(tally.check.look(batch, log))
        before = rows[-1].kept
        at = before.position
        say(at, until)
    if until == end:
        for tally in tallies:
            tally.take(tally.check.close(log))
    checks = tuple(tally.checked for tally in tallies)
    return Examined(after, until, end, until == end, checks)
