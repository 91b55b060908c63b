"""The import contracts are kept, and each of them can fail."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.sources import FOLDERS, ROOT

LINT = Path(sys.executable).parent / "lint-imports"
BREACHES = {
    "layers": ("domain/shared", "import application.work\n"),
    "pure-domain": ("domain/shared", "import pydantic\n"),
    "independent-contexts": ("domain/consent", "import domain.booking.events\n"),
    "aggregates-stay-home": ("application/processes", "import domain.booking.aggregate\n"),
    "independent-views": ("projections/calendar", "import projections.directory.queries\n"),
    "one-root": ("streams", "import adapters.postgres.pool\n"),
    "numbers-stay-in": ("projections", "import numpy\n"),
    "no-cycles": ("domain/shared", "import domain.booking.events\n"),
}
BY_SIBLINGS = {"no-cycles": ".shared -> .booking"}
"""Of a cycle no module is told, only the packages it goes through."""

SECTION = re.compile(r"^(\d)\. .*\n(?:.*\n)?-+\n", re.MULTILINE)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def breach_of(contract: str) -> str:
    """This is the module that breaks it."""
    return f"breach_of_{contract.replace('-', '_')}"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """This is what is said of each broken contract, by number, where all are broken at once."""
    root = tmp_path_factory.mktemp("broken")
    for folder in FOLDERS:
        copied = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, root / folder, ignore=copied)
    (root / "pyproject.toml").symlink_to(ROOT / "pyproject.toml")
    for contract, (folder, text) in BREACHES.items():
        (root / folder / f"{breach_of(contract)}.py").write_text(text, encoding="utf-8")
    done = lint(root)
    assert done.returncode != 0, done.stdout
    _, *parts = SECTION.split(done.stdout.partition("Broken contracts")[2])
    return dict(zip(parts[::2], parts[1::2], strict=True))


def contracts() -> dict[str, str]:
    """This is the number with which each contract's name begins."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    known = settings["tool"]["importlinter"]["contracts"]
    return {one["id"]: one["name"].partition(".")[0] for one in known}


def test_all_contracts_are_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", contracts())
def test_a_breach_is_seen(contract: str, broken: dict[str, str]) -> None:
    seen = BY_SIBLINGS.get(contract, breach_of(contract))
    assert seen in broken[contracts()[contract]]
