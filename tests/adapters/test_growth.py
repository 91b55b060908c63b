"""Whoever follows the log in PostgreSQL is told at once, also after the connection was lost."""

import threading
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from adapters.postgres.growth import LogGrowth
from application import live
from application.live import LiveFacts
from tests.support.archive import Archive
from tests.support.consents import granted

SECONDS = 20.0
LISTENING = "FROM pg_stat_activity WHERE application_name = 'preceptor live'"


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    with closing(Archive(database_url)) as archive:
        yield archive


class Following:
    """This is one who follows, and waits until they are told of a position."""

    def __init__(self, archive: Archive) -> None:
        self._told = threading.Event()
        self.live: LiveFacts[int] = LiveFacts(
            archive.facts,
            lambda: LogGrowth(archive.url),
            lambda fact: fact.position,
            self._told.set,
        )
        self.live.start()

    def hears_of(self, position: int) -> bool:
        """This tells whether it comes before anybody would have looked."""
        while not self.live.at_hand(position - 1):
            if not self._told.wait(SECONDS):
                return False
            self._told.clear()
        return True


@pytest.fixture
def following(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[Following]:
    monkeypatch.setattr(live, "LISTEN_SECONDS", 2 * SECONDS)
    following = Following(archive)
    assert following._told.wait(SECONDS)
    yield following
    archive.record("consent-last", granted())
    following.live.close()


def test_hears_of_what_is_recorded(archive: Archive, following: Following) -> None:
    for _ in range(3):
        assert following.hears_of(archive.record("consent-ben", granted()))


def test_hears_of_what_was_recorded_while_the_connection_was_lost(
    archive: Archive, following: Following
) -> None:
    with psycopg.connect(archive.url, autocommit=True) as connection:
        connection.execute(f"SELECT pg_terminate_backend(pid) {LISTENING}")
    assert following.hears_of(archive.record("consent-ben", granted()))
