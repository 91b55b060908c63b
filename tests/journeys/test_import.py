"""Tutors of another marketplace: imported from the command line, then found over HTTP.

Against PostgreSQL with real read models and the real embedder; what workers would do, following
the log, a thread of the test does.
"""

import json
import signal
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import Result

from adapters.bootstrap import Container
from adapters.embedded.servers import EmbeddedServers
from adapters.postgres.migrate import migrate
from adapters.settings import Settings
from api.app import create_app
from api.shell.hours import hours_in
from api.shell.importing.bringing import Bringing
from api.shell.importing.files import Files
from api.shell.importing.lines import identity
from api.shell.importing.report import Report
from tests.support.brought import COURSES, TUTORS, crowd, written
from tests.support.databases import fresh_database
from tests.support.processes import soon
from tests.support.shell import following, named_in_environment, type_in, typed
from tests.support.worlds import ROOT

with warnings.catch_warnings():
    # It recommends another HTTP client; the one it has does what is needed here.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

pytestmark = pytest.mark.io
GIVEN = ROOT.parent / "shared" / "data" / "tutors"
FIRST = 100
FACTS = "SELECT originator_id, originator_version, topic FROM log.facts ORDER BY 1, 2"
HEAD = "SELECT position FROM log.head"
Lines = list[dict[str, Any]]


