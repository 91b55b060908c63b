"""The road of every command: once, whoever asks, however often."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from adapters.memory.clock import SetClock
from adapters.memory.event_log import InMemoryEventLog
from application import consent, payment
from application.bus import Bus, Outcome, Request, Underway
from application.ports import Append, Appended, Ports
from domain.consent.events import Method, Purpose
from domain.shared.actor import Actor
from domain.shared.errors import PersonIsErased, StreamMoved, Unavailable
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import AS_BEN, AS_OLGA, AS_SYSTEM, BEN

DRAWN = "0c6f4b0e-9c2b-4d0f-8a1d-2e3f4a5b6c7d"


class PlainSecrets:
    """This is no secret at all: tests may look, and digests may be guessed."""

    def hash(self, password: str) -> str:
        return password

    def verify(self, kept: str, password: str) -> bool:
        return kept == password

    def of(self, value: str) -> str:
        return sha256(value.encode()).hexdigest()


PORTS = Ports(PlainSecrets(), PlainSecrets())
GRANT = consent.GrantConsent(
    person_id=BEN,
    purpose=Purpose.RECORDING,
    text_version="1",
    text_locale="en",
    text_sha256="a" * 64,
    method=Method.WEB_FORM,
)
WITHDRAW = consent.WithdrawConsent(person_id=BEN, purpose=Purpose.RECORDING)
BEN_GRANTS = Request(GRANT, AS_BEN, "key-1", "correlation-1")
BEN_WITHDRAWS = Request(WITHDRAW, AS_BEN, "key-2", "correlation-1")


def bus_over(log: Any) -> Bus:
    return Bus(log, PORTS, SetClock(MONDAY), (consent.HANDLERS,))


@pytest.fixture
def log() -> InMemoryEventLog:
    return InMemoryEventLog()


@pytest.fixture
def bus(log: InMemoryEventLog) -> Bus:
    return bus_over(log)


class TestExecuting:
    def test_records_who_when_and_on_what_ground(self, bus: Bus, log: InMemoryEventLog) -> None:
        outcome = bus.execute(BEN_GRANTS)
        (known,) = log.facts
        assert outcome.accepted
        assert [place.position for place in outcome.places] == [1]
        assert (known.actor, known.recorded_at) == ("person:ben", MONDAY)
        assert known.ground == "student:GrantConsent"
        assert known.correlation_id == "correlation-1"

    def test_keeps_no_key_as_somebody_chose_it(self, log: InMemoryEventLog) -> None:
        """Clients put what they like into a key, also who they are."""
        bus = bus_over(log)
        bus.execute(replace(BEN_GRANTS, key="ben@example.org-1"))
        assert "example" not in repr(log._ledger)
        assert log.facts[0].causation_id.startswith("key-")
        bus.execute(replace(BEN_WITHDRAWS, actor=AS_SYSTEM, key="process:1"))
        assert log.facts[1].causation_id == "process:1"

    def test_again_gives_the_same_answer(self, bus: Bus, log: InMemoryEventLog) -> None:
        first = bus.execute(BEN_GRANTS)
        assert bus.execute(BEN_GRANTS) == replace(first, is_replay=True)
        assert log.head() == 1

    def test_something_else_under_the_same_key_is_refused(self, bus: Bus) -> None:
        bus.execute(BEN_GRANTS)
        outcome = bus.execute(replace(BEN_WITHDRAWS, key="key-1"))
        assert outcome.refusal == "KeyReused"

    def test_keys_of_different_people_do_not_meet(self, bus: Bus) -> None:
        bus.execute(BEN_GRANTS)
        olgas = GRANT.model_copy(update={"person_id": "olga"})
        assert bus.execute(Request(olgas, AS_OLGA, "key-1", "c")).accepted


class TestRefusing:
    def test_stores_the_no_and_tells_the_auditors(self, bus: Bus, log: InMemoryEventLog) -> None:
        outcome = bus.execute(BEN_WITHDRAWS)
        (known,) = log.facts
        assert (outcome.refusal, outcome.kind) == ("NothingToWithdraw", "RuleBroken")
        assert known.fact.command == "WithdrawConsent"
        assert known.fact.refusal == "NothingToWithdraw"

    @pytest.mark.parametrize(("named", "kept"), [(DRAWN, (DRAWN,)), ("anna-petrova-riga", ())])
    def test_keeps_of_the_ids_only_those_we_drew(
        self, named: str, kept: tuple[str, ...], bus: Bus, log: InMemoryEventLog
    ) -> None:
        """What somebody puts in the place of an id would lie in the log for ever."""
        withdraw = consent.WithdrawConsent(person_id=named, purpose=Purpose.RECORDING)
        assert not bus.execute(Request(withdraw, AS_BEN, "key-1", "c")).accepted
        assert log.facts[0].fact.about == kept

    def test_keeps_every_id_that_a_process_named(self, log: InMemoryEventLog) -> None:
        bus = Bus(log, PORTS, SetClock(MONDAY), (payment.HANDLERS,))
        take = payment.RequestCapture(payment_id="of-b1")
        assert not bus.execute(Request(take, AS_SYSTEM, "key-1", "c")).accepted
        assert log.facts[0].fact.about == ("of-b1",)

    def test_answers_a_retry_with_the_same_no(self, bus: Bus) -> None:
        first = bus.execute(BEN_WITHDRAWS)
        bus.execute(BEN_GRANTS)
        assert bus.execute(BEN_WITHDRAWS) == replace(first, is_replay=True)

    def test_comes_before_everything_for_the_wrong_role(self, bus: Bus) -> None:
        expire = consent.ExpireConsent(person_id=BEN, purpose=Purpose.RECORDING)
        outcome = bus.execute(Request(expire, AS_BEN, "k", "c"))
        assert (outcome.refusal, outcome.kind) == ("RoleMissing", "NotAllowed")

    def test_is_recorded_when_a_fact_is_too_large_to_be(
        self, bus: Bus, log: InMemoryEventLog
    ) -> None:
        endless = GRANT.model_copy(update={"text_version": "x" * 60_000})
        outcome = bus.execute(replace(BEN_GRANTS, command=endless))
        assert (outcome.refusal, outcome.kind) == ("TooMuchForOneFact", "RuleBroken")
        assert [known.fact.refusal for known in log.facts] == ["TooMuchForOneFact"]

    def test_a_stranger_is_nobody(self, bus: Bus, log: InMemoryEventLog) -> None:
        outcome = bus.execute(Request(GRANT, Actor("", frozenset()), "k", "c"))
        assert outcome.refusal == "RoleMissing"
        assert log.facts[0].actor == "anonymous"


class MovingLog(InMemoryEventLog):
    """This log is overtaken by another writer before each of the first appends."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def append(self, entry: Append) -> Appended:
        if self.times > 0 and entry.guards:
            self.times -= 1
            raise StreamMoved(next(iter(entry.guards)))
        return super().append(entry)


