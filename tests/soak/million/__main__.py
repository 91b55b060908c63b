"""`python -m tests.soak.million`: the whole of it, told with what was counted and measured."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from adapters.bootstrap import Container
from adapters.embedded.servers import EmbeddedServers
from adapters.postgres.migrate import migrate_as
from adapters.postgres.projections.status import ProjectionStatus
from adapters.settings import Settings
from adapters.telemetry import configure_logging
from application.analytics.measures import CONTEXTS
from tests.bench.facts import FACTS_EACH, lines_of, write_lines
from tests.soak.million.counts import carried, compared, in_files, in_log
from tests.soak.million.workers import FIRST, MEBIBYTE, SECOND, Workers

AT_ONCE = 20_000
EXPORT = ("-m", "api.cli", "export", "events")
LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 3_600.0
MOST_MEBIBYTES = 1_024
AIMS = ("published", "in rows", "in windows")


@dataclass(slots=True)
class Report:
    """This is what became of the facts: how many, how soon, and at what price in memory."""

    facts: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    mebibytes: Mapping[str, int] = field(default_factory=dict)
    agreed: Sequence[str] = ()

    def lines(self) -> Iterator[str]:
        """This is the same for people."""
        yield f"{self.facts:,} facts; {len(self.agreed)} counts agree with SQL over the log:"
        yield from (f"  {what}" for what in self.agreed)
        for what, seconds in self.seconds.items():
            yield f"{what}: {seconds:,.0f} s, {self.facts / seconds:,.0f} facts a second"
        for name, peak in sorted(self.mebibytes.items(), key=lambda each: -each[1]):
            yield f"most memory of {name}: {peak:,} MiB"


def soak(home: Path, facts: int, progress: Progress) -> Report:
    """This does all of it in that folder.

    Raises:
        AssertionError: facts were lost, came twice, or took too much memory.
    """
    settings = Settings(
        database_url=None, kafka_bootstrap_servers=None, redis_url=None, preceptor_home=home
    )
    report = Report()
    with EmbeddedServers.started(settings, progress.console.print) as servers:
        migrate_as(str(servers.settings.database_url), servers.settings.database_owner_url)
        with Workers(servers) as workers, Container(servers.settings) as container:
            _await_built(workers, container)
            begun = time.monotonic()
            report.facts = _write(workers, facts, progress)
            report.seconds["written"] = time.monotonic() - begun
            _await_all(workers, container, progress, report, begun)
            begun = time.monotonic()
            workers.run("export", (*EXPORT, str(home / "files")))
            report.seconds["exported"] = time.monotonic() - begun
        assert in_files(home / "files") == in_log(str(servers.settings.database_url))
        report.agreed = _agreed(servers.settings, report.facts)
        report.mebibytes = {name: peak // MEBIBYTE for name, peak in workers.peaks.items()}
    large = {name: peak for name, peak in report.mebibytes.items() if peak >= MOST_MEBIBYTES}
    assert not large, f"too much memory: {large}"
    return report


def _write(workers: Workers, facts: int, progress: Progress) -> int:
    """This writes them; a second projector joins, and the first is killed and comes back."""
    task = progress.add_task("written", total=facts)
    lines = lines_of(-(-facts // FACTS_EACH))
    deeds: list[tuple[int, Callable[[str], None], str]] = [
        (facts * 2 // 3, workers.replace, FIRST),
        (facts // 3, workers.start, SECOND),
    ]
    written = 0
    url = str(workers.servers.settings.database_owner_url)
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        while batch := list(islice(lines, min(AT_ONCE, facts))):
            with connection.transaction():
                written = write_lines(connection, batch, written)
                connection.execute("NOTIFY preceptor_log")
            progress.update(task, completed=written)
            while deeds and written >= deeds[-1][0]:
                _at, deed, name = deeds.pop()
                deed(name)
    return written


def _await_built(workers: Workers, container: Container) -> None:
    """This returns when the read models stand empty, so that all comes to them by the stream."""
    while not all(one.is_current for one in _standing(container)):
        workers.check()
        time.sleep(LOOK_SECONDS)


def _await_all(
    workers: Workers, container: Container, progress: Progress, report: Report, begun: float
) -> None:
    """This returns when all is published, and in every read model."""
    tasks = {name: progress.add_task(name, total=report.facts) for name in AIMS}
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        workers.check()
        published = container.published.look().position
        found = _standing(container)
        reached = min(one.position for one in found)
        counted = _counted(container, report.facts)
        for name, position in zip(AIMS, (published, reached, counted), strict=True):
            progress.update(tasks[name], completed=position)
            if position >= report.facts:
                report.seconds.setdefault(name, time.monotonic() - begun)
        if min(published, reached, counted) >= report.facts:
            assert not any(one.parked for one in found)
            return
        assert time.monotonic() < end, (
            f"{published} published, {reached} in rows, {counted} counted"
        )
        time.sleep(LOOK_SECONDS)


def _counted(container: Container, facts: int) -> int:
    """This is up to where facts are counted in windows: all, or before the first that waits."""
    places = container.figures.places()
    out = container.published.look().partitions
    waiting = [
        places.get(line, 0)
        for line, position in out.items()
        if line.context in CONTEXTS and places.get(line, 0) < position
    ]
    return min(waiting, default=facts)


def _standing(container: Container) -> list[ProjectionStatus]:
    names = {one.name for one in container.read_models}
    return [one for one in container.operating.status() if one.name in names]


def _agreed(settings: Settings, facts: int) -> list[str]:
    pairs = compared(str(settings.database_url))
    for what, (counted, expected) in pairs.items():
        assert counted == expected, f"{what}: {counted}, and by the log {expected}"
        assert counted, f"{what}: nothing at all"
    positions = carried(str(settings.kafka_bootstrap_servers), frozenset({"booking", "payment"}))
    assert positions == set(range(1, facts + 1)), f"{len(positions)} of {facts} on the stream"
    return ["facts in files, by topic", "facts on the stream, each position", *pairs]


def main(arguments: Sequence[str]) -> int:
    """This soaks, and answers with an exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.million", description=__doc__)
    parser.add_argument("--facts", type=int, default=1_000_000, help="how many, or a few more")
    asked: Any = parser.parse_args(arguments)
    configure_logging("WARNING", "console")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with (
        tempfile.TemporaryDirectory(prefix="million-") as home,
        Progress(*columns, TimeElapsedColumn()) as progress,
    ):
        report = soak(Path(home), asked.facts, progress)
    console = Console()
    for line in report.lines():
        console.print(line, highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
