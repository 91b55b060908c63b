"""One command's append on its way through the committer, and what became of it.

An entry comes with every value encoded as `log.append_group` takes it; a group of entries is
their columns, joined.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from adapters.postgres.arrays import BIGINTS, INSTANTS, INTEGERS, TEXTS, Arrays, integer

MOST_IN_GROUP: Final = 256
APPENDED: Final = "appended"
COMMAND: Final = (TEXTS, TEXTS, TEXTS, TEXTS, INTEGERS, INSTANTS, TEXTS, TEXTS, TEXTS, TEXTS)
GUARD: Final = (INTEGERS, TEXTS, BIGINTS)
DRAWER: Final = (INTEGERS, TEXTS)
FACT: Final = (INTEGERS, TEXTS, INTEGERS, BIGINTS, TEXTS, TEXTS, TEXTS)
TYPES: Final = [arrays.whole for arrays in (*COMMAND, *GUARD, *DRAWER, *FACT)]
NUMBERS: Final = tuple(integer(number) for number in range(MOST_IN_GROUP + 1))

Row = tuple[bytes, ...]


class Verdict(NamedTuple):
    """This is what became of one command's append: appended, seen before, moved or fenced."""

    kind: str
    first_position: int | None
    last_position: int | None
    fingerprint: str | None = None
    outcome: str | None = None
    stream_id: str | None = None


@dataclass(slots=True, eq=False)
class Entry:
    """This is one command's append, encoded: `append_group` names the columns.

    Attributes:
        command: scope, key and everything else there is once a command.
        guards: each stream it rests on, with the version it expects.
        drawers: the drawers it seals into.
        facts: each fact without what its command says of all of them.
        tell: whom to tell that the answer is there; without one somebody waits.
    """

    command: Row
    guards: Sequence[Row]
    drawers: Sequence[bytes]
    facts: Sequence[Row]
    tell: "Callable[[Entry], None] | None" = None
    _answer: Verdict | Exception | None = None
    _behind: "Entry | None" = None
    _answered: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._answered.acquire()

    @property
    def reads(self) -> list[bytes]:
        """This is every stream it rests on."""
        return [guard[0] for guard in self.guards]

    @property
    def writes(self) -> list[object]:
        """This is its key, and every stream it adds to."""
        return [self.command[:2], *[fact[0] for fact in self.facts]]

    @property
    def is_appended(self) -> bool:
        """This is true once its facts are in."""
        return isinstance(self._answer, Verdict) and self._answer.kind == APPENDED

    def verdict(self) -> Verdict:
        """This is what became of it, once somebody was told.

        Raises:
            Unavailable: the database did not answer.
        """
        if isinstance(self._answer, Verdict):
            return self._answer
        assert self._answer is not None
        raise self._answer

    def wait(self) -> Verdict:
        """This is the same for who was not told, and waits."""
        try:
            self._answered.acquire()
        except BaseException:
            # Whoever interrupts the wait must not keep those who are told after it.
            threading.Thread(target=self._wait_and_pass_on, daemon=True).start()
            raise
        self._pass_on()
        return self.verdict()

    def _wait_and_pass_on(self) -> None:
        self._answered.acquire()
        self._pass_on()

    def _pass_on(self) -> None:
        if self._behind is not None:
            self._behind._answered.release()  # noqa: SLF001 - one of its own kind


def answer(group: Sequence[Entry], answers: Sequence[Verdict | Exception]) -> None:
    """This tells each entry of a group what became of it.

    Of those that wait only the first is woken; it wakes the next. Woken together they would all
    stand in line for the interpreter, and the committer with the next group behind them.
    """
    first: Entry | None = None
    for entry, given in zip(reversed(group), reversed(answers), strict=True):
        entry._answer = given  # noqa: SLF001 - this is the other half of `wait`
        if entry.tell is not None:
            # What it tells holds the entry: told once, neither is to keep the other.
            tell, entry.tell = entry.tell, None
            tell(entry)
        else:
            entry._behind, first = first, entry  # noqa: SLF001
    if first is not None:
        first._answered.release()  # noqa: SLF001


def parameters(group: Sequence[Entry]) -> list[bytes]:
    """This is what `log.append_group` is called with."""
    numbered = list(zip(NUMBERS[1:], group, strict=False))
    return [
        *_columns(COMMAND, [entry.command for entry in group]),
        *_columns(GUARD, [(at, *guard) for at, entry in numbered for guard in entry.guards]),
        *_columns(DRAWER, [(at, drawer) for at, entry in numbered for drawer in entry.drawers]),
        *_columns(FACT, [(at, *fact) for at, entry in numbered for fact in entry.facts]),
    ]


def _columns(kinds: Sequence[Arrays], rows: Sequence[Row]) -> Iterable[bytes]:
    columns = zip(*rows, strict=True) if rows else ((),) * len(kinds)
    return (kind.of(column) for kind, column in zip(kinds, columns, strict=True))
