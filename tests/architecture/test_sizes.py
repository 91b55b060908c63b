"""A module stops at 300 lines, a function at 50: past its stop it is two ideas."""

import ast
from pathlib import Path

import pytest

from tests.architecture.test_names import ROOT, sources

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_one_idea(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name
