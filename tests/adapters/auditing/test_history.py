"""What auditors may look for, asked of the history in memory and of PostgreSQL alike."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.history import InMemoryHistory
from adapters.postgres.projections import layout
from adapters.postgres.projections.store import ProjectionStore
from adapters.postgres.projections.worker import connector
from application.auditing.history import Hidden, told
from application.delivery import catch_up
from application.ports import Append, Change
from domain.account.events import AccountRegistered, Locale, PasswordSet
from domain.audit.events import CommandRefused
from domain.shared.actor import Role
from domain.shared.event import Fact
from domain.shared.personal import ERASED
from projections.audit_trail.projector import PROJECTION as AUDIT_TRAIL
from tests.support.archive import Archive, archive
from tests.support.calendar import MONDAY, TUESDAY, WEDNESDAY
from tests.support.consents import granted, withdrawn
from tests.support.people import ANNA, BEN

SECRET = PasswordSet(account_id=ANNA, password_hash="$argon2id$of-anna", set_at=MONDAY)
REGISTERED = AccountRegistered(
    account_id=ANNA,
    email="anna@example.org",
    email_pseudonym="abc",
    display_name="",
    locale=Locale.ENGLISH,
    time_zone="UTC",
    roles=(Role.TUTOR,),
    registered_at=MONDAY,
)
REFUSED = CommandRefused(command="CancelBooking", refusal="NotYours", about=("b-7", ANNA))
PARTITIONS = 2
Record = Callable[..., int]


class InMemory:
    """This writes into the log in memory as the archive does into its own."""

    def __init__(self) -> None:
        self._log = InMemoryEventLog()
        self._keys = count(1)
        self.history = InMemoryHistory(self._log)

    def record(self, stream_id: str, *facts: Fact, **envelope: Any) -> int:
        version = len(self._log.read_stream(stream_id))
        key = f"key-{next(self._keys)}"
        told_of: dict[str, Any] = {
            "scope": "system",
            "key": key,
            "fingerprint": "f",
            "outcome": "{}",
            "at": MONDAY,
            "actor": "system",
            "ground": "system:Test",
            "correlation_id": f"request-{key}",
            "causation_id": key,
        }
        changes = (Change(stream_id, version, facts),)
        entry = Append(changes=changes, guards={stream_id: version}, **{**told_of, **envelope})
        return self._log.append(entry).places[-1].position


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.io)])
def log(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "memory":
        yield InMemory()
        return
    with archive(request.getfixturevalue("database_url")) as opened:
        yield opened


class TestFinding:
    def test_goes_by_stream(self, log: Any) -> None:
        log.record("consent-1", granted())
        log.record("consent-2", granted())
        log.record("consent-1", withdrawn())
        assert list(log.history.in_stream("consent-1")) == [1, 3]
        assert list(log.history.in_stream("consent-3")) == []

    def test_goes_by_correlation(self, log: Any) -> None:
        log.record("consent-1", granted(), correlation_id="one")
        log.record("consent-2", granted(), correlation_id="other")
        log.record("consent-1", withdrawn(), correlation_id="one")
        assert list(log.history.in_correlation("one")) == [1, 3]

    def test_goes_by_whom_it_is_about(self, log: Any) -> None:
        log.record("consent-1", granted(BEN))
        log.record("consent-2", granted("olga"))
        log.record("refusal-1", replace(REFUSED, about=("b-7", BEN)))
        assert list(log.history.about(BEN)) == [1, 3]
        assert list(log.history.about("b-7")) == [3]
        assert list(log.history.about("nobody")) == []

    def test_goes_by_topic_in_a_stretch(self, log: Any) -> None:
        log.record("consent-1", granted(), withdrawn())
        log.record("consent-2", granted(), withdrawn())
        history = log.history
        assert list(history.of_topic("consent.granted.v1", 0, 4)) == [1, 3]
        assert list(history.of_topic("consent.granted.v1", 1, 4)) == [3]
        assert list(history.of_topic("consent.granted.v1", 0, 2)) == [1]

    def test_goes_by_what_a_field_says(self, log: Any) -> None:
        log.record("consent-1", granted(BEN), granted("olga"), granted(BEN), granted("benny"))
        log.record("consent-2", withdrawn(BEN))
        log.record("consent-3", replace(granted("olga"), given_by=BEN))
        history, topic, ben = log.history, "consent.granted.v1", ("person_id", BEN)
        assert list(history.saying(topic, ben, 0, 10)) == [1, 3]
        assert list(history.saying(topic, ben, 1, 10)) == [3]
        assert list(history.saying(topic, ben, 0, 1)) == [1]
        assert list(history.saying(topic, ("given_by", BEN), 3, 10)) == [6]
        assert list(history.saying("nobody.knows.v1", ben, 0, 10)) == []

    def test_knows_where_facts_stand_by_their_ids(self, log: Any) -> None:
        log.record("consent-1", granted(), withdrawn())
        found = log.history.places(["consent-1@2", "consent-1@3", "consent-9@1"])
        assert found == {"consent-1@2": (2, "consent.withdrawn.v1")}

    def test_goes_back_in_time(self, log: Any) -> None:
        assert log.history.position_at(MONDAY) == 0
        for at in (MONDAY, TUESDAY, TUESDAY, WEDNESDAY):
            log.record(f"consent-{log.history.head()}", granted(), at=at)
        moment = timedelta(microseconds=1)
        found = [
            log.history.position_at(at)
            for at in (
                MONDAY - moment,
                MONDAY,
                TUESDAY - moment,
                TUESDAY,
                WEDNESDAY - moment,
                WEDNESDAY + moment,
            )
        ]
        assert found == [0, 1, 1, 3, 3, 4]


class TestSeeing:
    def test_shows_the_envelope_and_what_is_public(self, log: Any) -> None:
        log.record("consent-1", granted(), actor="person:ben", ground="student:GrantConsent")
        (one,) = log.history.at([1])
        assert (one.position, one.recorded.event_id) == (1, "consent-1@1")
        assert (one.recorded.actor, one.recorded.ground) == ("person:ben", "student:GrantConsent")
        assert one.public["purpose"] == "recording"
        assert (one.hidden, one.about) == ({}, (BEN,))

    def test_hides_what_is_personal(self, log: Any) -> None:
        log.record(f"account-{ANNA}", REGISTERED, SECRET)
        registered, secret = log.history.at([1, 2])
        assert registered.hidden == {"email": Hidden.SEALED}
        assert registered.public["email_pseudonym"] == "abc"
        assert secret.hidden == {"password_hash": Hidden.SEALED}
        assert secret.recorded.fact.password_hash == ERASED
        assert "argon2id" not in str((registered, secret))

    def test_does_not_call_hidden_what_was_never_said(self, log: Any) -> None:
        log.record(f"account-{ANNA}", REGISTERED)
        (one,) = log.history.at([1])
        assert one.public["display_name"] == ""

    def test_of_a_refused_command_shows_what_it_named(self, log: Any) -> None:
        log.record("refusal-1", REFUSED)
        (one,) = log.history.at([1])
        assert one.about == ("b-7", ANNA)
        assert "b-7" in one.names

    def test_takes_any_number_a_few_at_a_time(self, log: Any) -> None:
        for number in range(3):
            log.record(f"consent-{number}", *[granted() for _ in range(400)])
        seen = [one.position for one in told(log.history, range(1, 1_201))]
        assert seen == list(range(1, 1_201))


@pytest.mark.io
class TestInPostgres:
    def test_tells_the_erased_from_the_sealed(self, kept: Archive) -> None:
        kept.record(f"account-{ANNA}", SECRET)
        kept.record(f"account-{BEN}", replace(SECRET, account_id=BEN))
        kept.erase(ANNA)
        annas, bens = kept.history.at([1, 2])
        assert annas.hidden == {"password_hash": Hidden.ERASED}
        assert bens.hidden == {"password_hash": Hidden.SEALED}

    def test_needs_no_key(self, kept: Archive) -> None:
        kept.record(f"account-{ANNA}", SECRET)
        kept.damage("DELETE FROM keys.subject_keys")
        (one,) = kept.history.at([1])
        assert one.hidden == {"password_hash": Hidden.SEALED}

    def test_withholds_what_lies_open_by_mistake(self, kept: Archive) -> None:
        kept.record(f"account-{ANNA}", SECRET)
        body = b'{"account_id":"anna","password_hash":"$argon2id$","set_at":"2026-03-02T09:00:00Z"}'
        kept.damage("UPDATE log.facts SET state = %s", body)
        (one,) = kept.history.at([1])
        assert one.hidden == {"password_hash": Hidden.WITHHELD}
        assert "argon2id" not in str(one)

    def test_withholds_everything_of_a_fact_nobody_knows(self, kept: Archive) -> None:
        kept.record("consent-1", granted())
        kept.damage("UPDATE log.facts SET topic = 'nobody.knows.v1'")
        (one,) = kept.history.at([1])
        assert (one.public, set(one.hidden.values())) == ({}, {Hidden.WITHHELD})
        assert one.recorded.fact.TOPIC == "nobody.knows.v1"

    @pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"$sealed":7,"a":1}', b'"$argon2id$"'])
    def test_shows_nothing_of_a_body_that_is_none(self, kept: Archive, body: bytes) -> None:
        kept.record(f"account-{ANNA}", SECRET)
        kept.damage("UPDATE log.facts SET state = %s", body)
        (one,) = kept.history.at([1])
        assert "argon2id" not in str(one)

    def test_finds_people_however_far_the_trail_is(self, kept: Archive) -> None:
        """At first there is none, then it is behind, then it has parked one, then it is there."""
        kept.record("consent-1", granted(BEN))
        kept.record("consent-2", granted("olga"))
        assert kept.history.about(BEN) == [1]
        with closing(connector(kept.url)()) as connection:
            layout.make(connection, AUDIT_TRAIL.name, AUDIT_TRAIL, PARTITIONS)
            trail = ProjectionStore(connection, AUDIT_TRAIL, PARTITIONS)
            catch_up(trail, kept.facts)
            kept.record("consent-1", withdrawn(BEN))
            assert kept.history.about(BEN) == [1, 3]
            catch_up(trail, kept.facts)
            assert kept.history.about(BEN) == [1, 3]
            connection.execute("DELETE FROM audit_trail.entries WHERE position = 3")
            assert kept.history.about(BEN) == [1]
            connection.execute(
                "INSERT INTO audit_trail.parked (stream_id, position) VALUES ('consent-1', 3)"
            )
            assert kept.history.about(BEN) == [1, 3]

    def test_finds_people_in_a_fact_that_nobody_can_read(self, kept: Archive) -> None:
        kept.record("consent-1", granted(BEN))
        kept.damage("UPDATE log.facts SET topic = 'nobody.knows.v1'")
        assert kept.history.about(BEN) == [1]
        assert kept.history.about("somebody") == []

    def test_goes_back_in_time_over_a_gap(self, kept: Archive) -> None:
        for number, at in enumerate((MONDAY, MONDAY, TUESDAY, WEDNESDAY)):
            kept.record(f"consent-{number}", granted(), at=at)
        kept.damage("DELETE FROM log.facts WHERE notification_id IN (2, 3)")
        assert kept.history.position_at(MONDAY) in (1, 2, 3)
        assert kept.history.position_at(WEDNESDAY) == 4
