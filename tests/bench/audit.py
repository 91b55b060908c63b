"""Auditing: examining a whole log, replaying a read model as of then, digesting what came of it.

The read model is `audit_trail`, one row a fact; nothing in the log is sealed. What memory grows by
while the log is examined is measured too: it must not grow with the log.
"""

import tracemalloc
from collections.abc import Callable, Sequence
from contextlib import closing
from time import perf_counter

from adapters.memory.keys import InMemoryKeyring
from adapters.postgres.auditing.examining import examine
from adapters.postgres.auditing.reading import RawLog
from adapters.postgres.fact_reader import PostgresFactReader
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from adapters.postgres.projections import layout
from adapters.postgres.projections.asof import Replaying
from adapters.postgres.projections.digest import digest_of
from adapters.postgres.projections.worker import connector
from application.auditing.asking import silent
from application.consistency import Reached
from projections.audit_trail.projector import PROJECTION
from tests.bench.facts import write_bookings
from tests.bench.kit import Bench, Figure, Stage, median
from tests.support.keys import sealing_on

PARTITIONS = 4
ROUNDS = 3
MEGABYTE = 1_000_000


def run(stage: Stage) -> Sequence[Figure]:
    """This measures facts and rows a second."""
    rounds = stage.size(ROUNDS, 1)
    with stage.database() as url:
        migrate(url)
        count = write_bookings(stage, url, stage.size(20_000, 50))
        with closing(open_datastore(url)) as datastore, closing(connector(url)()) as connection:
            raw = RawLog(datastore)
            facts = PostgresFactReader(datastore, sealing_on(datastore))
            replays = Replaying(connector(url), PROJECTION, PARTITIONS)
            head = Reached(count)

            def examined() -> None:
                found = examine(raw, InMemoryKeyring(), after=0, most=None, say=silent)
                assert found.findings == 0, found

            def replayed() -> None:
                replays.until(facts, head, is_kept=False, say=silent)

            with stage.step("Examining and replaying", 2 * rounds + 1) as advance:
                examining = _rates(examined, count, rounds, advance)
                replaying = _rates(replayed, count, rounds, advance)
                grown = _growth(examined)
                advance(1)
            kept = replays.until(facts, head, is_kept=True, say=silent).schema
            assert kept is not None
            digesting = _rates(
                lambda: digest_of(connection, kept, PROJECTION), count, rounds, lambda _: None
            )
            layout.drop(connection, kept)
    return (
        Figure("examining, every check", median(examining), "facts/s", aim=30_000, better="high"),
        Figure("memory taken by it", grown, "MB", aim=50),
        Figure("replaying as of then, with its digest", median(replaying), "facts/s"),
        Figure("the digest alone", median(digesting), "rows/s"),
    )


def _rates(
    deed: Callable[[], object], count: int, rounds: int, advance: Callable[[int], None]
) -> list[float]:
    rates = []
    for _ in range(rounds):
        began = perf_counter()
        deed()
        rates.append(count / (perf_counter() - began))
        advance(1)
    return rates


def _growth(deed: Callable[[], object]) -> float:
    tracemalloc.start()
    deed()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / MEGABYTE


BENCH = Bench("audit", "examining and replaying for auditors", run)
