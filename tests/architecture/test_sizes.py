"""A module stops at 300 lines, a function at 50: past its stop it is two ideas."""

from pathlib import Path

import pytest

from tests.support.sources import named, outlined, sources

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50


@pytest.mark.parametrize("path", sources(), ids=named)
def test_a_module_is_one_idea(path: Path) -> None:
    assert path.read_bytes().count(b"\n") <= LONGEST_MODULE
    for name, is_class, lines in outlined(path).definitions:
        assert is_class or len(lines) <= LONGEST_FUNCTION, name
