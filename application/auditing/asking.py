"""What auditors are answered from storage: read models as of then, and whether all is sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.auditing.comparing import Compared, Verdict
from application.auditing.history import History
from application.delivery import Progress
from domain.shared.errors import RuleBroken

LONGEST_STRETCH = 20_000


class ReplayIsRunning(RuleBroken):
    """This read model is being replayed already; ask again when that is done."""


class NothingPublished(RuleBroken):
    """No digest of that read model was published at that position."""


class NotRecordedYet(RuleBroken):
    """The log does not reach that position yet."""


def silent(_done: int, _total: int) -> None:
    """This tells nobody."""


@dataclass(frozen=True, slots=True)
class TableDigest:
    """This is one table of a read model: its rows, counted and digested in the order of its key."""

    table: str
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """This is a read model derived anew from the facts up to a position, in rows of its own.

    Attributes:
        projection: which read model.
        version: of its code.
        position: up to where facts were applied.
        recorded_at: when the last of them was recorded; absent at position 0.
        is_sealed: nothing personal was opened for it.
        tables: its tables.
        digest: the canonical digest over all of them.
        public_digest: the same without what somebody wrote; no erasure changes it.
        parked: how many facts could not be applied.
        live_digest: of the read model in use, when it was asked to be compared with.
        kept_as: the schema that holds the rows, when they were kept.
        published: what was published of the read model at that position, and whether it agrees.
        nearest: the positions nearest to it at which something was, where nothing was there.
    """

    projection: str
    version: int
    position: int
    recorded_at: datetime | None
    is_sealed: bool
    tables: Sequence[TableDigest]
    digest: str
    public_digest: str
    parked: int
    live_digest: str | None = None
    kept_as: str | None = None
    published: Sequence[Compared] = ()
    nearest: Sequence[int] = ()

    @property
    def is_contradicted(self) -> bool:
        """This is true when something else was published of the read model at that place."""
        return any(one.verdict is Verdict.OTHER for one in self.published)


@dataclass(frozen=True, slots=True)
class WhichReplay:
    """This is what to replay: which read model, up to where, and what to do with it.

    Attributes:
        projection: which read model or process.
        position: up to where; the head of the log when absent.
        time: up to what was recorded then, in place of a position.
        is_live: up to where the read model in use stands, and compared with it.
        is_published: up to where a digest was published last, or for the position if one is given.
        is_sealed: without opening anything personal; erasing somebody later changes nothing.
        is_kept: leave the rows where they are.
    """

    projection: str
    position: int | None = None
    time: datetime | None = None
    is_live: bool = False
    is_published: bool = False
    is_sealed: bool = False
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """This is something that is not as it must be: where, when it has a place, and what."""

    position: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    """This is one thing that was looked at: what must hold, and where it does not.

    `shown` holds the first of the findings; `count` is how many there are.
    """

    name: str
    promise: str
    count: int
    shown: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Examined:
    """This is what came of looking at a stretch of the log.

    `is_whole` says that the stretch reached the head, where what concerns the log as a whole was
    looked at too.
    """

    after: int
    until: int
    head: int
    is_whole: bool
    checks: Sequence[Checked]

    @property
    def findings(self) -> int:
        """This is how many things are not as they must be."""
        return sum(check.count for check in self.checks)


class Auditing(Protocol):
    """This answers auditors from where the log is kept."""

    @property
    def history(self) -> History:
        """This finds facts."""

    def replay(self, which: WhichReplay, say: Progress = silent) -> Replayed:
        """This derives a read model anew, as of then, beside the one in use.

        Raises:
            NotFound: there is no read model of that name, or none in use to compare with.
            NotRecordedYet: the log does not reach that far.
            NothingPublished: it was to stop where a digest was published, and none was.
            ReplayIsRunning: somebody else is at it.
        """

    def examine(self, after: int = 0, most: int | None = None, say: Progress = silent) -> Examined:
        """This looks whether the log is sound, behind a position; at most at so many facts."""
