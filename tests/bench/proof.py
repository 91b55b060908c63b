"""What proving costs: per append, for whoever signs, and for whoever checks.

Appends are measured with and without the tree, and with and without sealing, in turns on the same
server: without means that the one expression is taken out of `log.append_group`, or that bodies
are written plainly. The rest is measured on a log of a million facts.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil
import psycopg

from adapters.bodies.codec import encode
from adapters.bodies.sealing import Sealed
from adapters.exporting import Exporting
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.migrate import migrate
from adapters.postgres.notary_store import PostgresNotaryStore
from adapters.postgres.pool import open_datastore
from adapters.postgres.tree import PostgresTree
from application.notarising import Notarising
from application.ports import Append, Change
from application.published import PublishedLog
from application.rederiving import Rederiving
from domain.catalogue import FACTS
from domain.proof.merkle import leaf_hash
from domain.proof.proof_file import read_proof_file
from domain.proof.record import record_of
from domain.shared.event import Fact
from tests.bench.append import WRITERS, rate
from tests.bench.facts import FACTS_EACH, write_bookings
from tests.bench.kit import Bench, Figure, Stage, median
from tests.domain.tutor.history import PUBLISHED
from tests.support.calendar import MONDAY
from tests.support.consents import granted
from tests.support.keys import sealing_on
from tests.support.tree import ORIGIN, key, verifier

ROUNDS = 5
LEAVES = 1_000_000
EVERY = 1_000
LOOK_SECONDS = 0.02
LEAF = "log.leaf_of(log.record_of("
Deed = Callable[[int], object]


def run(stage: Stage) -> Sequence[Figure]:
    """This measures appends in turns, then everything else on one log."""
    with stage.database() as url:
        migrate(url)
        facts = write_bookings(stage, url, stage.size(LEAVES // FACTS_EACH + 1, 50))
        return (*_appends(stage), *_signing(stage, url, facts), *_checking(stage, url))


def _appends(stage: Stage) -> Iterator[Figure]:
    """This is what the tree and sealing cost, as ratios of times an append."""
    with stage.database() as bare, stage.database() as whole:
        migrate(whole)
        migrate(bare)
        _without_leaves(bare)
        plain, personal = granted(), PUBLISHED
        with (
            _appending(bare, plain, is_sealed=False) as nothing,
            _appending(whole, plain, is_sealed=False) as tree,
            _appending(bare, personal, is_sealed=False) as open_,
            _appending(whole, personal, is_sealed=True) as both,
        ):
            rates = _in_turns(stage, [nothing, tree, open_, both])
    yield Figure("appends without tree", median(rates[0]), "/s")
    yield Figure("the same with it", median(rates[1]), "/s")
    yield Figure("ratio of times", _ratio(rates[0], rates[1]), "×", aim=1.25)
    yield Figure("appends of 3 personal fields, neither tree nor seal", median(rates[2]), "/s")
    yield Figure("the same with both", median(rates[3]), "/s")
    yield Figure("ratio of times, both", _ratio(rates[2], rates[3]), "×", aim=1.25)


def _in_turns(stage: Stage, deeds: Sequence[Deed]) -> list[list[float]]:
    rounds = stage.size(ROUNDS, 1)
    rates: list[list[float]] = [[] for _ in deeds]
    for deed in deeds:
        rate(deed, 5)
    with stage.step("Appending in turns", rounds) as advance:
        for _ in range(rounds):
            for deed, found in zip(deeds, rates, strict=True):
                found.append(rate(deed, stage.size(100, 5)))
            advance(1)
    return rates


def _ratio(without: Sequence[float], with_it: Sequence[float]) -> float:
    return median([one / other for one, other in zip(without, with_it, strict=True)])


def _without_leaves(url: str) -> None:
    """This takes the one expression out of the function that appends."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT pg_get_functiondef('log.append_group'::regproc)"
        ).fetchone()
        assert row is not None
        before, found, behind = row[0].partition(LEAF)
        assert found
        *_, behind = behind.partition("n.subjects))")
        connection.execute(f"{before}'\\x00'::bytea{behind}".encode())


class Plainly:
    """This writes bodies as they are."""

    def seal(self, things: Sequence[tuple[str, str, Any]]) -> list[Sealed]:
        """This seals nothing."""
        return [Sealed(encode(thing), ()) for _event_id, _topic, thing in things]


