"""Files that hold what happened: all of it once, whatever is killed, and nothing of anybody."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from adapters.arrow.exporting import EventFiles
from adapters.arrow.types import PLACE, columns_of
from adapters.memory.event_log import InMemoryEventLog
from application.exporting import Exported, Wanted, topics_named
from application.status import CannotBeDone
from domain.catalogue import FACTS
from domain.shared.event import context_of
from domain.shared.public import public_fact, public_fields
from tests.domain.test_public import NAMES
from tests.processes.stories import STORIES
from tests.support.market import Killed, Market

READING = {"parquet": "read_parquet", "ndjson": "read_json", "csv": "read_csv"}
STRETCH = 30


@cache
def lived() -> InMemoryEventLog:
    """This is the log of a lesson that was taught, over several days."""
    market = Market.opened()
    STORIES["taught and confirmed"](market)
    return market.log


def files(stretch: int = STRETCH) -> EventFiles:
    """This writes that log."""
    log = lived()

    def position_before(time: Any) -> int:
        return sum(each.recorded_at < time for each in log.facts)

    return EventFiles(log, position_before, stretch)


def export(folder: Path, **wanted: Any) -> Exported:
    """This writes what is wanted, as Parquet and everything if nothing else is."""
    asked = {"format": "parquet", **wanted}
    return files().export(folder, Wanted(**asked), lambda _done, _size: None)


def rows(folder: Path, kind: str, topic: str) -> list[tuple[Any, ...]]:
    """This is what DuckDB finds of a topic: position, day, stream."""
    return sql(
        f"SELECT log_position, log_day::text, log_stream FROM {READING[kind]}"
        f"('{folder}/topic={topic}/*/*.{kind}', hive_partitioning = true) ORDER BY log_position"
    )


def sql(statement: str) -> list[tuple[Any, ...]]:
    """This is what DuckDB answers."""
    answer = duckdb.sql(statement)
    assert answer is not None
    return answer.fetchall()


def happened(topic: str) -> list[tuple[int, str, str]]:
    """This is the same, from the log itself."""
    shown = (public_fact(each) for each in lived().facts if topic == each.fact.TOPIC)
    return [(one.position, f"{one.recorded_at.date()}", one.stream) for one in shown]


def contents(folder: Path) -> dict[str, bytes]:
    """This is every file with what is in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_topic_has_a_column_for_each_public_field_and_no_name_twice() -> None:
    for topic, known in FACTS.items():
        names = columns_of(topic).names
        assert names == [*(field.name for field in PLACE), *public_fields(known)]
        assert len({*names, "topic", "log_day"}) == len(names) + 2, topic


@pytest.mark.parametrize("kind", READING)
class TestAnExport:
    def test_holds_every_fact_once(self, kind: str, tmp_path: Path) -> None:
        found = export(tmp_path, format=kind)
        topics = Counter(each.fact.TOPIC for each in lived().facts)
        assert {path.name for path in tmp_path.glob("topic=*")} == {f"topic={t}" for t in topics}
        for topic in topics:
            assert rows(tmp_path, kind, topic) == happened(topic)
        assert (found.facts, found.position, found.unreadable) == (
            sum(topics.values()),
            lived().head(),
            0,
        )

    def test_says_nothing_of_anybody(self, kind: str, tmp_path: Path) -> None:
        export(tmp_path, format=kind)
        for path in tmp_path.rglob(f"*.{kind}"):
            words = f"SELECT * FROM {READING[kind]}('{path}')"
            assert not NAMES.search(str(sql(words))), path

    def test_keeps_types(self, kind: str, tmp_path: Path) -> None:
        export(tmp_path, format=kind)
        price = '"price.minor"' if kind == "csv" else "price.minor"
        (found,) = sql(
            f'SELECT {price}, "end" - start, is_trial FROM {READING[kind]}'
            f"('{tmp_path}/topic=booking.confirmed.v1/*/*.{kind}')"
        )
        assert found == (3001, timedelta(hours=1), False) or kind == "csv"
        assert found[0] == 3001


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """This is what an export that nobody stopped has written."""
    folder = tmp_path_factory.mktemp("whole")
    export(folder)
    return contents(folder)


class TestAKilledExport:
    @pytest.mark.parametrize("step", range(0, 40, 5))
    def test_goes_on_where_it_was(
        self, step: int, whole: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as killing:
            killing.setattr(os, "fsync", dying_at(step))
            with pytest.raises(Killed):
                export(tmp_path)
        export(tmp_path)
        assert contents(tmp_path) == whole

    def test_asked_again_adds_what_is_new(self, whole: dict[str, bytes], tmp_path: Path) -> None:
        middle = lived().facts[-3].recorded_at
        first = export(tmp_path, before=middle)
        assert 0 < first.facts < len(lived().facts)
        with pytest.raises(CannotBeDone, match="export of something else"):
            export(tmp_path)
        assert export(tmp_path, before=middle) == first
        assert set(contents(tmp_path)) - {"export.json"} < set(whole)


def dying_at(step: int) -> Any:
    """This is the end of the process at a file that is written and not yet in its place."""
    steps: Iterator[int] = iter(range(step + 1))

    def fsync(_file: int) -> None:
        if next(steps) == step:
            raise Killed

    return fsync


class TestWhatIsWanted:
    def test_may_be_a_stretch_of_time(self, tmp_path: Path) -> None:
        times = sorted({each.recorded_at for each in lived().facts})
        found = export(tmp_path, since=times[1], before=times[3])
        wanted = [each for each in lived().facts if times[1] <= each.recorded_at < times[3]]
        assert found.facts == len(wanted)
        assert 0 < len(wanted) < len(lived().facts)

    def test_may_be_some_topics_and_contexts(self, tmp_path: Path) -> None:
        topics = topics_named(["booking", "payment.captured.v1"])
        assert {context_of(topic) for topic in topics} == {"booking", "payment"}
        export(tmp_path, names=("booking", "payment.captured.v1"))
        found = {path.name.removeprefix("topic=") for path in tmp_path.glob("topic=*")}
        assert "payment.captured.v1" in found
        assert found <= topics

    def test_is_told_when_there_is_no_such_topic(self) -> None:
        with pytest.raises(CannotBeDone, match=r"no topic bookings; .*booking, breach"):
            topics_named(["bookings"])

    def test_needs_a_folder_of_its_own(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("mine")
        with pytest.raises(CannotBeDone, match="holds something that is no export"):
            export(tmp_path)
