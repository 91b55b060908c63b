"""What every event log promises, asked of the one in memory and of PostgreSQL alike."""

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from adapters.bodies.codec import encode
from adapters.memory.event_log import InMemoryEventLog
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from application.fields import Text
from application.ports import Append, Appended, Change
from domain.consent.aggregate import CONSENT
from domain.consent.events import ConsentGranted, ConsentWithdrawn, Method, Purpose
from domain.shared.errors import StreamMoved, TooMuchForOneFact
from domain.shared.event import Fact
from tests.domain.tutor.history import OFFERED, PUBLISHED
from tests.support.calendar import MONDAY, TUESDAY, WEDNESDAY
from tests.support.keys import sealing_on
from tests.support.people import BEN

EACH = 100
GRANTED = ConsentGranted(
    person_id=BEN,
    purpose=Purpose.RECORDING,
    text_version="1",
    text_locale="ru",
    text_sha256="a" * 64,
    method=Method.WEB_FORM,
    given_by=BEN,
    granted_at=MONDAY,
)
WITHDRAWN = ConsentWithdrawn(
    person_id=BEN,
    purpose=Purpose.RECORDING,
    method=Method.WEB_FORM,
    given_by=BEN,
    withdrawn_at=TUESDAY,
)


MOST_LETTERS = 6_000
"""As many as `application.fields.Text` lets pass."""


