"""What the business does by itself: a process is a fold that says what is left to do.

    state, fact → state → to-dos

A process keeps one small state per key (a booking, a tutor) and derives from it alone which
commands are due, and when. The list is derived, so it follows from the state whatever order
the facts arrived in, and a rebuilt process has the same list. Each to-do is executed under a
key made of the process, its key and its name; the command ledger makes that exactly once.

A to-do that is done leaves the list because its fact changed the state: nothing here
remembers an effect, the log does. A deadline is a to-do with `due_at`, taken from a fact.

A reaction is the same with one call to the outside in place of the command: `perform` calls,
once, with a key of its own, and returns the command that records the outcome.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, Self, TypedDict, TypeVar, Unpack

from pydantic import BaseModel, ConfigDict

from application.forgetting import Forgetting
from application.moderation import Moderation
from application.payees import Payees
from application.payers import Payers
from application.ports_cards import CardGateway
from application.ports_money import (
    AccountGateway,
    DisputeGateway,
    MoneyProvider,
    PaymentGateway,
    ProviderRecords,
    TransferGateway,
)
from application.wordings import Wordings
from application.work import Command
from domain.shared.event import Fact

S = TypeVar("S")


class Call(BaseModel):
    """This is one call to the outside that is due; `key` makes calling again harmless."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Todo:
    """This is something due: a command or a call, at once or not before an instant.

    `name` tells the to-dos of one key apart; the same name with the same act is the same deed.
    """

    name: str
    act: Command | Call
    due_at: datetime | None = None


class Others(TypedDict):
    """This is what of the outside no provider of payments does."""

    forgetting: Forgetting
    payees: Payees
    payers: Payers
    moderation: Moderation
    wordings: Wordings


@dataclass(frozen=True, slots=True)
class World:
    """This is the outside that reactions may call.

    `payees` tells where a tutor is paid, `payers` of which card a student pays, `wordings` what was
    written and waits for a reviewer.
    """

    payments: PaymentGateway
    cards: CardGateway
    transfers: TransferGateway
    accounts: AccountGateway
    disputes: DisputeGateway
    records: ProviderRecords
    forgetting: Forgetting
    payees: Payees
    payers: Payers
    moderation: Moderation
    wordings: Wordings

    @classmethod
    def of(cls, provider: MoneyProvider, **others: Unpack[Others]) -> Self:
        """This is the outside where one provider does all that is about money."""
        return cls(
            payments=provider,
            cards=provider,
            transfers=provider,
            accounts=provider,
            disputes=provider,
            records=provider,
            **others,
        )


@dataclass(frozen=True, slots=True)
class Process(Generic[S]):
    """This is one business process, or one reaction when `perform` is given.

    Attributes:
        name: of the process, and of the schema its states and to-dos lie in.
        version: raised when the fold or the to-dos change, so that they are built anew.
        contexts: whose facts it follows.
        keys: which of its states a fact changes; none for a fact it does not care about.
        start: the state of a key before its first fact.
        evolve: the state after the fact; must not depend on the order of different streams.
        decide: everything that is left to do in that state.
        acts: every command and call it may decide on.
        perform: for a reaction, makes the call and returns the command with its outcome.
    """

    name: str
    version: int
    contexts: frozenset[str]
    keys: Callable[[Fact], Iterable[str]]
    state: type[S]
    start: Callable[[str], S]
    evolve: Callable[[S, Any], S]
    decide: Callable[[S], Sequence[Todo]]
    acts: tuple[type[Command | Call], ...]
    perform: Callable[[Any, World], Command] | None = None


def by(*names: str) -> Callable[[Fact], Iterable[str]]:
    """This makes the first of these fields that a fact has the key, or keys, of what it changes."""

    def keys(fact: Fact) -> Iterable[str]:
        named = (getattr(fact, name, None) for name in names)
        found: str | Iterable[str] = next((one for one in named if one is not None), ())
        return (found,) if isinstance(found, str) else found

    return keys


@dataclass(frozen=True, slots=True)
class Due:
    """This is a to-do whose time has come, as it lies in the list.

    `digest` stands for the act: the same name with another act is another deed.
    """

    key: str
    name: str
    act: str
    body: str
    digest: str
    attempts: int


@dataclass(frozen=True, slots=True)
class GivenUp:
    """This is a to-do that failed too often: which one, how often, and why the last time."""

    key: str
    name: str
    act: str
    reason: str
    attempts: int


class TodoList(Protocol):
    """This is the lists of all processes, and what became of each attempt."""

    def due(self, process: str, now: datetime, limit: int) -> list[Due]:
        """This is what is due and was not done yet, the longest due first."""

    def next_due(self, process: str) -> datetime | None:
        """This is when the next to-do comes due, or is to be tried again."""

    def note_done(self, process: str, due: Due, outcome: str, at: datetime) -> None:
        """This notes that it was executed, and what was answered."""

    def note_failed(self, process: str, due: Due, reason: str, again_at: datetime | None) -> None:
        """This notes that it failed, and when to try again; without a time it is given up."""

    def given_up(self, process: str) -> list[GivenUp]:
        """This is what is still to be done and is tried no more, for a person to look at."""

    def ask_again(self, process: str, key: str, name: str) -> None:
        """This lets a to-do that was given up be tried anew."""