class Platform:
    """This is a platform whose read models follow, with the command line beside it."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.http = TestClient(create_app(container))

    def imports(self, file: Path) -> Result:
        """This is what the command line tells of it."""
        return type_in("import", "tutors", file)

    def found(self, **wanted: Any) -> set[str]:
        """This is the ids of all tutors that search finds."""
        answer = self.http.get("/v1/tutors", params={"limit": 100, **wanted})
        assert answer.status_code == 200, answer.text
        return {card["tutor_id"] for card in answer.json()["items"]}

    def brought(self) -> int:
        """This is how many facts an import may have brought: searches leave some as well."""
        facts = self.container.facts.read(0, 10_000, frozenset({"availability", "tutor"}))
        return len(facts)

    def profile(self, number: int) -> Any:
        """This is one tutor whole."""
        answer = self.http.get(f"/v1/tutors/{tutor_id(number)}")
        assert answer.status_code == 200, answer.text
        return answer.json()


def tutor_id(number: int) -> str:
    return identity("elsewhere", "tutor", number)


def numbers(lines: Lines, **wanted: Any) -> set[str]:
    return {
        tutor_id(line["tutor"])
        for line in lines
        if all(line[name] == value for name, value in wanted.items())
    }


@contextmanager
def named(servers: EmbeddedServers, home: Path) -> Iterator[Settings]:
    """This is an empty database in a folder of its own, as the environment names it to commands."""
    with (
        fresh_database(str(servers.settings.database_owner_url)) as url,
        pytest.MonkeyPatch.context() as patched,
    ):
        yield named_in_environment(servers.settings, url, home, patched)


@pytest.fixture(scope="class")
def platform(
    servers: EmbeddedServers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    with (
        named(servers, tmp_path_factory.mktemp("platform")) as settings,
        Container.from_settings(settings) as container,
        following(container),
    ):
        yield Platform(container)


class TestASmallFile:
    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def run(cls, platform: Platform) -> Result:
        """This is what was told of it, once it is imported."""
        written(Path("courses.jsonl"), *COURSES)
        return platform.imports(written(Path("tutors.jsonl"), *TUTORS, "{bad"))

    def test_is_told_of_in_a_summary(self, run: Result) -> None:
        assert run.exit_code == 1, run.output
        assert "3 tutors are new, 0 were here already, with 3 courses" in run.output
        assert "1 lines could not be used; see tutors.report.jsonl" in run.output
        assert "The rollup counts 3 tutors and 3 courses from 'elsewhere'." in run.output
        told = json.loads(Path("tutors.report.jsonl").read_text("utf-8"))
        assert told == {"file": "tutors.jsonl", "line": 4, "reason": "not JSON in UTF-8"}

    def test_is_found_by_what_is_asked(self, platform: Platform) -> None:
        one, two, three = tutor_id(1), tutor_id(2), tutor_id(3)
        found = platform.found
        assert found() == {one, two, three}
        assert found(subject="spanish") == {two}
        assert found(subject="other") == {one}
        assert found(subject="persian(farsi)") == {two}
        assert found(language="english") == {one, two, three}
        assert found(language="german") == {one}
        assert found(currency="USD", price_to_minor=1000) == {two}
        assert found(currency="USD", price_from_minor=2000, price_to_minor=4000) == {one, three}
        assert found(rating=4.95) == {three}
        assert found(is_bookable=True) == set()

    def test_is_found_by_words_in_both_languages(self, platform: Platform) -> None:
        found = platform.found
        assert tutor_id(1) in found(words="глагол движения")
        assert tutor_id(3) in found(words="interview")
        assert found(words="падеж", subject="spanish") <= {tutor_id(2)}

    def test_is_free_on_the_weekdays_assumed(self, platform: Platform) -> None:
        found = platform.found
        everybody = {tutor_id(1), tutor_id(2), tutor_id(3)}
        assert found(weekday=1) == found(weekday=5) == everybody
        assert found(weekday=6) == set()
        assert found(weekday=2, from_minute=540, to_minute=1080) == everybody
        assert found(weekday=2, from_minute=480, to_minute=600) == set()

    def test_is_shown_whole(self, platform: Platform) -> None:
        shown = platform.profile(1)
        assert (shown["display_name"], shown["headline"]) == ("Tutor 1", "Русская грамматика")
        assert shown["about"] == TUTORS[0]["teaching_style"]
        assert (shown["time_zone"], shown["zone"]) == ("Europe/Moscow", "Europe/Moscow")
        assert shown["speaks"] == [
            {"language": "english", "level": 5},
            {"language": "german", "level": None},
            {"language": "russian", "level": 7},
        ]
        assert {course["title"] for course in shown["courses"]} == {
            "Русская грамматика",
            "Reading old letters",
        }
        assert shown["reputation"]["session_count"] == 61
        assert shown["rating"] == 4.9
        assert platform.profile(2)["rating"] is None

    def test_again_brings_nobody(self, platform: Platform) -> None:
        before = platform.brought()
        again = platform.imports(Path("tutors.jsonl"))
        assert "0 tutors are new, 3 were here already" in again.output
        assert platform.brought() == before


@pytest.mark.skipif(not GIVEN.exists(), reason="the public data is not on this machine")
class TestTheFirstHundredOfTheRealOnes:
    @pytest.fixture(scope="class")
    @classmethod
    def lines(cls) -> list[str]:
        return (GIVEN / "tutors.jsonl").read_text("utf-8").split("\n")[:FIRST]

    @pytest.fixture(scope="class")
    @classmethod
    def tutors(cls, lines: list[str]) -> Lines:
        return [json.loads(line) for line in lines]

    @pytest.fixture(scope="class")
    @classmethod
    def courses(cls, tutors: Lines) -> Lines:
        known = {tutor["tutor"] for tutor in tutors}
        given = (GIVEN / "courses.jsonl").read_text("utf-8").strip().split("\n")
        return [one for one in map(json.loads, given) if one["tutor"] in known]

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def run(cls, platform: Platform, lines: list[str], courses: Lines) -> Result:
        """This is what was told of them, once they are imported."""
        written(Path("courses.jsonl"), *courses)
        return platform.imports(written(Path("tutors.jsonl"), *lines))

    def test_come_in_whole(
        self, platform: Platform, run: Result, tutors: Lines, courses: Lines
    ) -> None:
        assert run.exit_code == 0, run.output
        counted = f"{FIRST} tutors and {len(courses)} courses from 'elsewhere'"
        assert counted in run.output
        assert not Path("tutors.report.jsonl").exists()
        for line in tutors[::10]:
            shown = platform.profile(line["tutor"])
            theirs = [one for one in courses if one["tutor"] == line["tutor"]]
            assert shown["reputation"]["session_count"] == line["session_count"]
            assert len(shown["courses"]) == len(theirs)
            assert shown["time_zone"] == line["timezone"]

    def test_are_found_by_what_their_lines_say(
        self, platform: Platform, tutors: Lines, courses: Lines
    ) -> None:
        taught = Counter(course["language"] for course in courses)
        for subject, _ in taught.most_common(3):
            wanted = {tutor_id(one["tutor"]) for one in courses if one["language"] == subject}
            wanted |= {
                tutor_id(one["tutor"])
                for one in tutors
                if subject in {language for language, _ in one["teach"]}
            }
            assert platform.found(subject=subject) == wanted
        best = numbers(tutors, overall_rating="5.0")
        assert platform.found(rating=5) == best
        assert len(platform.found(weekday=3)) == FIRST
        assert platform.found(weekday=7) == set()
        cheap = {tutor_id(one["tutor"]) for one in courses if one["price"] <= 1_000}
        assert platform.found(currency="USD", price_to_minor=1_000) >= cheap
        for words in ("russian grammar for beginners", "подготовка к экзамену"):
            assert platform.found(words=words)


class TestBrokenOff:
    SIZE = 150

    @pytest.fixture
    def settings(self, servers: EmbeddedServers, tmp_path: Path) -> Iterator[Settings]:
        with named(servers, tmp_path) as settings:
            yield settings

    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
    def test_and_begun_again_the_log_is_as_after_one_run(
        self, number: int, servers: EmbeddedServers, settings: Settings, tmp_path: Path
    ) -> None:
        file = written(tmp_path / "tutors.jsonl", *crowd(self.SIZE))
        url = str(settings.database_url)
        with typed("import", "tutors", file) as us:
            assert soon(lambda: head(url) > 20, seconds=30)
            us.send_signal(number)
            told = us.communicate(timeout=30)[0]
        assert us.returncode == (-number if number == signal.SIGKILL else 130)
        if number == signal.SIGINT:
            assert "Interrupted. What came in stays" in told
        assert head(url) < 4 * self.SIZE
        brought(url, settings, file)
        with fresh_database(str(servers.settings.database_owner_url)) as other:
            migrate(other)
            brought(other, settings, file)
            assert facts(url) == facts(other)


def brought(url: str, settings: Settings, file: Path) -> None:
    """This imports the file to its end, and waits for no read model."""
    there = settings.model_copy(update={"database_url": url})
    with Container.from_settings(there) as container:
        files = Files(file, None, "elsewhere", Report(file.with_name("report.jsonl")))
        bringing = Bringing(container.bus, "elsewhere", hours_in("mon-fri 09:00-18:00"))
        assert all(not result.refusal for result in bringing.bring_all(files.read()))


def head(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(HEAD).fetchone()
    return int(row[0]) if row else 0


def facts(url: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(FACTS).fetchall()