class TestRacing:
    def test_decides_again_on_what_is_true_now(self) -> None:
        log = MovingLog(times=3)
        assert bus_over(log).execute(BEN_GRANTS).accepted
        assert log.head() == 1

    def test_gives_up_in_the_end_and_records_nothing(self) -> None:
        log = MovingLog(times=1000)
        assert bus_over(log).execute(BEN_GRANTS).refusal == "TooMuchAtOnce"
        assert log.head() == 0

    def test_one_key_from_many_threads_is_done_once(self, log: InMemoryEventLog) -> None:
        bus = bus_over(log)
        with ThreadPoolExecutor(16) as pool:
            outcomes = list(pool.map(lambda _: bus.execute(BEN_GRANTS), range(64)))
        assert log.head() == 1
        assert {outcome.refusal for outcome in outcomes} <= {"", "StillRunning"}

    def test_a_lost_answer_is_found_again(self) -> None:
        class Losing(InMemoryEventLog):
            lost = False

            def append(self, entry: Append) -> Appended:
                appended = super().append(entry)
                if not self.lost:
                    self.lost = True
                    raise Unavailable
                return appended

        log = Losing()
        bus = bus_over(log)
        with pytest.raises(Unavailable):
            bus.execute(BEN_GRANTS)
        outcome = bus.execute(BEN_GRANTS)
        assert outcome.is_replay
        assert log.head() == 1


