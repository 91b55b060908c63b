"""What is personal leaves as ciphertext, and comes back – or says that it was erased."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any

import pytest

from adapters.bodies.codec import Unreadable, decode, encode
from adapters.bodies.envelope import Drawer
from adapters.bodies.sealing import Body, Sealing, seals_in
from adapters.memory.keys import InMemoryKeyring
from application.looking_back import KINDS
from domain.account.aggregate import ACCOUNT, Account
from domain.account.events import AccountRegistered
from domain.catalogue import FACTS
from domain.shared.errors import PersonIsErased, Refused, Unavailable
from domain.shared.event import Fact, Kind
from domain.shared.personal import ERASED, Erased, erased, personal_fields
from tests.support.examples import example
from tests.support.people import ANNA

REGISTERED = replace(
    example(AccountRegistered), account_id=ANNA, email="anna@example.org", display_name="Анна"
)
STREAM = f"account-{ANNA}"
CLASSES: dict[str, Any] = dict(FACTS)
PERSONAL = [topic for topic, cls in CLASSES.items() if personal_fields(cls)]


def marked(fact: Any) -> Any:
    """This is the fact with a sign of its own in every personal field."""
    cls: Any = type(fact)
    return replace(fact, **{name: f"«{name}»\n" for name in personal_fields(cls)})


def stored(sealing: Sealing, fact: Fact) -> Body:
    (sealed,) = sealing.seal([(f"{STREAM}@1", fact.TOPIC, fact)])
    return Body(STREAM, 1, fact.TOPIC, sealed.body)


class TestSealing:
    @pytest.mark.parametrize("topic", PERSONAL)
    def test_hides_every_personal_field_and_gives_it_back(self, topic: str) -> None:
        sealing = Sealing(InMemoryKeyring())
        fact = marked(example(FACTS[topic]))
        body = stored(sealing, fact)
        assert "«" not in body.body.decode()
        assert sealing.open_one(body) == fact

    def test_keeps_each_category_in_a_drawer_of_its_own(self) -> None:
        sealing = Sealing(InMemoryKeyring())
        (sealed,) = sealing.seal([(f"{STREAM}@1", REGISTERED.TOPIC, REGISTERED)])
        assert sealed.drawers == (Drawer(ANNA, "contact"), Drawer(ANNA, "profile"))
        assert [seal.fields for seal in seals_in(sealed.body)] == [("email",), ("display_name",)]

    def test_is_canonical(self) -> None:
        body = stored(Sealing(InMemoryKeyring()), REGISTERED).body
        tidy = json.dumps(
            json.loads(body), sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        assert tidy.encode() == body

    def test_leaves_alone_what_holds_nothing_personal(self) -> None:
        nameless = replace(REGISTERED, email="", display_name="")
        body = stored(Sealing(InMemoryKeyring()), nameless)
        assert body.body == encode(nameless)

    def test_refuses_a_body_that_was_moved(self) -> None:
        sealing = Sealing(InMemoryKeyring())
        moved = stored(sealing, REGISTERED)._replace(version=2)
        with pytest.raises(Unreadable):
            sealing.open_one(moved)

    def test_lifts_what_was_sealed_long_ago(self) -> None:
        """What is opened goes the same way as what never was sealed: through the upcasts."""
        body = stored(Sealing(InMemoryKeyring()), REGISTERED)
        with pytest.raises(Unreadable, match=r"account\.registered\.v0"):
            Sealing(InMemoryKeyring()).open_one(Body(STREAM, 1, "account.registered.v0", b"{}"))
        assert decode(body.topic, encode(REGISTERED)) == REGISTERED


class TestWhatWasErased:
    @pytest.mark.parametrize("topic", PERSONAL)
    def test_reads_as_erased_and_nothing_else_is_lost(self, topic: str) -> None:
        keyring = InMemoryKeyring()
        sealing = Sealing(keyring)
        fact = marked(example(FACTS[topic]))
        body = stored(sealing, fact)
        for seal in seals_in(body.body):
            keyring.destroy(seal.key.drawer)
        cls: Any = FACTS[topic]
        opened: Any = sealing.open_one(body)
        for field in fields(cls):
            value = getattr(opened, field.name)
            if field.name in personal_fields(cls):
                assert isinstance(value, Erased)
            else:
                assert value == getattr(fact, field.name)

    def test_may_be_one_drawer_of_several(self) -> None:
        keyring = InMemoryKeyring()
        sealing = Sealing(keyring)
        body = stored(sealing, REGISTERED)
        keyring.destroy(Drawer(ANNA, "contact"))
        opened: Any = sealing.open_one(body)
        assert (opened.email, opened.display_name) == (ERASED, "Анна")
        assert isinstance(opened.email, Erased)
        assert not isinstance(opened.display_name, Erased)

    def test_cannot_be_recorded_anew(self) -> None:
        keyring = InMemoryKeyring()
        keyring.destroy(Drawer(ANNA, "contact"))
        with pytest.raises(PersonIsErased):
            stored(Sealing(keyring), REGISTERED)

    def test_is_not_what_merely_has_no_key(self) -> None:
        body = stored(Sealing(InMemoryKeyring()), REGISTERED)
        with pytest.raises(Unavailable):
            Sealing(InMemoryKeyring()).open_one(body)

    def test_stays_erased_in_a_snapshot(self) -> None:
        keyring = InMemoryKeyring()
        sealing = Sealing(keyring)
        state = Account(ANNA, password_hash="$argon2id$…")
        (sealed,) = sealing.seal([(f"{STREAM}@7", "account.snapshot", state)])
        body = Body(STREAM, 7, "account.snapshot", sealed.body)
        assert b"argon2id" not in sealed.body
        assert sealing.open_state(body, ACCOUNT.state) == state
        keyring.destroy(Drawer(ANNA, "contact"))
        assert isinstance(sealing.open_state(body, Account).password_hash, Erased)

    @pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
    def test_is_nothing_in_a_snapshot_that_is_taken_afterwards(self, kind: Kind[Any]) -> None:
        """A tutor once could not be loaded any more, whose stream was long and keys were gone."""
        sealing = Sealing(InMemoryKeyring())
        for state in (_erased(one) for one in _states(kind)):
            (sealed,) = sealing.seal([("some-1@7", f"{kind.name}.snapshot", state)])
            body = Body("some-1", 7, f"{kind.name}.snapshot", sealed.body)
            assert sealing.open_state(body, kind.state) == state


def _states(kind: Kind[Any]) -> Iterator[Any]:
    """This is what an aggregate is after one fact and another, whatever sense they make."""
    state = None
    for topic, cls in CLASSES.items():
        if topic.partition(".")[0] == kind.name:
            # A context may have several aggregates, and one says what is no fact of its own.
            with suppress(Refused, AssertionError):
                state = kind.evolve(state, example(cls))
            if state is not None:
                yield state


def _erased(state: Any) -> Any:
    cls: Any = type(state)
    return erased(state, personal_fields(cls))
