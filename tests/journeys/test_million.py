"""The soak of a million facts, with a few thousand: what it asks must hold, and be asked at all."""

from pathlib import Path

import pytest
from rich.progress import Progress

from tests.soak.million import __main__ as million
from tests.soak.million.counts import OVER_THE_LOG

pytestmark = pytest.mark.io
FACTS = 3_000
WEIGHED = ("relay", "projector 1", "projector 2", "windows", "export", "PostgreSQL")
"""What must have been weighed; this process may well not have grown at all."""


def test_all_counts_agree_though_a_projector_joins_and_another_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(million, "AT_ONCE", FACTS // 3)
    report = million.soak(tmp_path, FACTS, Progress(disable=True))
    assert report.facts >= FACTS
    assert len(report.agreed) == len(OVER_THE_LOG) + 2
    assert all(report.mebibytes[name] > 0 for name in WEIGHED)
