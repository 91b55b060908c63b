"""`preceptor import tutors FILE`: from the file to every read model, with a bar and a summary."""

import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError
from rich.progress import Progress

from adapters.bootstrap import Container
from api.shell.connected import connected
from api.shell.console import FAILED, INTERRUPTED, progress, say
from api.shell.hours import hours_in
from api.shell.importing.bringing import Bringing, Result
from api.shell.importing.files import Files
from api.shell.importing.report import Report
from application.consistency import Partition, Token
from application.fields import Code
from application.status import CannotBeDone
from projections.platform_metrics.queries import totals

SIBLING: Final = "courses.jsonl"
PATIENCE_SECONDS: Final = 300.0
STEP_SECONDS: Final = 0.5
GOES_ON: Final = "the same command goes on from there."


@dataclass(frozen=True, slots=True)
class Wanted:
    """This is what was typed; what is absent has its default."""

    tutors: Path
    courses: Path | None
    hours: str
    report: Path | None
    source: str

    @property
    def courses_file(self) -> Path | None:
        """This is the file of courses: the one named, else the sibling, if there is one."""
        sibling = self.tutors.with_name(SIBLING)
        return self.courses or (sibling if sibling.exists() else None)

    @property
    def report_file(self) -> Path:
        """This is where bad lines are told: the place named, else one in the current folder.

        Raises:
            CannotBeDone: it is one of the files that are read.
        """
        path = self.report or Path(f"{self.tutors.stem}.report.jsonl")
        if path.resolve() in {each.resolve() for each in (self.tutors, self.courses_file) if each}:
            raise CannotBeDone(f"The report would overwrite {path}; name another with --report.")
        return path


@dataclass(slots=True)
class Summary:
    """This is what the import came to; `reached` is where the last of it stands."""

    partitions: int
    new: int = 0
    here: int = 0
    others: int = 0
    courses: int = 0
    reached: dict[Partition, int] = field(default_factory=dict)
    is_whole: bool = False
    began: float = field(default_factory=time.monotonic)

    def add(self, result: Result) -> None:
        """This counts one tutor."""
        self.new += result.is_new
        self.here += not result.is_new and not result.refusal
        self.others += result.is_other
        self.courses += result.courses
        for partition, position in Token.of(result.places, self.partitions).positions.items():
            self.reached[partition] = max(position, self.reached.get(partition, 0))


def import_tutors(wanted: Wanted) -> int:
    """This brings the tutors of the files in, and answers the exit code.

    Raises:
        CannotBeDone: a file cannot be read, or what was typed makes no sense.
    """
    hours = hours_in(wanted.hours)
    _check_source(wanted.source)
    report = Report(wanted.report_file)
    files = Files(wanted.tutors, wanted.courses_file, wanted.source, report)
    count = files.count()
    with closing(report), connected() as container:
        report.begin()
        summary = Summary(container.partitions)
        with progress("Importing tutors") as bar:
            bar.update(bar.task_ids[0], total=count)
            try:
                with container.operating.reachable():
                    _bring(files, Bringing(container.bus, wanted.source, hours), summary, bar)
            except CannotBeDone as reason:
                raise CannotBeDone(f"{reason} {summary.new:,} tutors came in; {GOES_ON}") from None
        _tell(wanted, summary, report)
        if not summary.is_whole:
            return INTERRUPTED
        _await_read_models(container, summary)
        _compare(container, wanted.source)
    return FAILED if report.count else 0


def _check_source(source: str) -> None:
    try:
        TypeAdapter(Code).validate_python(source)
    except ValidationError:
        raise CannotBeDone(
            "The source is a name in small letters and digits, such as `elsewhere`."
        ) from None


def _bring(files: Files, bringing: Bringing, summary: Summary, bar: Progress) -> None:
    """This brings in all it can; told to stop, it lets what was begun end."""
    try:
        with closing(bringing.bring_all(files.read())) as results:
            for result in results:
                summary.add(result)
                if result.refusal:
                    files.report.add(files.tutors, result.line, result.refusal)
                bar.advance(bar.task_ids[0])
    except KeyboardInterrupt:
        return
    summary.is_whole = True


def _tell(wanted: Wanted, summary: Summary, report: Report) -> None:
    if not summary.is_whole:
        say(f"Interrupted. What came in stays; {GOES_ON}", "yellow")
    seconds = time.monotonic() - summary.began
    rate = (summary.new + summary.here) / max(seconds, 0.001)
    say(
        f"{summary.new:,} tutors are new, {summary.here:,} were here already, with "
        f"{summary.courses:,} courses: {seconds:.1f} s, {rate:,.0f} tutors a second."
    )
    if summary.others:
        say(
            f"{summary.others:,} of those here already read otherwise now; "
            "they stay as they came in.",
            "yellow",
        )
    if wanted.courses_file is None:
        say(f"No courses: there is no {SIBLING} beside the file, and none was named.")
    if report.count:
        say(f"{report.count:,} lines could not be used; see {report.path}.", "yellow")


def _await_read_models(container: Container, summary: Summary) -> None:
    """This waits until search and all others hold what was brought."""
    token = Token(summary.reached)
    end = time.monotonic() + PATIENCE_SECONDS
    with progress("Read models catch up") as bar:
        task = bar.task_ids[0]
        bar.update(task, total=len(container.read_models))
        for projection in container.read_models:
            while behind := container.waiting.wait(projection.name, token, STEP_SECONDS):
                bar.update(task, note=f"{projection.name}: {behind:,} positions to go")
                if time.monotonic() > end:
                    say(f"{projection.name} is still {behind:,} positions behind.", "yellow")
                    return
            bar.advance(task)


def _compare(container: Container, source: str) -> None:
    """This says what the rollup counts, to be held against the files."""
    with container.operating.reachable():
        found = next(
            (one for one in totals(container.reader).imported if one.source == source), None
        )
    if found is not None:
        say(
            f"The rollup counts {found.tutor_count:,} tutors and {found.course_count:,} courses "
            f"from {source!r}."
        )
