"""What an operator does from the command line, wired: look, mend, build anew, look back.

    with Container.from_settings(settings) as container:
        container.operating.rebuild("tutor_search", say)

What cannot be done is said in one sentence, `CannotBeDone`, for whoever typed the command.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from eventsourcing.persistence import PersistenceError, ProgrammingError
from eventsourcing.postgres import PostgresDatastore

from adapters.postgres.ledger_desk import PostgresLedgerDesk
from adapters.postgres.migrate import CANNOT_MIGRATE, SILENT, NotTheOwner, migrate_as
from adapters.postgres.projections.parking import Replayed, parked_streams, replay
from adapters.postgres.projections.rebuild import (
    AlreadyBeingRebuilt,
    Rebuilt,
    RowsDiffer,
    rebuild,
)
from adapters.postgres.projections.status import ProjectionStatus, status
from adapters.postgres.projections.worker import connector
from adapters.postgres.redacting import redact
from adapters.postgres.relay_state import PostgresPublished
from adapters.postgres.sharing import redaction_role
from adapters.postgres.todos import standing
from adapters.postgres.todos.standing import TodoStatus
from application.delivery import READ_AT_ONCE, FactLog, Progress
from application.ledger_check import LedgerCheck, LedgerChecked
from application.ports import Clock
from application.ports_money import ProviderBooks
from application.provider_check import BEGINNING, ProviderCheck
from application.status import CannotBeDone
from domain.shared.errors import Unavailable
from projections.runtime import Projection

PATIENCE_SECONDS = 5
UNMIGRATED = "The tables are missing; run `preceptor migrate` first."
MISSING = (
    psycopg.errors.InvalidSchemaName,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedTable,
)
LOST = (psycopg.OperationalError, psycopg.InterfaceError)


def check_reachable(url: str) -> None:
    """This returns when PostgreSQL answers there.

    Raises:
        CannotBeDone: it does not, or that is no address.
    """
    try:
        psycopg.connect(url, connect_timeout=PATIENCE_SECONDS).close()
    except psycopg.Error as reason:
        raise CannotBeDone(SILENT) from reason


def _silent(_done: int, _total: int) -> None:
    """This tells nobody."""


@dataclass(frozen=True, slots=True)
class Operating:
    """This is everything an operator can ask of the read models, the processes and the tables.

    Attributes:
        url: where PostgreSQL is.
        owner_url: the same for the user who owns the tables, where that is another one.
        datastore: the pool of connections of the event engine.
        facts: the log as followers read it.
        clock: says what is due.
        read_models: every read model.
        automata: the state of every process and reaction.
        partitions: of each context's topic.
        provider_books: what the provider has on record, unless it is our own sandbox.
    """

    url: str
    owner_url: str | None
    datastore: PostgresDatastore
    facts: FactLog
    clock: Clock
    read_models: Sequence[Projection]
    automata: Sequence[Projection]
    partitions: int
    provider_books: Callable[[], ProviderBooks | None]

    def migrate(self) -> list[str]:
        """This brings the tables up to the code, and names what it applied."""
        with self.reachable():
            try:
                return migrate_as(self.url, self.owner_url)
            except CANNOT_MIGRATE as reason:
                raise CannotBeDone(str(reason)) from reason

    def redact(self, person_id: str, categories: Sequence[str], say: Callable[[int], None]) -> int:
        """This takes what nobody can open out of the log, and answers from how many facts."""
        role = redaction_role(self.url, self.owner_url)
        with self.reachable():
            try:
                return redact(self.owner_url or self.url, person_id, categories, say, role)
            except psycopg.errors.InsufficientPrivilege as reason:
                raise CannotBeDone(str(NotTheOwner())) from reason

    def status(self) -> list[ProjectionStatus]:
        """This is how every read model and process stands."""
        followers = (*self.read_models, *self.automata)
        with (
            self.reachable(),
            closing(PostgresPublished(self.url)) as relay,
            closing(connector(self.url)()) as link,
        ):
            published = relay.look().partitions
            return [status(link, one, self.partitions, published) for one in followers]

    def rebuild(self, name: str, say: Progress = _silent, *, strict: bool = False) -> Rebuilt:
        """This builds a read model anew beside the one in use, compares, and switches.

        Raises:
            CannotBeDone: there is none of that name, somebody else is at it, or `strict` was
                asked and the rows are not what they were.
        """
        projection = self._named(name)
        with self.reachable():
            try:
                return rebuild(
                    connector(self.url),
                    projection,
                    self.facts,
                    self.partitions,
                    say=say,
                    strict=strict,
                )
            except AlreadyBeingRebuilt:
                raise CannotBeDone(f"{name} is being rebuilt by somebody else just now.") from None
            except RowsDiffer as reason:
                found = "; ".join(
                    f"{table.table} had {table.rows_before} rows and would have {table.rows_after}"
                    for table in reason.rebuilt.differences
                )
                raise CannotBeDone(
                    f"{name} stays as it was: its rebuild differs ({found})."
                ) from None

    def replay(self, name: str, stream_id: str) -> Replayed:
        """This applies again what a read model has parked of a stream, in order.

        Raises:
            CannotBeDone: nothing of that stream is parked there.
        """
        projection = self._named(name)
        with self.reachable():
            with closing(connector(self.url)()) as link:
                parked = {one.stream_id for one in parked_streams(link, name)}
            if stream_id not in parked:
                raise CannotBeDone(f"Nothing of {stream_id} is parked in {name}.")
            return replay(connector(self.url), projection, self.facts, stream_id)

    def check_ledger(self, say: Progress = _silent, since: datetime = BEGINNING) -> LedgerChecked:
        """This derives the ledger again from the log, and holds it against its rows.

        And against the provider's books, if there are any, from that instant on.

        Raises:
            CannotBeDone: it was never built.
            Unavailable: the provider does not answer.
        """
        books = self.provider_books()
        provider = ProviderCheck(books, self.clock.now(), since) if books else None
        if provider:
            provider.look()
        with self.reachable(), PostgresLedgerDesk(self.url, self.partitions) as desk:
            check = LedgerCheck(self.facts, desk, provider)
            while not check.is_through:
                check.advance(READ_AT_ONCE)
                say(check.position, check.head)
            return check.end()

    def todos(self) -> list[TodoStatus]:
        """This is how the to-do lists of all processes stand."""
        names = [one.name for one in self.automata]
        with self.reachable():
            return standing.standing(self.datastore, names, self.clock.now())

    def retry(self, process: str | None = None, key: str | None = None) -> int:
        """This lets what failed be tried at once, of one process or of all.

        Raises:
            CannotBeDone: there is no process of that name.
        """
        names = [one.name for one in self.automata]
        if process is not None and process not in names:
            raise CannotBeDone(f"There is no process {process}; there is {', '.join(names)}.")
        with self.reachable():
            chosen = names if process is None else [process]
            return sum(standing.retry(self.datastore, name, key) for name in chosen)

    @contextmanager
    def reachable(self) -> Iterator[None]:
        """This turns what PostgreSQL says about itself into a sentence.

        Raises:
            CannotBeDone: it does not answer, or its tables were never made.
        """
        try:
            yield
        except psycopg.errors.UndefinedTable as reason:
            raise CannotBeDone(UNMIGRATED) from reason
        except ProgrammingError as reason:
            # The library tells everything PostgreSQL did not understand by this one name.
            if isinstance(reason.__cause__, MISSING):
                raise CannotBeDone(UNMIGRATED) from reason
            raise
        except (Unavailable, PersistenceError, *LOST) as reason:
            raise CannotBeDone(SILENT) from reason

    def _named(self, name: str) -> Projection:
        known = {one.name: one for one in (*self.read_models, *self.automata)}
        if name not in known:
            raise CannotBeDone(f"There is no read model {name}; there is {', '.join(known)}.")
        return known[name]
