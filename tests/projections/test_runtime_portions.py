"""Several workers on the rows of one projection: each with its portion, and when portions overlap.

All facts change one row, the number of consents to a purpose, so that rows one worker remembers are
out of date whenever another has written.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest

from adapters.postgres.projections import layout
from adapters.postgres.projections.worker import ProjectionWorker, connector
from application.consistency import Partition, Portion
from tests.support.consent_register.projector import projection
from tests.support.consents import granted
from tests.support.journal import PARTITIONS, Journal, journal

pytestmark = pytest.mark.io
HALVES = [Portion.at(rank, 2, PARTITIONS) for rank in range(2)]
WHOLE = Portion.at(0, 1, PARTITIONS)


@pytest.fixture
def log(database_url: str) -> Iterator[Journal]:
    with journal(database_url) as made:
        yield made


@contextmanager
def workers(log: Journal, *portions: Portion) -> Iterator[list[ProjectionWorker]]:
    """This is one worker for each portion, at work; afterwards a rebuild gives the same."""
    made = [log.road.follower(projection()) for _ in portions]
    try:
        assert all(worker.open(portion) for worker, portion in zip(made, portions, strict=True))
        yield made
    finally:
        for worker in made:
            worker.close()
    (status,) = log.road.status([projection()])
    assert not status.parked
    assert log.road.rebuild(projection(), strict=True).was_compared


def record(log: Journal, count: int) -> None:
    for number in range(log.head(), log.head() + count):
        log.record(f"consent-{number}", granted(str(number)))


def counted(log: Journal) -> int:
    """This is how many consents the rows count."""
    with psycopg.connect(log.road.database_url) as connection:
        found = connection.execute("SELECT sum(granted) FROM consent_register.purposes")
        return int(found.fetchall()[0][0])


def test_each_takes_in_its_share_and_no_more(log: Journal) -> None:
    with workers(log, *HALVES) as (one, other):
        record(log, 40)
        for at in range(0, 40, 4):
            batch = log.road.facts.read(at, 4)
            for worker in (one, other) if at % 8 else (other, one):
                worker.apply(batch, worker.checkpoints.all_at(at + 4))
        assert counted(log) == 40
        for worker, portion in ((one, HALVES[0]), (other, HALVES[1])):
            assert worker.checkpoints.portion == portion


def test_nothing_is_taken_in_twice_when_two_think_it_theirs(log: Journal) -> None:
    with workers(log, WHOLE, HALVES[0], WHOLE) as (one, other, third):
        record(log, 40)
        for worker, after in (
            (one, 0),
            (other, 0),
            (third, 10),
            (other, 10),
            (one, 20),
            (third, 0),
        ):
            worker.apply(log.road.facts.read(after, 20), {})
        assert counted(log) == 40


def test_no_place_moves_back(log: Journal) -> None:
    record(log, 10)
    with workers(log, WHOLE, WHOLE) as (one, other):
        one.apply([], one.checkpoints.all_at(30))
        other.apply([], other.checkpoints.all_at(20))
        with closing(connector(log.road.database_url)()) as connection:
            positions = layout.positions_in(connection, "consent_register")
    assert positions == {Partition("consent", number): 30 for number in range(PARTITIONS)}


def test_one_of_them_builds_it(log: Journal) -> None:
    worker = log.road.follower(projection())
    with closing(connector(log.road.database_url)()) as connection:
        with layout.ownership(connection, "consent_register_next") as is_ours:
            assert is_ours
            assert not worker.open(HALVES[0]), "another one builds it"
        assert worker.open(HALVES[0])
        worker.close()


def test_a_portion_of_the_log_is_what_travels_on_its_partitions(log: Journal) -> None:
    record(log, 30)
    facts, of = log.road.facts, frozenset({"consent"})
    halves = [[one.position for one in facts.read(0, 100, of, portion)] for portion in HALVES]
    assert all(halves)
    assert sorted(halves[0] + halves[1]) == list(range(1, 31))
    whole = log.road.follower(projection()).checkpoints
    for portion, half in zip(HALVES, halves, strict=True):
        found = facts.read_positions(half)
        assert {whole.partition(one).number for one in found} == portion.numbers
