"""How the proof of the log stands: up to where it is signed, and what does not fit together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import tuple_row

from application.status import LedgerStatus

LATE_SECONDS = 60

_SIGNED: LiteralString = f"""
    SELECT coalesce(c.size, 0), coalesce((
        SELECT recorded_at < clock_timestamp() - interval '{LATE_SECONDS} seconds'
        FROM log.facts WHERE notification_id = coalesce(c.size, 0) + 1), false),
        (SELECT checked FROM proof.self_check)
    FROM (SELECT max(size) AS size FROM proof.checkpoints) AS c
"""
_WITNESSES: LiteralString = "SELECT url, size, trouble FROM proof.witnesses"
_LEDGER: LiteralString = "SELECT position, findings, ended_at FROM proof.ledger_check"
_ALARMS: LiteralString = "SELECT source, sentence FROM proof.alarms ORDER BY raised_at, source"


@dataclass(frozen=True, slots=True)
class ProofStanding:
    """This is how the proof stands.

    Attributes:
        signed: how many facts are under a checkpoint.
        is_late: whether one has been waiting for its checkpoint for long.
        checked: up to where the self-check has come in its present round.
        witnesses: what each was seen last to have seen, and what troubles it, by its address.
        ledger: what the last check of the ledger found.
        alarms: what does not fit together, each in a sentence, the oldest first.
    """

    signed: int
    is_late: bool
    checked: int
    witnesses: Mapping[str, tuple[int, str]]
    ledger: LedgerStatus
    alarms: tuple[str, ...]


def proof_standing(connection: "Connection[Any]") -> ProofStanding:
    """This is how it stands now."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute(_SIGNED).fetchone()
        assert row is not None
        witnesses = {url: (size, told) for url, size, told in cursor.execute(_WITNESSES)}
        ledger = cursor.execute(_LEDGER).fetchone()
        assert ledger is not None
        alarms = cursor.execute(_ALARMS).fetchall()
    told = tuple(f"{source}: {said}" for source, said in alarms)
    return ProofStanding(row[0], row[1], row[2], witnesses, LedgerStatus(*ledger), told)
