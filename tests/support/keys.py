"""Sealing for tests: the real thing, with the key-encryption key of all tests in memory."""

from collections.abc import Callable

from eventsourcing.postgres import PostgresDatastore

from adapters.bodies.sealing import Sealing
from adapters.memory.keys import InMemoryKeyring, InMemoryKeyVault
from adapters.postgres.fact_reader import opener
from adapters.postgres.keyring import PostgresKeyring
from domain.shared.event import Fact

KEK = b"the one key that wraps all tests"


def keyring_on(datastore: PostgresDatastore) -> PostgresKeyring:
    """This is the keyring whose keys lie in that database."""
    return PostgresKeyring(datastore, InMemoryKeyVault(KEK))


def sealing_on(datastore: PostgresDatastore) -> Sealing:
    """This seals with keys that lie in that database."""
    return Sealing(keyring_on(datastore))


def opener_on(datastore: PostgresDatastore) -> Callable[[str, int, str, bytes], Fact]:
    """This opens what a message of the stream carries."""
    return opener(sealing_on(datastore))


def plainly(stream_id: str, version: int, topic: str, body: bytes) -> Fact:
    """This opens what holds nothing personal, and so needs no keys that last."""
    return opener(Sealing(InMemoryKeyring()))(stream_id, version, topic, body)