def wordy(letter: str) -> tuple[Fact, ...]:
    """This is the facts that hold most of what people write, each field as long as it may be."""
    text, title, tag = letter * MOST_LETTERS, letter * 200, letter * 40
    return (
        replace(PUBLISHED, display_name=title, headline=title, about=text),
        replace(OFFERED, title=title, description=text, category=tag, tags="\n".join([tag] * 20)),
    )


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.io)])
def log(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "memory":
        yield InMemoryEventLog()
        return
    url = request.getfixturevalue("database_url")
    migrate(url)
    datastore = open_datastore(url)
    log = PostgresEventLog(datastore, sealing_on(datastore))
    yield log
    log.close()
    datastore.close()


def entry(
    key: str, *facts: Fact, to: str = "1", expected: int = 0, fingerprint: str = "f", **other: Any
) -> Append:
    stream_id = CONSENT.stream(to)
    values: dict[str, Any] = {
        "scope": BEN,
        "key": key,
        "fingerprint": fingerprint,
        "outcome": '{"answer":{}}',
        "changes": (Change(stream_id, expected, facts),) if facts else (),
        "guards": {stream_id: expected},
        "at": MONDAY,
        "actor": "person:ben",
        "ground": "student:GrantConsent",
        "correlation_id": "c",
        "causation_id": key,
    }
    return Append(**{**values, **other})


class TestAppending:
    def test_hands_out_positions_without_gaps(self, log: Any) -> None:
        log.append(entry("a", GRANTED, WITHDRAWN))
        log.append(entry("b", GRANTED, to="2"))
        assert [known.position for known in log.read(0, 10)] == [1, 2, 3]
        assert log.head() == 3

    def test_keeps_fact_and_envelope_whole(self, log: Any) -> None:
        log.append(entry("a", GRANTED))
        (known,) = log.read(0, 10)
        assert known.fact == GRANTED
        assert known.event_id == "consent-1@1"
        assert (known.actor, known.ground) == ("person:ben", "student:GrantConsent")
        assert (known.correlation_id, known.causation_id) == ("c", "a")
        assert (known.recorded_at, known.subjects) == (MONDAY, ())

    def test_is_refused_when_the_stream_moved(self, log: Any) -> None:
        log.append(entry("a", GRANTED))
        with pytest.raises(StreamMoved, match="consent-1"):
            log.append(entry("b", WITHDRAWN))
        assert log.head() == 1

    def test_writes_all_streams_or_none(self, log: Any) -> None:
        log.append(entry("a", GRANTED))
        both = (Change("consent-2", 0, (GRANTED,)), Change("consent-1", 0, (GRANTED,)))
        with pytest.raises(StreamMoved):
            log.append(entry("b", changes=both, guards={"consent-2": 0, "consent-1": 0}))
        assert log.read_stream("consent-2") == []

    def test_never_lets_recorded_time_run_backwards(self, log: Any) -> None:
        log.append(entry("a", GRANTED, at=WEDNESDAY))
        log.append(entry("b", WITHDRAWN, expected=1, at=TUESDAY))
        assert [known.recorded_at for known in log.read(0, 10)] == [WEDNESDAY, WEDNESDAY]


class TestAFactThatIsTooLarge:
    """A record of more than 65,535 bytes could not be published, and so is never written."""

    def test_is_refused(self, log: Any) -> None:
        with pytest.raises(TooMuchForOneFact):
            log.append(entry("a", GRANTED, replace(GRANTED, text_version="x" * 60_000)))
        assert log.head() == 0
        assert log.append(entry("a", GRANTED)).is_new

    def test_is_refused_by_what_it_is_with_its_envelope(self, log: Any) -> None:
        words = 60_000 - len(encode(GRANTED)) - 300
        fits = replace(GRANTED, text_version="x" * words)
        assert log.append(entry("a", fits)).is_new
        with pytest.raises(TooMuchForOneFact):
            log.append(entry("b", fits, to="2", correlation_id="c" * 400))

    def test_is_refused_by_what_it_is_when_sealed(self, log: Any) -> None:
        profile = replace(PUBLISHED, about="é" * 24_000)
        with pytest.raises(TooMuchForOneFact):
            log.append(entry("a", profile))
        assert log.append(entry("b", replace(profile, about="é" * 20_000))).is_new

    def test_is_asked_of_the_longest_text(self) -> None:
        assert len(TypeAdapter(Text).validate_python("x" * MOST_LETTERS)) == MOST_LETTERS
        with pytest.raises(ValidationError):
            TypeAdapter(Text).validate_python("x" * (MOST_LETTERS + 1))

    @pytest.mark.parametrize("letter", ["x", "\x01", "\U0001f600", '"'])
    def test_is_not_what_somebody_can_write(self, log: Any, letter: str) -> None:
        """The longest text there is fits, whatever it is made of."""
        for number, fact in enumerate(wordy(letter)):
            assert log.append(entry(str(number), fact, to=str(number))).is_new


class TestTheLedger:
    def test_answers_a_retry_as_the_first_time(self, log: Any) -> None:
        first = log.append(entry("a", GRANTED))
        again = log.append(entry("a", WITHDRAWN, fingerprint="other", outcome="{}"))
        assert first.is_new
        assert again == Appended(False, "f", '{"answer":{}}', first.places)
        assert log.head() == 1

    def test_keeps_an_outcome_without_facts(self, log: Any) -> None:
        assert log.append(entry("a", outcome='{"refusal":"X"}')).is_new
        assert log.append(entry("a")).outcome == '{"refusal":"X"}'

    def test_tells_scopes_apart(self, log: Any) -> None:
        log.append(entry("a", GRANTED))
        assert log.append(entry("a", GRANTED, to="2", scope="olga")).is_new

    def test_writes_one_key_once_whatever_races(self, log: Any) -> None:
        with ThreadPoolExecutor(16) as pool:
            answers = list(
                pool.map(lambda n: log.append(entry("a", GRANTED, to=str(n))), range(64))
            )
        assert sum(answer.is_new for answer in answers) == 1
        assert log.head() == 1


class TestReading:
    def test_folds_a_stream(self, log: Any) -> None:
        log.append(entry("a", GRANTED, WITHDRAWN))
        loaded = log.load(CONSENT, "1")
        assert (loaded.version, loaded.state.state) == (2, "withdrawn")

    def test_finds_nothing_where_nothing_was_recorded(self, log: Any) -> None:
        loaded = log.load(CONSENT, "nobody")
        assert (loaded.version, loaded.state) == (0, None)

    def test_folds_as_of_a_position_or_a_time(self, log: Any) -> None:
        log.append(entry("a", GRANTED))
        log.append(entry("b", WITHDRAWN, expected=1, at=TUESDAY))
        assert log.load_as_of(CONSENT, "1", position=1).state.state == "granted"
        assert log.load_as_of(CONSENT, "1", time=MONDAY).state.state == "granted"
        assert log.load_as_of(CONSENT, "1", time=TUESDAY).state.state == "withdrawn"
        assert log.load_as_of(CONSENT, "1", position=0).state is None

    def test_can_be_limited_to_contexts(self, log: Any) -> None:
        log.append(entry("a", GRANTED))
        assert log.read(0, 10, frozenset({"booking"})) == []
        assert len(log.read(0, 10, frozenset({"consent"}))) == 1


class TestTimes:
    def test_lead_to_the_first_fact_recorded_then_or_later(self, log: Any) -> None:
        for key, at in (("a", MONDAY), ("b", TUESDAY), ("c", TUESDAY), ("d", WEDNESDAY)):
            log.append(entry(key, GRANTED, to=key, at=at))
        moment = timedelta(microseconds=1)
        asked = (MONDAY, MONDAY + moment, TUESDAY, TUESDAY + moment, WEDNESDAY, WEDNESDAY + moment)
        assert [log.position_before(at) for at in asked] == [0, 1, 1, 3, 3, 4]

    def test_never_run_backwards_when_clocks_do(self, log: Any) -> None:
        for key, at in (("a", TUESDAY), ("b", MONDAY), ("c", WEDNESDAY), ("d", TUESDAY)):
            log.append(entry(key, GRANTED, to=key, at=at))
        assert [log.position_before(at) for at in (MONDAY, TUESDAY, WEDNESDAY)] == [0, 0, 2]
        known = log.read(log.position_before(WEDNESDAY), 10)
        assert [one.recorded_at for one in known] == [WEDNESDAY, WEDNESDAY]

    def test_lead_nowhere_in_an_empty_log(self, log: Any) -> None:
        assert log.position_before(MONDAY) == 0


class TestARace:
    def test_for_one_stream_has_one_winner_a_version(self, log: Any) -> None:
        won = []

        def race(number: int) -> None:
            try:
                log.append(entry(f"k{number}", GRANTED))
                won.append(number)
            except StreamMoved:
                pass

        with ThreadPoolExecutor(32) as pool:
            list(pool.map(race, range(64)))
        assert len(won) == 1
        assert log.head() == 1

    def test_of_readers_and_writers_never_shows_a_gap(self, log: Any) -> None:
        done = threading.Event()
        seen: list[int] = []

        def tail() -> None:
            while not done.is_set() or log.head() > len(seen):
                seen.extend(known.position for known in log.read(len(seen), 100))

        reader = threading.Thread(target=tail)
        reader.start()
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda n: log.append(entry(f"k{n}", GRANTED, to=str(n))), range(400)))
        done.set()
        reader.join()
        assert seen == list(range(1, 401))


