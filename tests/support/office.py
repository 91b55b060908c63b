"""An office that handles what people ask about their data: the real bus over a log in memory.

Ben signed in ten minutes before Monday at nine, so did Greta, who is his guardian; Olga an hour
before. Sam is of support, Ada an admin.
"""

from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any, Final

from adapters.memory.clock import SetClock
from adapters.memory.event_log import InMemoryEventLog
from application.bus import Bus, Outcome, Request
from application.commands import COMMANDS
from application.ports import Append, Change, Ports
from application.privacy import FilePrivacyRequest
from application.privacy_parts import identity_token
from application.work import Command
from domain.account.events import AccountRegistered, GuardianLinked, Locale, SessionStarted
from domain.privacy.terms import RequestKind
from domain.shared.actor import Actor, Role
from domain.shared.event import Fact
from tests.support.calendar import MONDAY, days, hours, minutes
from tests.support.people import AS_BEN, BEN, GRETA, OLGA

SAM: Final = "sam"
AS_SAM: Final = Actor(SAM, frozenset({Role.SUPPORT}))
AS_ADA: Final = Actor("ada", frozenset({Role.ADMIN}))
AS_NOBODY: Final = Actor("", frozenset())


class Digests:
    """This hashes what it names, with no secret: tests may guess."""

    def hash(self, password: str) -> str:
        """This is the password's digest."""
        return self.of(password)

    def verify(self, kept: str, password: str) -> bool:
        """This compares digests."""
        return kept == self.of(password)

    def of(self, value: str) -> str:
        """This is the value's digest."""
        return sha256(value.encode()).hexdigest()


class Office:
    """This takes what people ask, and keeps what was decided."""

    def __init__(self) -> None:
        self.clock = SetClock(MONDAY)
        self.log = InMemoryEventLog()
        self.names = Digests()
        self.bus = Bus(self.log, Ports(self.names, self.names), self.clock, COMMANDS)
        self._keys = count(1)
        settle(self.log)

    def ask(self, command: Command, actor: Actor, at: datetime | None = None) -> Outcome:
        """This executes a command under a key of its own, now or at another time."""
        if at is not None:
            self.clock.set(at)
        return self.bus.execute(Request(command, actor, f"key-{next(self._keys)}", "test"))

    def done(self, command: Command, actor: Actor, at: datetime | None = None) -> dict[str, Any]:
        """This is the answer to what has to be accepted."""
        outcome = self.ask(command, actor, at)
        assert outcome.accepted, outcome
        return dict(outcome.answer)

    def filed(
        self, kind: RequestKind = RequestKind.ACCESS, actor: Actor = AS_BEN, **fields: Any
    ) -> str:
        """This is something asked about Ben's data, by its id."""
        return str(self.done(filing(kind, **fields), actor)["request_id"])

    def facts(self, stream_id: str) -> list[Any]:
        """This is everything recorded in one stream."""
        return [one.fact for one in self.log.read_stream(stream_id)]

    def names_of(self, stream_id: str) -> list[str]:
        """This is everything recorded in one stream, by name."""
        return [type(fact).__name__ for fact in self.facts(stream_id)]

    def link_token(self, request_id: str, person: str = BEN) -> str:
        """This is what stands in the link that is sent to a person."""
        return identity_token(request_id, f"name-of-{person}", self.names)


def filing(kind: RequestKind = RequestKind.ACCESS, **fields: Any) -> FilePrivacyRequest:
    """This asks something about Ben's data, unless somebody else's is named."""
    return FilePrivacyRequest.model_validate({"person_id": BEN, "kind": kind, **fields})


def settle(log: InMemoryEventLog) -> None:
    """This records the people, as if they had been here for a month."""
    for person in (BEN, OLGA, GRETA):
        record(log, f"account-{person}", _registered(person))
    guardian = GuardianLinked(account_id=BEN, guardian_id=GRETA, linked_at=MONDAY)
    record(log, f"account-{BEN}", guardian)
    for session_id, person, ago in (("b", BEN, 10), ("g", GRETA, 10), ("o", OLGA, 60)):
        record(log, f"session-{session_id}", _signed_in(session_id, person, ago))


def record(log: InMemoryEventLog, stream_id: str, fact: Fact) -> None:
    """This records what happened elsewhere, two hours before Monday at nine."""
    version = len(log.read_stream(stream_id))
    entry = Append(
        scope="test",
        key=f"{stream_id}-{version}",
        fingerprint="",
        outcome="{}",
        changes=(Change(stream_id, version, (fact,)),),
        guards={stream_id: version},
        at=MONDAY - hours(2),
        actor="system",
        ground="system:Test",
        correlation_id="test",
        causation_id="test",
    )
    log.append(entry)


def _registered(person: str) -> Fact:
    return AccountRegistered(
        account_id=person,
        email=f"{person}@example.org",
        email_pseudonym=f"name-of-{person}",
        display_name=person,
        locale=Locale.ENGLISH,
        time_zone="Europe/Berlin",
        roles=(Role.GUARDIAN,) if person == GRETA else (Role.STUDENT,),
        registered_at=MONDAY - days(30),
    )


def _signed_in(session_id: str, person: str, ago_minutes: float) -> Fact:
    started_at = MONDAY - minutes(ago_minutes)
    return SessionStarted(
        session_id=session_id,
        account_id=person,
        started_at=started_at,
        expires_at=started_at + days(30),
    )
