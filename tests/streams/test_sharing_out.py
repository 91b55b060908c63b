"""Several projectors share the work out: halves of it, nothing left out, nothing twice."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from adapters.postgres.crew import PostgresCrew
from application.consistency import Portion
from tests.streams.test_road import has_all, record, recording, relay
from tests.support.broker import Broker
from tests.support.consent_register.projector import projection
from tests.support.journal import Journal, journal
from tests.support.processes import soon
from tests.support.projecting import Projecting, projecting

pytestmark = pytest.mark.io


@pytest.fixture
def log(database_url: str, broker: Broker) -> Iterator[Journal]:
    with journal(database_url, broker.address) as made:
        yield made


def are_apart(one: Projecting, other: Projecting) -> bool:
    """This is true when each takes in what the other does not, both of them under load."""
    one.forget()
    other.forget()
    return one.works() and other.works() and one.numbers.isdisjoint(other.numbers)


def test_two_projectors_halve_the_work_and_a_killed_one_is_made_good(log: Journal) -> None:
    record(log, 200)
    with relay(log.road), projecting(log.road) as one:
        assert has_all(log)
        with recording(log):
            with projecting(log.road) as other:
                assert other.works()
                assert soon(lambda: are_apart(one, other), 20)
                one.forget()
                other.forget()
                record(log, 200, start=10_000)
                assert soon(lambda: one.facts + other.facts >= 400)
                assert one.numbers.isdisjoint(other.numbers)
                assert 0.3 < one.facts / (one.facts + other.facts) < 0.7
                other.kill()
            one.forget()
            assert soon(lambda: one.numbers == {0, 1})
            with projecting(log.road) as third:
                assert third.works()
        record(log, 20, start=20_000)
        assert has_all(log)
    (status,) = log.road.status([projection()])
    assert not status.parked
    assert log.road.rebuild(projection(), strict=True).was_compared


def test_a_crew_deals_the_partitions_out(database_url: str) -> None:
    one, other, third = (PostgresCrew(database_url, "test", 3) for _ in range(3))
    elsewhere = PostgresCrew(database_url, "another", 3)
    with closing(elsewhere), closing(other), closing(third), closing(one):
        assert elsewhere.portion().is_whole
        assert one.portion() == Portion(frozenset({0, 1, 2}), 3)
        assert soon(lambda: dealt(one, other) == [{0, 2}, {1}])
        assert soon(lambda: dealt(one, other, third) == [{0}, {1}, {2}])
        other.close()
        assert soon(lambda: dealt(one, third) == [{0, 2}, {1}])
        assert elsewhere.portion().is_whole


def dealt(*members: PostgresCrew) -> list[frozenset[int]]:
    """This is which partitions they have, in order."""
    return sorted((member.portion().numbers for member in members), key=sorted)
