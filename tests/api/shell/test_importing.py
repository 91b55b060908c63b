"""Importing: bad lines are told and the rest goes on; broken off and begun again, it is as once."""

import json
from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from adapters.crypto.pseudonyms import KeyedPseudonyms
from adapters.memory.clock import SetClock
from adapters.memory.crypto import InMemoryPasswordHasher
from adapters.memory.event_log import InMemoryEventLog
from api.shell.hours import hours_in
from api.shell.importing.bringing import Bringing, Result
from api.shell.importing.files import Files
from api.shell.importing.report import Report
from application.bus import Bus
from application.commands import COMMANDS
from application.ports import Ports
from application.status import CannotBeDone
from domain.availability.events import WeeklyHoursSet
from domain.tutor.events import CourseOffered, TutorImported
from tests.support.brought import COURSES, TUTORS, course, crowd, tutor, written
from tests.support.calendar import MONDAY

SECRET = b"a secret of thirty-two bytes long"
WEEK = "mon-fri 09:00-18:00"


class Import:
    """This imports files into a log in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = InMemoryEventLog()
        ports = Ports(
            InMemoryPasswordHasher(), KeyedPseudonyms(b"a secret of thirty-two bytes long")
        )
        self.bus = Bus(self.log, ports, SetClock(MONDAY), COMMANDS)
        self.report = Report(folder / "report.jsonl")

    def files(self) -> Files:
        """This is the files in the folder, as they are now."""
        courses = self.folder / "courses.jsonl"
        known = courses if courses.exists() else None
        return Files(self.folder / "tutors.jsonl", known, "elsewhere", self.report)

    def results(self, hours: str = WEEK) -> Generator[Result]:
        """This is what becomes of each tutor."""
        bringing = Bringing(self.bus, "elsewhere", hours_in(hours))
        return bringing.bring_all(self.files().read())

    def run(self, hours: str = WEEK) -> list[Result]:
        """This imports all of it."""
        return sorted(self.results(hours), key=lambda result: result.line)

    def told(self) -> list[tuple[str, int, str]]:
        """This is what the report says."""
        if not self.report.path.exists():
            return []
        lines = self.report.path.read_text("utf-8").splitlines()
        return [(line["file"], line["line"], line["reason"]) for line in map(json.loads, lines)]

    def facts(self) -> list[tuple[str, int, Any]]:
        """This is everything in the log, by stream."""
        found = [(each.stream_id, each.version, each.fact) for each in self.log.facts]
        return sorted(found, key=lambda each: each[:2])

    def of(self, kind: type) -> list[Any]:
        """This is every fact of that kind."""
        return [each.fact for each in self.log.facts if isinstance(each.fact, kind)]


@pytest.fixture
def importing(tmp_path: Path) -> Iterator[Import]:
    made = Import(tmp_path)
    yield made
    made.report.close()


class TestImporting:
    def test_brings_everybody_with_their_courses_and_hours(self, importing: Import) -> None:
        written(importing.folder / "tutors.jsonl", *TUTORS)
        written(importing.folder / "courses.jsonl", *COURSES)
        assert [(each.is_new, each.courses) for each in importing.run()] == [
            (True, 2),
            (True, 1),
            (True, 0),
        ]
        assert {fact.source_reference for fact in importing.of(TutorImported)} == {"1", "2", "3"}
        assert len(importing.of(CourseOffered)) == 3
        zones = {fact.zone for fact in importing.of(WeeklyHoursSet)}
        assert zones == {"Europe/Moscow", "America/Bogota", "Europe/London"}
        assert importing.told() == []

    def test_may_assume_no_hours(self, importing: Import) -> None:
        written(importing.folder / "tutors.jsonl", *TUTORS)
        importing.run("none")
        assert importing.of(WeeklyHoursSet) == []

    def test_again_brings_nobody(self, importing: Import) -> None:
        written(importing.folder / "tutors.jsonl", *TUTORS)
        importing.run()
        before = importing.facts()
        assert [(each.is_new, each.is_other) for each in importing.run()] == 3 * [(False, False)]
        assert importing.facts() == before

    def test_tells_who_reads_otherwise_than_before(self, importing: Import) -> None:
        written(importing.folder / "tutors.jsonl", *TUTORS)
        importing.run()
        written(importing.folder / "tutors.jsonl", tutor(session_count=62), *TUTORS[1:])
        results = importing.run()
        assert [each.is_other for each in results] == [True, False, False]

    def test_passes_over_empty_lines_and_a_byte_order_mark(self, importing: Import) -> None:
        first = b"\xef\xbb\xbf" + json.dumps(TUTORS[0]).encode()
        written(importing.folder / "tutors.jsonl", first, "", "  ", TUTORS[1])
        assert len(importing.run()) == 2
        assert importing.told() == []


class TestABadLine:
    def test_is_told_and_the_rest_goes_on(self, importing: Import) -> None:
        written(importing.folder / "tutors.jsonl", TUTORS[0], "{oops", TUTORS[1], tutor(tutor="x"))
        written(importing.folder / "courses.jsonl", "[]", COURSES[0], course(course=9, price=-4))
        assert [each.line for each in importing.run()] == [1, 3]
        assert [(file, line) for file, line, _ in importing.told()] == [
            ("courses.jsonl", 1),
            ("courses.jsonl", 3),
            ("tutors.jsonl", 2),
            ("tutors.jsonl", 4),
        ]

    def test_may_be_a_second_time_the_same(self, importing: Import) -> None:
        written(importing.folder / "tutors.jsonl", TUTORS[0], tutor(min_price=1))
        written(importing.folder / "courses.jsonl", COURSES[0], course(price=1))
        importing.run()
        assert importing.told() == [
            ("courses.jsonl", 2, "the same course stands on line 1"),
            ("tutors.jsonl", 2, "the same tutor stands on line 1"),
        ]

    def test_may_be_a_course_of_nobody(self, importing: Import) -> None:
        written(importing.folder / "tutors.jsonl", TUTORS[0])
        written(importing.folder / "courses.jsonl", COURSES[0], course(course=9, tutor=404))
        importing.run()
        assert importing.told() == [("courses.jsonl", 2, "its tutor has no line that can be used")]

    def test_may_have_its_levels_upside_down(self, importing: Import) -> None:
        written(importing.folder / "tutors.jsonl", TUTORS[0])
        written(importing.folder / "courses.jsonl", course(level_lo=6, level_hi=2))
        assert [each.courses for each in importing.run()] == [0]
        assert importing.told() == [("courses.jsonl", 1, "level_lo is above level_hi")]

    def test_mended_comes_in_the_next_time(self, importing: Import) -> None:
        written(importing.folder / "tutors.jsonl", TUTORS[0], tutor(tutor=2, timezone="Nowhere"))
        assert len(importing.run()) == 1
        written(importing.folder / "tutors.jsonl", TUTORS[0], TUTORS[1])
        assert [each.is_new for each in importing.run()] == [False, True]


class TestBrokenOff:
    @pytest.mark.parametrize("after", [0, 1, 7, 39])
    def test_and_begun_again_it_is_as_if_done_once(self, after: int, tmp_path: Path) -> None:
        once, twice = Import(tmp_path), Import(tmp_path)
        written(tmp_path / "tutors.jsonl", *crowd(40))
        once.run()
        begun = twice.results()
        list(islice(begun, after))
        begun.close()
        twice.run()
        assert twice.facts() == once.facts()

    def test_leaves_nobody_half_brought(self, importing: Import) -> None:
        written(importing.folder / "tutors.jsonl", *crowd(200))
        begun = importing.results()
        next(begun)
        begun.close()
        brought = {fact.tutor_id for fact in importing.of(TutorImported)}
        assert 0 < len(brought) < 200
        assert brought == {fact.tutor_id for fact in importing.of(WeeklyHoursSet)}


class TestAFileThatCannotBeRead:
    def test_is_told_in_a_sentence(self, importing: Import) -> None:
        with pytest.raises(CannotBeDone, match="cannot be read: No such file"):
            importing.files().count()

    def test_may_be_a_folder(self, importing: Import) -> None:
        (importing.folder / "tutors.jsonl").mkdir()
        with pytest.raises(CannotBeDone, match="Is a directory"):
            importing.files().count()


class TestTheReport:
    def test_is_not_there_when_all_is_well(self, tmp_path: Path) -> None:
        report = Report(tmp_path / "report.jsonl")
        report.begin()
        report.close()
        assert not report.path.exists()

    def test_of_another_import_is_emptied(self, tmp_path: Path) -> None:
        path = tmp_path / "report.jsonl"
        path.write_text("old\n")
        report = Report(path)
        report.begin()
        report.close()
        assert path.read_text() == ""

    def test_that_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(CannotBeDone, match="cannot be written"):
            Report(tmp_path / "none" / "report.jsonl").add(tmp_path, 1, "bad")
