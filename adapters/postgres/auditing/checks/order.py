"""The order of the log: positions and times."""

from collections.abc import Iterable

from adapters.postgres.auditing.checks.kinds import Batch, Check
from adapters.postgres.auditing.reading import RawLog
from application.auditing.asking import Finding

_ENDS = "SELECT position, (SELECT coalesce(max(notification_id), 0) FROM log.facts) FROM log.head"


class Positions(Check):
    """This looks for facts that are not there."""

    name = "positions"
    promise = "positions run 1, 2, 3 … to the head, without a gap"

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:  # noqa: ARG002
        """This is where the next fact is not the next position."""
        last = batch.after
        for row in batch.rows:
            position = row.kept.position
            if position > last + 1:
                missing = (
                    f"{last + 1:,}" if position == last + 2 else f"{last + 1:,} to {position - 1:,}"
                )
                yield Finding(last + 1, f"no fact stands at position {missing}")
            last = position

    def close(self, log: RawLog) -> Iterable[Finding]:
        """This is a head that is not where the last fact is."""
        ((head, newest),) = log.rows(_ENDS)
        if head != newest:
            yield Finding(head, f"the log says it stands at {head:,}, its last fact at {newest:,}")


class Times(Check):
    """This looks for facts that were recorded before the one they follow."""

    name = "times"
    promise = "no fact was recorded earlier than the one before it"

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:  # noqa: ARG002
        """This is where time runs backwards."""
        before = batch.before
        for row in batch.rows:
            if before is not None and row.kept.recorded_at < before.recorded_at:
                early = before.recorded_at - row.kept.recorded_at
                yield Finding(row.kept.position, f"recorded {early} before the fact it follows")
            before = row.kept