@contextmanager
def _appending(url: str, fact: Fact, *, is_sealed: bool) -> Iterator[Deed]:
    numbers = count()
    with closing(open_datastore(url)) as datastore:
        sealing: Any = sealing_on(datastore) if is_sealed else Plainly()
        if is_sealed:
            sealing._keyring.remember()
        with closing(PostgresEventLog(datastore, sealing)) as log:
            yield lambda _number: log.append(_entry(fact, f"{fact.TOPIC}-{next(numbers)}"))


def _entry(fact: Fact, name: str) -> Append:
    return Append(
        scope="bench",
        key=f"key-{name}",
        fingerprint="0" * 64,
        outcome='{"answer":{}}',
        changes=(Change(f"stream-{name}", 0, (fact,)),),
        guards={f"stream-{name}": 0},
        at=MONDAY,
        actor="person:ben",
        ground="student:GrantConsent",
        correlation_id="correlation",
        causation_id=f"key-{name}",
    )


def _signing(stage: Stage, url: str, facts: int) -> Iterator[Figure]:
    """This is how fast a notary gets through a log that was never signed."""
    with PostgresNotaryStore(url) as store, stage.step("Signing", facts) as advance:
        work = Notarising(store, ORIGIN, [key(2), key(1)])
        began = perf_counter()
        while waiting := work.waiting():
            work.sign(min(waiting, EVERY), MONDAY)
            advance(EVERY)
        seconds = perf_counter() - began
    yield Figure("notary: facts taken in and signed, 1,000 a checkpoint", facts / seconds, "/s")
    yield Figure(
        "one checkpoint, its proof of consistency checked", EVERY * seconds / facts * 1e3, "ms"
    )


def _checking(stage: Stage, url: str) -> Iterator[Figure]:
    with closing(open_datastore(url)) as datastore:
        tree = PostgresTree(datastore)
        size = tree.head()
        yield from _proofs(stage, tree, size)
        yield Figure("log made again from its columns", _rederived(stage, tree), "facts/s")
        yield from _exported(stage, tree, size)


def _proofs(stage: Stage, tree: PostgresTree, size: int) -> Iterator[Figure]:
    published = PublishedLog(tree)
    wanted = range(1, size + 1, max(1, size // stage.size(1_000, 20)))
    began = perf_counter()
    texts = [published.proof(position) for position in wanted]
    yield Figure("proof files made, one after another", len(texts) / (perf_counter() - began), "/s")
    leaves = [leaf_hash(record_of(tree.stored(at - 1, at)[0])) for at in wanted]
    known = [verifier(2)]
    began = perf_counter()
    for text, leaf in zip(texts, leaves, strict=True):
        read_proof_file(text).verify(leaf, ORIGIN, known)
    yield Figure("proof files verified", len(texts) / (perf_counter() - began), "/s")


def _rederived(stage: Stage, tree: PostgresTree) -> float:
    work = Rederiving(tree, lambda _: [verifier(2), verifier(1)])
    began = perf_counter()
    with stage.step("Making the log again", work.head) as advance:
        while work.checked < work.head:
            work.advance(5_000)
            advance(5_000)
    work.end()
    return work.head / (perf_counter() - began)


def _exported(stage: Stage, tree: PostgresTree, size: int) -> Iterator[Figure]:
    """This is an export, and the one file that checks it, alone in a process of its own."""
    folder = stage.folder / "export"
    vkeys = [key(2).vkey, key(1).vkey]
    exporting = Exporting(tree, lambda _: [key(2), key(1)], lambda _: vkeys, tuple(FACTS))
    began = perf_counter()
    with stage.step("Exporting", size) as advance:
        exporting.export(folder, MONDAY, None, lambda _done, _size: advance(256))
    yield Figure("export written", size / (perf_counter() - began), "facts/s")
    seconds, peak = _verified(folder, vkeys[0])
    yield Figure(f"verify.py, {size:,} facts", size / seconds, "facts/s")
    yield Figure("its peak memory", peak, "MiB", aim=256)


def _verified(folder: Path, vkey: str) -> tuple[float, float]:
    """This is how long the verifier took, and how much memory at most."""
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder), "--vkey", vkey]
    peak = 0
    began = perf_counter()
    with psutil.Popen(command, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None:
            with suppress(psutil.NoSuchProcess):
                peak = max(peak, running.memory_info().rss)
            time.sleep(LOOK_SECONDS)
    assert running.returncode == 0
    return perf_counter() - began, peak / 2**20


BENCH = Bench(
    "proof", f"the tree: cost per append, {WRITERS} writers; signing, proving, verifying", run
)
