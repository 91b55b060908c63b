"""What goes wrong on the command line is said in one sentence, and never with a trace."""

import re
from pathlib import Path

import pytest
from typer.testing import Result

from adapters.embedded.ports import free_port
from tests.support.brought import TUTORS, written
from tests.support.shell import ADDRESSES, type_in

COMMANDS = (
    ("projections", "status"),
    ("projections", "rebuild", "directory"),
    ("projections", "replay", "directory", "account-1"),
    ("todos", "status"),
    ("todos", "retry"),
    ("state", "booking", "1"),
    ("migrate",),
    ("people",),
    ("audit", "privacy-register"),
    ("audit", "verify"),
    ("audit", "checkpoint"),
    ("audit", "proof", "1"),
    ("audit", "export", "log"),
    ("audit", "trace", "--booking", "1"),
    ("audit", "sample", "--topic", "booking.held.v1"),
    ("audit", "replay", "--projection", "directory"),
    ("audit", "access", "--subject", "1"),
    ("audit", "check"),
)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ADDRESSES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PRECEPTOR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def sentence(told: Result) -> str:
    """This is the one sentence that was said."""
    assert told.exit_code == 1, told.output
    assert told.stdout == ""
    assert "Traceback" not in told.stderr
    assert told.stderr.endswith(".\n")
    return told.stderr.strip()


class TestHelp:
    def test_names_every_command(self) -> None:
        told = type_in("--help")
        assert told.exit_code == 0
        found = set(re.findall(r"^  (\w+)  ", told.output, re.MULTILINE))
        assert found >= {"up", "import", "projections", "todos", "state", "migrate", "people"}

    def test_is_shown_when_nothing_was_typed(self) -> None:
        assert "Usage: preceptor" in type_in().output

    def test_documents_the_exit_code_of_an_import(self) -> None:
        told = " ".join(type_in("import", "tutors", "--help").output.split())
        assert "Exit code 0: all is in; 1: some lines could not be used" in told


class TestNothingRuns:
    @pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
    def test_is_said(self, command: tuple[str, ...]) -> None:
        told = sentence(type_in(*command))
        assert told.startswith("Nothing runs on ")
        assert "Start it with `make up`, or set DATABASE_URL" in told

    def test_is_said_to_an_import(self, tmp_path: Path) -> None:
        file = written(tmp_path / "tutors.jsonl", *TUTORS)
        assert sentence(type_in("import", "tutors", file)).startswith("Nothing runs on ")


@pytest.mark.io
class TestPostgresIsSilent:
    @pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
    def test_is_said(self, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", f"postgresql://127.0.0.1:{free_port()}/nobody")
        assert sentence(type_in(*command)).startswith("PostgreSQL does not answer")

    def test_is_said_of_an_address_that_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "there")
        assert "look at DATABASE_URL" in sentence(type_in("todos", "status"))


class TestASettingThatCannotBe:
    def test_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PRECEPTOR_PORT", "many")
        for command in (*COMMANDS, ("up",)):
            told = sentence(type_in(*command))
            assert told.startswith("The setting PRECEPTOR_PORT cannot be used: ")


class TestAnImportThatMakesNoSense:
    def test_of_no_file(self) -> None:
        assert sentence(type_in("import", "tutors", "none.jsonl")) == (
            "none.jsonl cannot be read: No such file or directory."
        )

    def test_with_hours_that_are_none(self, tmp_path: Path) -> None:
        file = written(tmp_path / "tutors.jsonl", *TUTORS)
        told = sentence(type_in("import", "tutors", file, "--hours", "nine to five"))
        assert told.startswith("The hours are written like ")

    def test_from_a_source_that_is_no_name(self, tmp_path: Path) -> None:
        file = written(tmp_path / "tutors.jsonl", *TUTORS)
        told = sentence(type_in("import", "tutors", file, "--source", "The Other One"))
        assert told.startswith("The source is a name in small letters")

    def test_that_would_overwrite_its_own_file(self, tmp_path: Path) -> None:
        file = written(tmp_path / "tutors.jsonl", *TUTORS)
        told = sentence(type_in("import", "tutors", file, "--report", file))
        assert "The report would overwrite" in told
