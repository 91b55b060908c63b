"""The README tells what is: its tables come from the code, its links lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.support.slices import README, filled, slices
from tests.support.sources import ROOT

DOCUMENTS = ("README.md", "DECISIONS.md", "CONTRIBUTING.md", "CHANGELOG.md", "domain/GLOSSARY.md")
ENTRY = re.compile(r"^\| (?!word |---)([^|]+) \|", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+)(?:#[^)]*)?\)")


def test_its_tables_are_what_the_code_has() -> None:
    """Run `make readme` after changing commands, views or processes."""
    text = README.read_text(encoding="utf-8")
    assert filled(text) == text
    emptied = text.replace(slices(), "")
    assert emptied != text
    assert filled(emptied) == text


def test_every_command_has_facts_and_a_test() -> None:
    """Three had no test of their own, and nothing but an empty cell told."""
    assert not [line for line in slices().splitlines() if re.search(r"\|\s*\|", line)]


def test_a_table_that_lost_its_place_is_told() -> None:
    """The tables once stood empty while the test above was green: its pattern found none."""
    with pytest.raises(ValueError, match="0 places for the table slices"):
        filled("no tables here")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    path = ROOT / document
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_decisions_are_numbered_and_short() -> None:
    text = Path(ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    sections = text.split("\n## ")[1:]
    assert [int(section.partition(".")[0]) for section in sections] == list(
        range(1, len(sections) + 1)
    )
    for section in sections:
        assert len(section.strip().splitlines()) <= 16, section.partition("\n")[0]


def test_the_glossary_says_each_word_once() -> None:
    text = Path(ROOT / "domain" / "GLOSSARY.md").read_text(encoding="utf-8")
    words = [word for entry in ENTRY.findall(text) for word in entry.split(", ")]
    assert len(words) > 150
    assert not {word for word in words if words.count(word) > 1}
