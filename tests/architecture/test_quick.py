"""`make quick` leaves no test out that needs no server, and only tries laws less often."""

import subprocess
import sys
from collections.abc import Iterator
from typing import IO

import pytest
from hypothesis import settings

from tests import quick
from tests.quick import HALVES, OPTIONS
from tests.support.sources import ROOT
from tests.support.tries import AT_LEAST, tried
from tests.support.ways_out import NEEDS_SERVERS

ALWAYS_AS_OFTEN = {
    "adapters/auditing/test_asof.py",
    "api/test_fuzz.py",
    "architecture/test_quick.py",
    "projections/test_runtime_laws.py",
    "support/tries.py",
}
"""What says by itself how often: it needs servers, or has to find a breach that is there."""


@pytest.fixture(autouse=True)
def _profile_as_before() -> Iterator[None]:
    name = settings.get_current_profile_name()
    yield
    settings.load_profile(name)


def test_every_folder_of_tests_is_in_one_half() -> None:
    tests = {path.relative_to(ROOT / "tests").parts[0] for path in ROOT.glob("tests/**/test_*.py")}
    assert sorted(folder for half in HALVES for folder in half) == sorted(tests - {"journeys"})


def test_every_journey_needs_the_servers() -> None:
    for path in ROOT.glob("tests/journeys/test_*.py"):
        assert NEEDS_SERVERS.search(path.read_text(encoding="utf-8")), path.name


def test_both_halves_ask_for_all_that_needs_no_server() -> None:
    assert OPTIONS[OPTIONS.index("-m") + 1] == "not io and not trains"
    assert "--hypothesis-profile=quick" in OPTIONS


def run(program: tuple[str], told: IO[bytes]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-I", "-c", *program], stdout=told)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ("print('second')", 0),
        ("print('second'); exit(1)", 1),
        ("import os; os.write(1, b'second'); os.kill(os.getpid(), 9)", 1),
    ],
    ids=["green", "red", "killed"],
)
def test_it_tells_of_both_halves_and_is_red_when_one_is(
    second: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.setattr(quick, "HALVES", (("print('first')",), (second,)))
    monkeypatch.setattr(quick, "started", run)
    assert quick.main() == code
    assert capfdbinary.readouterr().out.split() == [b"first", b"second"]


def test_every_other_law_can_be_tried_less_often() -> None:
    tests = ROOT / "tests"
    saying = [path for path in tests.rglob("*.py") if "max_examples=" in path.read_text("utf-8")]
    assert {path.relative_to(tests).as_posix() for path in saying} == ALWAYS_AS_OFTEN


@pytest.mark.parametrize(
    ("profile", "says", "tries"),
    [
        ("full", 60, 60),
        ("quick", 60, 6),
        ("quick", 200, 20),
        ("quick", 15, AT_LEAST),
        ("quick", 3, 3),
    ],
)
def test_a_law_is_tried_a_tenth_as_often(profile: str, says: int, tries: int) -> None:
    settings.load_profile(profile)
    assert tried(says).max_examples == tries
