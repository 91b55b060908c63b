"""What led to facts: causes that exist, and a ledger that points to what is there."""

from collections.abc import Iterable
from typing import LiteralString

from adapters.postgres.auditing.checks.kinds import MOST, Batch, Check
from adapters.postgres.auditing.reading import RawLog
from application.auditing.asking import Finding
from application.auditing.causes import EVENT_ID

_FACTS: LiteralString = (
    "SELECT w.stream || '@' || w.version, f.notification_id"
    " FROM unnest(%s::text[], %s::bigint[]) AS w(stream, version)"
    " JOIN log.facts f ON f.originator_id = w.stream AND f.originator_version = w.version"
)
_LOST: LiteralString = """
    SELECT scope, key, first_position, last_position FROM log.ledger
    WHERE (first_position IS NULL) <> (last_position IS NULL) OR first_position > last_position
       OR (first_position IS NOT NULL AND (
           NOT EXISTS (SELECT FROM log.facts WHERE notification_id = first_position)
           OR NOT EXISTS (SELECT FROM log.facts WHERE notification_id = last_position)))
    LIMIT %s
"""


class Causes(Check):
    """This looks for facts that were led to by nothing.

    A causation that is written like the id of a fact names one; keys of commands are not.
    """

    name = "causes"
    promise = "every fact that is named as a cause exists, and came before"

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:
        """This is every fact whose cause is nowhere, or later."""
        named = {
            row.kept.position: row.kept.causation
            for row in batch.rows
            if "@" in row.kept.causation and EVENT_ID.fullmatch(row.kept.causation)
        }
        if not named:
            return
        wanted = sorted(set(named.values()))
        parts = [event_id.rpartition("@") for event_id in wanted]
        columns = ([part[0] for part in parts], [int(part[2]) for part in parts])
        places = dict(log.rows(_FACTS, columns))
        for position, event_id in named.items():
            if event_id not in places:
                yield Finding(position, f"caused by {event_id}, which does not exist")
            elif places[event_id] >= position:
                yield Finding(position, f"caused by {event_id}, which came later")


class Ledger(Check):
    """This looks for commands whose facts are not there."""

    name = "ledger"
    promise = "every position in the ledger of commands is that of a fact"

    def close(self, log: RawLog) -> Iterable[Finding]:
        """This is every line of the ledger that points to nothing."""
        for scope, key, first, last in log.rows(_LOST, (MOST,)):
            yield Finding(first or last, f"{scope}, {key} stands for {first} to {last}")
