"""The import contracts are kept, and each of them can fail."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.test_names import ROOT

LINT = Path(sys.executable).parent / "lint-imports"
BREACHES = {
    "layers": ("domain/shared/breach.py", "import application.work\n"),
    "pure-domain": ("domain/shared/breach.py", "import pydantic\n"),
    "independent-contexts": ("domain/consent/breach.py", "import domain.booking.events\n"),
    "aggregates-stay-home": (
        "application/processes/breach.py",
        "import domain.booking.aggregate\n",
    ),
    "independent-views": (
        "projections/calendar/breach.py",
        "import projections.directory.queries\n",
    ),
    "one-root": ("streams/breach.py", "import adapters.postgres.pool\n"),
    "numbers-stay-in": ("projections/breach.py", "import numpy\n"),
}


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [part for contract in contracts for part in ("--contract", contract)]
    return subprocess.run(
        [LINT, "--no-cache", *chosen], cwd=folder, capture_output=True, text=True, check=False
    )


def test_all_contracts_are_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_is_seen(contract: str, tmp_path: Path) -> None:
    for folder in ("domain", "application", "projections", "adapters", "api", "streams"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / "pyproject.toml").symlink_to(ROOT / "pyproject.toml")
    name, text = BREACHES[contract]
    _copy_on_write(tmp_path, Path(name).parts[0])
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = lint(tmp_path, contract)
    assert done.returncode != 0, done.stdout
    assert "breach" in done.stdout


def _copy_on_write(root: Path, folder: str) -> None:
    import shutil

    (root / folder).unlink()
    shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
