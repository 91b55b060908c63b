"""What the application needs of the world, in its own words.

An adapter stands behind each; `adapters/bootstrap.py` decides which. What moves money stands in
`ports_money.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, Protocol, TypeVar

from domain.privacy.clocks import Establishment
from domain.shared.event import Fact, Kind
from domain.tutor.fees import FeeLadder, level

S = TypeVar("S")


class Clock(Protocol):
    """This says what time it is: read once per command, at the edge."""

    def now(self) -> datetime:
        """This is the present instant, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[S]):
    """This is an aggregate as read: its state and the version the decision will rest on."""

    stream_id: str
    version: int
    state: S


class Change(NamedTuple):
    """This is what one stream gains, if it still stands at `expected`."""

    stream_id: str
    expected: int
    facts: tuple[Fact, ...]


class Append(NamedTuple):
    """This is everything one command writes: its facts and its line in the command ledger.

    `guards` are the streams the decision rests on, each with the version it was read at;
    `outcome` is the JSON a retry will be answered with.
    """

    scope: str
    key: str
    fingerprint: str
    outcome: str
    changes: Sequence[Change]
    guards: Mapping[str, int]
    at: datetime
    actor: str
    ground: str
    correlation_id: str
    causation_id: str


class Place(NamedTuple):
    """This is where one fact stands: in which stream of which context, at what position."""

    context: str
    stream_id: str
    position: int


class Appended(NamedTuple):
    """This is what the ledger holds for the command now.

    `is_new` tells the first time from a retry; `fingerprint` and `outcome` are the stored ones.
    """

    is_new: bool
    fingerprint: str
    outcome: str
    places: tuple[Place, ...]


class Pending(Protocol):
    """This is an append that the log has answered."""

    @property
    def is_new(self) -> bool:
        """This is true when it was written now; asking for more then takes no time."""

    def appended(self) -> Appended:
        """This is what the ledger holds.

        Raises:
            StreamMoved: a guarded stream no longer stands where it was read.
            Unavailable: the log did not answer; the ledger knows what became of it.
        """


class PositionsByTime(Protocol):
    """This finds the place in the log that a time stands for, by the log's own times.

    They never run backwards from one position to the next, whatever clocks do.
    """

    def position_before(self, time: datetime) -> int:
        """This is behind which position everything was recorded at that time or later.

        Whoever reads on behind it begins with the first such fact: there may be none yet.
        """


class EventLog(PositionsByTime, Protocol):
    """This is the one ordered log of all facts, with the ledger of all commands."""

    def load(self, kind: Kind[S], identity: str, *, fresh: bool = True) -> Loaded[S | None]:
        """This folds a stream; version 0 and no state when nothing was ever recorded.

        Unless `fresh`, the state may be one remembered from before: a decision that rests on
        it must guard the version.
        """

    def load_as_of(
        self,
        kind: Kind[S],
        identity: str,
        *,
        position: int | None = None,
        time: datetime | None = None,
    ) -> Loaded[S | None]:
        """This folds a stream as it stood at a position, or at an instant."""

    def remember(self, stream_id: str, version: int, state: object) -> None:
        """This keeps a state that was just made, so that the next load need not fold it."""

    def append(self, entry: Append) -> Appended:
        """This writes all of it durably in one transaction, or nothing.

        Raises:
            StreamMoved: a guarded stream no longer stands where it was read.
            PersonIsErased: a fact holds something personal of a person who was erased.
            TooMuchForOneFact: a fact is larger than what can be published of the log.
            Unavailable: the log does not answer; the ledger knows what became of it.
        """

    def begin(self, entry: Append, tell: Callable[[Pending], None]) -> None:
        """This does the same without waiting: any thread calls `tell` when it is durable, or not.

        Raises:
            Unavailable: the log does not answer.
        """


class PasswordHasher(Protocol):
    """This keeps passwords so that nobody can read them (OWASP: Argon2id)."""

    def hash(self, password: str) -> str:
        """This is the text to keep: algorithm, parameters, salt and digest."""

    def verify(self, kept: str, password: str) -> bool:
        """This is true when the password is the one that was kept."""


class Pseudonyms(Protocol):
    """This names a secret value without showing it: a keyed digest, stable per installation."""

    def of(self, value: str) -> str:
        """This is the name of the value: hexadecimal, not to be guessed without the key."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """This is a key wrapped by one version of the key-encryption key."""

    version: int
    data: bytes


class KeyVault(Protocol):
    """This holds key-encryption keys and never hands one out: the four calls of any cloud KMS.

    Every call raises `Unavailable` when the vault does not answer.
    """

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """This is the key, wrapped by the newest version; it unwraps in that context alone."""

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """This is the key again.

        Raises:
            KeyIsGone: that version was destroyed, or the wrapping was changed or moved.
        """

    def rotate(self, now: datetime, every: timedelta) -> int:
        """This is the newest version; a new one is made when that is older than `every`."""

    def destroy(self, version: int, now: datetime) -> None:
        """This destroys a version, and with it whatever only it had wrapped; twice is once."""

    def versions(self) -> Mapping[int, datetime]:
        """This is every version that is not destroyed, and when it was made."""


@dataclass(frozen=True, slots=True)
class Ports:
    """This is everything of the outside that a handler may use: computing, never I/O.

    `fee_ladder` is the platform's fee for what is agreed on from now on; `establishment` is whose
    days and clocks legal deadlines are counted in.
    """

    passwords: PasswordHasher
    pseudonyms: Pseudonyms
    fee_ladder: FeeLadder = field(default_factory=lambda: level(2000))
    establishment: Establishment = field(default_factory=Establishment)
