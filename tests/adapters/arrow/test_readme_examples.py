"""What the README shows of files works as it stands there."""

import re
from pathlib import Path

import pytest

from tests.adapters.arrow.test_exporting import export
from tests.support.slices import README

SECTION = (
    README.read_text("utf-8").partition("## The stream, for analysts")[2].partition("\n## ")[0]
)
EXAMPLES = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)


def test_there_is_one_for_each_library() -> None:
    assert [example.split()[1] for example in EXAMPLES] == ["duckdb", "pandas"]


@pytest.mark.parametrize(
    ("example", "shown"),
    list(zip(EXAMPLES, ["EUR", "english"], strict=True)),
    ids=["duckdb", "pandas"],
)
def test_an_example_runs(
    example: str,
    shown: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    export(tmp_path / "facts")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - it is what the README says
    assert shown in capfd.readouterr().out