class TestBeginning:
    """A command may be begun, and asked for its outcome once the log has answered."""

    def test_has_the_outcome_that_executing_has(self, bus: Bus, log: InMemoryEventLog) -> None:
        underway = begun(bus, BEN_GRANTS)
        assert underway.is_settled
        assert underway.outcome() == bus_over(InMemoryEventLog()).execute(BEN_GRANTS)
        assert log.head() == 1

    def test_again_gives_the_same_answer_and_takes_its_time(self, bus: Bus) -> None:
        first = bus.execute(BEN_GRANTS)
        underway = begun(bus, BEN_GRANTS)
        assert not underway.is_settled
        assert underway.outcome() == replace(first, is_replay=True)

    def test_decides_again_when_it_was_overtaken(self) -> None:
        log = MovingLog(times=3)
        underway = begun(bus_over(log), BEN_GRANTS)
        assert not underway.is_settled
        assert underway.outcome().accepted
        assert log.head() == 1

    def test_records_the_no_of_the_log(self, bus: Bus, log: InMemoryEventLog) -> None:
        endless = GRANT.model_copy(update={"text_version": "x" * 60_000})
        outcome = begun(bus, replace(BEN_GRANTS, command=endless)).outcome()
        assert outcome.refusal == "TooMuchForOneFact"
        assert [known.fact.refusal for known in log.facts] == ["TooMuchForOneFact"]

    def test_records_the_no_that_the_log_says_in_the_end(self) -> None:
        class Fenced(InMemoryEventLog):
            def append(self, entry: Append) -> Appended:
                if entry.changes[0].expected:
                    raise PersonIsErased
                return super().append(entry)

        log = Fenced()
        bus = bus_over(log)
        bus.execute(BEN_GRANTS)
        underway = begun(bus, BEN_WITHDRAWS)
        assert not underway.is_settled
        assert underway.outcome().refusal == "PersonIsErased"
        assert log.facts[-1].fact.refusal == "PersonIsErased"

    def test_keeps_its_key_until_it_is_asked_for_its_outcome(self, bus: Bus) -> None:
        underway = begun(bus, BEN_GRANTS)
        assert bus.execute(BEN_GRANTS).refusal == "StillRunning"
        assert begun(bus, BEN_GRANTS).outcome().refusal == "StillRunning"
        underway.outcome()
        assert bus.execute(BEN_GRANTS).is_replay

    def test_gives_its_key_back_when_nobody_asks(self, bus: Bus) -> None:
        begun(bus, BEN_GRANTS)
        assert bus.execute(BEN_GRANTS).is_replay

    def test_gives_its_key_back_when_it_fails(self) -> None:
        class Broken(InMemoryEventLog):
            def load(self, *_given: Any, **_named: Any) -> Any:
                raise Unavailable

        bus = bus_over(Broken())
        with pytest.raises(Unavailable) as first:
            begun(bus, BEN_GRANTS)
        with pytest.raises(Unavailable):
            begun(bus, BEN_GRANTS)
        assert first.value


def begun(bus: Bus, request: Request) -> Underway:
    told: list[Underway] = []
    bus.begin(request, told.append)
    return told.pop()


def test_time_is_read_once(log: InMemoryEventLog) -> None:
    clock = SetClock(MONDAY)
    bus = Bus(log, PORTS, clock, (consent.HANDLERS,))
    bus.execute(BEN_GRANTS)
    clock.set(TUESDAY)
    bus.execute(BEN_WITHDRAWS)
    assert [known.recorded_at for known in log.facts] == [MONDAY, TUESDAY]
    assert isinstance(bus.execute(BEN_GRANTS), Outcome)
