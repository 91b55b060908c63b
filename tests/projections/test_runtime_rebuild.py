"""Rebuilding beside, comparing, switching; and waiting for a place, all on PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest

from adapters.postgres.projections import layout
from adapters.postgres.projections.rebuild import AlreadyBeingRebuilt, RowsDiffer
from adapters.postgres.projections.worker import connector
from application.consistency import Token
from application.delivery import catch_up
from tests.support.consent_register.projector import TROUBLE, Register, projection
from tests.support.consents import granted, withdrawn
from tests.support.journal import Journal, journal
from tests.support.processes import soon

pytestmark = pytest.mark.io


@pytest.fixture
def log(database_url: str) -> Iterator[Journal]:
    with journal(database_url) as made:
        yield made


def record_people(log: Journal, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        log.record(f"consent-{number}", granted(str(number)), withdrawn(str(number)))


def rows(log: Journal, statement: bytes) -> list[Any]:
    with closing(connector(log.road.database_url)()) as connection:
        return connection.execute(statement).fetchall()


@contextmanager
def running(log: Journal, register: Register | None = None) -> Iterator[None]:
    """This follows the log, batch by batch, as a worker does."""
    follower = log.road.follower(projection(register))
    assert follower.open()
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.005):
            catch_up(follower, log.road.facts)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        follower.close()


class TestRebuilding:
    def test_gives_the_same_rows(self, log: Journal) -> None:
        record_people(log, 20)
        with running(log):
            assert soon(
                lambda: rows(log, b"SELECT count(*) FROM consent_register.answers") == [(40,)]
            )
            said: list[tuple[int, int]] = []
            rebuilt = log.road.rebuild(projection(), lambda *done: said.append(done))
        assert rebuilt.was_compared
        assert rebuilt.differences == ()
        assert rebuilt.position == 40
        assert said[-1] == (40, 40)

    def test_brings_both_to_the_same_place_before_it_compares(self, log: Journal) -> None:
        record_people(log, 5)
        with running(log):
            pass
        record_people(log, 5, start=5)
        rebuilt = log.road.rebuild(projection())
        assert rebuilt.was_compared
        assert rebuilt.differences == ()
        assert rows(log, b"SELECT count(*) FROM consent_register.consents") == [(10,)]

    def test_reports_rows_that_differ(self, log: Journal) -> None:
        record_people(log, 5)
        with running(log):
            assert soon(
                lambda: rows(log, b"SELECT count(*) FROM consent_register.answers") == [(10,)]
            )
        rows(log, b"DELETE FROM consent_register.consents WHERE person_id = '3' RETURNING 1")
        with pytest.raises(RowsDiffer, match="consents"):
            log.road.rebuild(projection(), strict=True)
        assert rows(log, b"SELECT count(*) FROM consent_register.consents") == [(4,)]
        rebuilt = log.road.rebuild(projection())
        assert [(one.table, one.rows_before, one.rows_after) for one in rebuilt.differences] == [
            ("consents", 4, 5)
        ]
        assert rows(log, b"SELECT count(*) FROM consent_register.consents") == [(5,)]

    def test_applies_what_was_parked_once_mended(self, log: Journal) -> None:
        register = Register()
        log.record("consent-t", granted(TROUBLE))
        with running(log, register):
            assert soon(
                lambda: rows(log, b"SELECT count(*) FROM consent_register.parked") == [(1,)]
            )
            register.is_mended = True
            log.road.rebuild(projection(register))
            assert log.road.status([projection()])[0].parked == ()

    def test_is_done_by_one_at_a_time(self, log: Journal) -> None:
        with closing(connector(log.road.database_url)()) as connection:
            assert layout.take_ownership(connection, "consent_register_next")
            with pytest.raises(AlreadyBeingRebuilt):
                log.road.rebuild(projection())

    def test_under_load_loses_nothing_and_no_reader_sees_a_gap(self, log: Journal) -> None:
        record_people(log, 50)
        log.road.rebuild(projection())
        stop = threading.Event()
        seen: list[int] = []

        def write() -> None:
            number = 50
            while not stop.is_set():
                record_people(log, 1, start=number)
                number += 1

        def read() -> None:
            with psycopg.connect(log.road.database_url, autocommit=True) as connection:
                while not stop.is_set():
                    found = connection.execute(
                        "SELECT count(*) FROM consent_register.consents"
                    ).fetchone()
                    assert found is not None
                    seen.append(found[0])

        threads = [threading.Thread(target=write), threading.Thread(target=read)]
        with running(log):
            for thread in threads:
                thread.start()
            try:
                for _ in range(4):
                    assert log.road.rebuild(projection(), strict=True).was_compared
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
            head = log.head()
            answers = b"SELECT count(*), count(DISTINCT position) FROM consent_register.answers"
            assert soon(lambda: rows(log, answers) == [(head, head)])
        assert seen
        assert seen == sorted(seen), "a reader saw fewer rows than before"
        assert log.road.rebuild(projection(), strict=True).differences == ()


class TestWaiting:
    def test_ends_as_soon_as_the_projection_is_there(self, log: Journal) -> None:
        with closing(log.road.waiting([projection()])) as waiting:
            waiting.start()
            with running(log):
                record_people(log, 3)
                token = log.record("consent-9", granted("9"))
                assert waiting.wait("consent_register", token, 30) == 0

    def test_tells_how_far_behind_it_is(self, log: Journal) -> None:
        token = log.record("consent-9", granted("9"), withdrawn("9"))
        with closing(log.road.waiting([projection()])) as waiting:
            waiting.start()
            assert waiting.wait("consent_register", token, 0.05) == 2

    def test_knows_what_was_there_before_it_listened(self, log: Journal) -> None:
        token = log.record("consent-9", granted("9"))
        log.road.rebuild(projection())
        with closing(log.road.waiting([projection()])) as waiting:
            waiting.start()
            assert waiting.wait("consent_register", token, 10) == 0

    def test_does_not_wait_for_what_is_not_followed(self, log: Journal) -> None:
        with closing(log.road.waiting([projection()])) as waiting:
            assert waiting.wait("consent_register", Token.decode("booking.1@99"), 10) == 0

    def test_survives_a_lost_connection(self, log: Journal) -> None:
        with closing(log.road.waiting([projection()])) as waiting:
            waiting.start()
            with running(log):
                assert (
                    waiting.wait("consent_register", log.record("consent-1", granted("1")), 10) == 0
                )
                rows(
                    log,
                    b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    b" WHERE application_name = 'preceptor waiting'",
                )
                assert (
                    waiting.wait("consent_register", log.record("consent-2", granted("2")), 10) == 0
                )


class TestStatus:
    def test_tells_position_version_and_what_waits(self, log: Journal) -> None:
        assert log.road.status([projection()])[0].version is None
        log.record("consent-t", granted(TROUBLE), withdrawn(TROUBLE))
        log.road.rebuild(projection())
        (status,) = log.road.status([projection()])
        assert (status.version, status.is_current, status.position) == (1, True, 2)
        assert status.behind == 0
        assert [(one.stream_id, one.facts) for one in status.parked] == [("consent-t", 2)]
        assert status.parked[0].error.startswith("TroubleMet")
