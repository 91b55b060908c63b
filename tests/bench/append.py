"""Appending: our log with its command ledger against the library's own recorder, same load.

Sixty-four writers append one fact each to a stream of their own, again and again, to the same
server, which flushes to disk before it answers. Both take turns, so that neither has the quieter
minute.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from time import perf_counter

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder

from adapters.bodies.codec import encode
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from application.ports import Append, Change
from tests.bench.kit import Bench, Figure, Stage, median
from tests.support.calendar import MONDAY
from tests.support.consents import granted
from tests.support.keys import sealing_on
from tests.support.people import BEN

WRITERS = 64
ROUNDS = 5
FACT = granted()
Deed = Callable[[int], object]


def run(stage: Stage) -> Sequence[Figure]:
    """This measures appends a second, both ways in turn, and takes the median of the rounds."""
    groups: list[int] = []
    ours: list[float] = []
    theirs: list[float] = []
    rounds = stage.size(ROUNDS, 1)
    with stage.database() as url, _ours(url, groups) as append, _theirs(url) as insert:
        for deed in (append, insert):
            rate(deed, 5)
        groups.clear()
        with stage.step("Appending", rounds) as advance:
            for _ in range(rounds):
                ours.append(rate(append, stage.size(200, 10)))
                theirs.append(rate(insert, stage.size(30, 5)))
                advance(1)
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    return (
        Figure("appends with command ledger, 64 writers", median(ours), "/s"),
        Figure("the library's own recorder, same load", median(theirs), "/s"),
        Figure("ratio", median(ratios), "×", aim=15, better="high"),
        Figure("commands in a group", sum(groups) / len(groups), ""),
    )


def rate(deed: Deed, each: int) -> float:
    """This is how many deeds a second all writers together do."""
    ready = threading.Barrier(WRITERS + 1)

    def write() -> None:
        ready.wait()
        for number in range(each):
            deed(number)

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    ready.wait()
    began = perf_counter()
    for writer in writers:
        writer.join()
    return WRITERS * each / (perf_counter() - began)


@contextmanager
def _ours(url: str, groups: list[int]) -> Iterator[Deed]:
    migrate(url)
    numbers = count()
    with (
        closing(open_datastore(url)) as datastore,
        closing(PostgresEventLog(datastore, sealing_on(datastore), groups.append)) as log,
    ):
        yield lambda _number: log.append(_entry(next(numbers)))


def _entry(number: int) -> Append:
    stream_id = f"consent-{number}"
    return Append(
        scope=BEN,
        key=f"key-{number}",
        fingerprint="0" * 64,
        outcome='{"answer":{}}',
        changes=(Change(stream_id, 0, (FACT,)),),
        guards={stream_id: 0},
        at=MONDAY,
        actor=f"person:{BEN}",
        ground="student:GrantConsent",
        correlation_id="correlation",
        causation_id=f"key-{number}",
    )


@contextmanager
def _theirs(url: str) -> Iterator[Deed]:
    numbers = count()
    with closing(open_datastore(url, pool_size=WRITERS, schema="library")) as datastore:
        with datastore.get_connection() as connection:
            connection.execute("CREATE SCHEMA library")
        recorder = PostgresApplicationRecorder(datastore, events_table_name="stored_events")
        recorder.create_table()
        yield lambda _number: recorder.insert_events([_stored(next(numbers))])


def _stored(number: int) -> StoredEvent:
    return StoredEvent(f"consent-{number}", 1, FACT.TOPIC, encode(FACT))


BENCH = Bench("append", "append with command ledger, 64 writers, one fact each, fsync on", run)
