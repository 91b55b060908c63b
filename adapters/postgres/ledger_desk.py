"""The ledger's rows as its check reads them, and what the last check found."""

from datetime import datetime
from typing import Any, LiteralString

from psycopg import IsolationLevel

from adapters.postgres.desk import Desk
from adapters.postgres.pool import outages
from adapters.postgres.projections import layout
from application.consistency import Checkpoints
from application.ledger_check import Balance, LedgerChecked, Standing, Stretch
from application.status import CannotBeDone
from domain.ledger.lines import Line
from domain.shared.event import Recorded

LEDGER = "ledger"
MOST_OFF = 20
_LINES: LiteralString = (
    "SELECT position, line, account, amount_minor, currency, booking_id, tutor_id, student_id,"
    " occurred_at, topic FROM ledger.postings WHERE position > %s AND position <= %s"
)
_PARKED: LiteralString = "SELECT position FROM ledger.parked WHERE position > %s AND position <= %s"
_WAITING: LiteralString = (
    "SELECT stream_id, min(position) FROM ledger.parked GROUP BY stream_id ORDER BY 2"
)
_BALANCES: LiteralString = (
    "SELECT account, currency, balance_minor FROM ledger.balances ORDER BY currency, account"
)
_OFF: LiteralString = f"""
    WITH summed AS (
        SELECT tutor_id, account, currency, sum(amount_minor) AS minor FROM ledger.postings
        GROUP BY GROUPING SETS ((tutor_id, account, currency), (account, currency))
    ), held AS (
        SELECT tutor_id, account, currency, balance_minor AS minor FROM ledger.tutor_balances
        UNION ALL SELECT NULL, account, currency, balance_minor FROM ledger.balances
    )
    SELECT coalesce(held.tutor_id, summed.tutor_id), coalesce(held.account, summed.account),
        coalesce(held.currency, summed.currency), held.minor, summed.minor
    FROM held FULL JOIN summed ON held.account = summed.account
        AND held.currency = summed.currency
        AND coalesce(held.tutor_id, '') = coalesce(summed.tutor_id, '')
    WHERE held.minor IS DISTINCT FROM summed.minor LIMIT {MOST_OFF}
"""
_NOTE: LiteralString = "UPDATE proof.ledger_check SET position = %s, findings = %s, ended_at = %s"


class PostgresLedgerDesk(Desk):
    """This reads the ledger, for its check; what it reads at once is of one moment."""

    def __init__(self, url: str, partitions: int) -> None:
        super().__init__(url, "ledger-check")
        self._partitions = partitions

    def is_there(self) -> bool:
        """This is true once the projector has built the ledger."""
        with outages():
            return layout.build_of(self.connection, LEDGER) is not None

    def reached(self) -> int:
        """This is the last position the ledger has come to.

        Raises:
            CannotBeDone: it was never built.
        """
        if not self.is_there():
            raise CannotBeDone("The ledger was never built; the projector does that.")
        with outages():
            return max(layout.positions_in(self.connection, LEDGER).values(), default=0)

    def stretch(self, after: int, upto: int) -> Stretch:
        """This is the rows behind one position, up to another."""
        with outages():
            self.connection.isolation_level = IsolationLevel.REPEATABLE_READ
            with self.connection.transaction():
                positions = layout.positions_in(self.connection, LEDGER)
                lines = [Line(*row) for row in self.rows(_LINES, (after, upto))]
                parked = frozenset(at for (at,) in self.rows(_PARKED, (after, upto)))
        places = Checkpoints(positions, self._partitions)

        def has_seen(recorded: Recorded[Any]) -> bool:
            return recorded.position <= positions.get(places.partition(recorded), 0)

        return Stretch(lines, parked, has_seen)

    def standing(self) -> Standing:
        """This is the ledger as a whole, now."""
        with outages():
            self.connection.isolation_level = IsolationLevel.REPEATABLE_READ
            with self.connection.transaction():
                return Standing(
                    balances=[Balance(*row) for row in self.rows(_BALANCES)],
                    parked=self.rows(_WAITING),
                    off=[_told(*row) for row in self.rows(_OFF)],
                )

    def note(self, checked: LedgerChecked, at: datetime) -> None:
        """This notes what a whole round has found."""
        self.rows(_NOTE, (checked.position, checked.findings, at))


def _told(tutor_id: str | None, account: str, currency: str, held: Any, summed: Any) -> str:
    of = f" of {tutor_id}" if tutor_id else ""
    there, added = ("nothing" if one is None else f"{one} {currency}" for one in (held, summed))
    return f"{account}{of} holds {there}, and its rows add up to {added}."
