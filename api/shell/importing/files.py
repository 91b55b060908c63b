"""Both files, read line by line: what is good goes on, what is bad goes into the report."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from api.shell.importing.lines import CourseLine, L, NotALine, TutorLine, read
from api.shell.importing.report import Report
from application.status import CannotBeDone
from application.tutor import ImportTutor

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MOST_COURSES = 100


@dataclass(frozen=True, slots=True)
class Brought:
    """This is a tutor ready to be brought in, and the line they stand on."""

    line: int
    command: ImportTutor


@dataclass(slots=True)
class Files:
    """This reads tutors, each with their courses.

    Attributes:
        tutors: the file of tutors.
        courses: the file of courses, when there is one.
        source: what the other marketplace is called.
        report: where bad lines are told.
    """

    tutors: Path
    courses: Path | None
    source: str
    report: Report
    _of_tutor: dict[int, list[tuple[int, CourseLine]]] = field(default_factory=dict)

    def count(self) -> int:
        """This is how many lines of tutors there are.

        Raises:
            CannotBeDone: the file cannot be read.
        """
        with opened(self.tutors) as file:
            return sum(1 for line in file if line.strip())

    def read(self) -> Iterator[Brought]:
        """This is every tutor who can be brought in, in the order of the file.

        Raises:
            CannotBeDone: a file cannot be read.
        """
        self._read_courses()
        seen: dict[int, int] = {}
        for number, tutor in self._lines(self.tutors, TutorLine):
            if tutor.tutor in seen:
                why = f"the same tutor stands on line {seen[tutor.tutor]}"
                self.report.add(self.tutors, number, why)
                continue
            seen[tutor.tutor] = number
            courses = [course for _, course in self._of_tutor.pop(tutor.tutor, [])]
            try:
                yield Brought(number, tutor.imported(self.source, courses))
            except NotALine as reason:
                self.report.add(self.tutors, number, str(reason))
        self._report_orphans()

    def _read_courses(self) -> None:
        if self.courses is None:
            return
        seen: dict[int, int] = {}
        for number, course in self._lines(self.courses, CourseLine):
            theirs = self._of_tutor.setdefault(course.tutor, [])
            if course.course in seen:
                why = f"the same course stands on line {seen[course.course]}"
            elif course.level_lo > course.level_hi:
                why = "level_lo is above level_hi"
            elif len(theirs) >= MOST_COURSES:
                why = f"a tutor has {MOST_COURSES} courses at most"
            else:
                seen[course.course] = number
                theirs.append((number, course))
                continue
            self.report.add(self.courses, number, why)

    def _report_orphans(self) -> None:
        assert self.courses is not None or not self._of_tutor
        left = sorted(number for lines in self._of_tutor.values() for number, _ in lines)
        for number in left:
            assert self.courses is not None
            self.report.add(self.courses, number, "its tutor has no line that can be used")

    def _lines(self, path: Path, shape: type[L]) -> Iterator[tuple[int, L]]:
        """This is every line of that shape, with its number; empty ones are passed over."""
        with opened(path) as file:
            for number, raw in enumerate(file, start=1):
                text = raw.removeprefix(BYTE_ORDER_MARK).strip()
                if not text:
                    continue
                try:
                    yield number, read(shape, text)
                except NotALine as reason:
                    self.report.add(path, number, str(reason))


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """This is the file, open for reading.

    Raises:
        CannotBeDone: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            yield file
    except OSError as reason:
        raise CannotBeDone(f"{path} cannot be read: {reason.strerror}.") from reason