def write_from_a_process(task: tuple[str, int]) -> int:
    """This appends to streams of its own and to one that all want, and counts what it won."""
    url, number = task
    datastore = open_datastore(url)
    log = PostgresEventLog(datastore, sealing_on(datastore))
    won = 0
    for turn in range(EACH):
        log.append(entry(f"own-{number}-{turn}", GRANTED, to=f"{number}-{turn}"))
        with contextlib.suppress(StreamMoved):
            expected = log.load(CONSENT, "shared").version
            log.append(entry(f"all-{number}-{turn}", GRANTED, to="shared", expected=expected))
            won += 1
    log.close()
    datastore.close()
    return won


@pytest.mark.io
class TestPostgresAlone:
    def test_folds_long_streams_from_a_snapshot(self, database_url: str) -> None:
        migrate(database_url)
        datastore = open_datastore(database_url)
        log = PostgresEventLog(datastore, sealing_on(datastore))
        facts = (GRANTED, WITHDRAWN) * 60
        log.append(entry("a", *facts))
        before = log.load(CONSENT, "1")
        with datastore.get_connection() as connection:
            row = connection.execute("SELECT originator_version FROM log.snapshots").fetchone()
        assert row == {"originator_version": 120}
        log.append(entry("b", GRANTED, expected=120))
        again = log.load(CONSENT, "1")
        assert again.state is not None
        assert (before.version, again.version, again.state.state) == (120, 121, "granted")
        log.close()
        datastore.close()

    def test_refuses_to_change_what_was_recorded(self, database_url: str) -> None:
        migrate(database_url)
        datastore = open_datastore(database_url)
        log = PostgresEventLog(datastore, sealing_on(datastore))
        log.append(entry("a", GRANTED))
        log.close()
        with datastore.get_connection() as connection:
            for statement in ("DELETE FROM log.facts", "UPDATE log.facts SET actor = ''"):
                with pytest.raises(Exception, match="append-only"):
                    connection.execute(statement)
        datastore.close()

    def test_keeps_one_order_among_several_writing_processes(self, database_url: str) -> None:
        migrate(database_url)
        datastore = open_datastore(database_url)
        log = PostgresEventLog(datastore, sealing_on(datastore))
        done = threading.Event()
        seen: list[int] = []

        def tail() -> None:
            while not done.is_set() or log.head() > len(seen):
                seen.extend(known.position for known in log.read(len(seen), 100))

        reader = threading.Thread(target=tail)
        reader.start()
        with ProcessPoolExecutor(3, get_context("spawn")) as pool:
            won = sum(pool.map(write_from_a_process, [(database_url, n) for n in range(3)]))
        done.set()
        reader.join()
        shared = log.read_stream("consent-shared")
        assert seen == list(range(1, 3 * EACH + won + 1))
        assert [known.version for known in shared] == list(range(1, won + 1))
        log.close()
        datastore.close()

    def test_fails_one_command_without_its_neighbours(self, database_url: str) -> None:
        migrate(database_url)
        datastore = open_datastore(database_url)
        log = PostgresEventLog(datastore, sealing_on(datastore))

        def go(number: int) -> bool:
            try:
                bad = "\0" if number == 7 else ""
                log.append(entry(f"k{number}{bad}", GRANTED, to=str(number)))
            except Exception:  # noqa: BLE001
                return False
            return True

        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(go, range(16)))
        assert answers == [number != 7 for number in range(16)]
        log.close()
        datastore.close()
