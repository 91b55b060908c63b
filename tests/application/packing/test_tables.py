"""Rows as files: JSON that is streamed, CSV that no spreadsheet runs."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.packing.tables import FORMULA, csv_table, flat, json_lines, json_object
from tests.support.calendar import MONDAY

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
plain = st.one_of(st.none(), st.booleans(), st.integers(), words)


def table(rows: list[dict[str, Any]], *columns: str) -> list[list[str]]:
    """This is a table written and read again."""
    text = b"".join(csv_table(columns, rows)).decode()
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


class TestCsv:
    @given(st.lists(st.fixed_dictionaries({"one": words, "two": words}), max_size=5))
    def test_says_every_text_as_it_is_but_for_formulas(self, rows: list[dict[str, str]]) -> None:
        header, *lines = table(rows, "one", "two")
        assert header == ["one", "two"]
        assert len(lines) == len(rows)
        for line, row in zip(lines, rows, strict=True):
            for said, meant in zip(line, (row["one"], row["two"]), strict=True):
                assert said.removeprefix("'") == meant.removeprefix("'")
                assert not said.lstrip(" ").startswith(FORMULA)

    @pytest.mark.parametrize(
        "said",
        [
            *("=1+1", "+49 30", "-2", "@sum", "\tx", "\rx", "\nx", "  =1", "=cmd|' /C calc'!A1"),
            *("＝1", "＋1", "－1", "＠a"),
        ],
    )
    def test_defuses_what_could_be_a_formula(self, said: str) -> None:
        assert table([{"a": said}], "a")[1] == [f"'{said}"]

    def test_leaves_numbers_numbers(self) -> None:
        assert table([{"a": -5, "b": 0.5, "c": None, "d": True}], *"abcd")[1] == [
            *("-5", "0.5", "", "true"),
        ]

    def test_writes_times_as_everybody_does_and_lists_as_json(self) -> None:
        row = {"at": MONDAY, "day": MONDAY.date(), "tags": ["a", "b"]}
        assert table([row], "at", "day", "tags")[1] == [
            *("2026-03-02T09:00:00Z", "2026-03-02", '["a","b"]'),
        ]

    def test_ends_lines_as_the_standard_has_it(self) -> None:
        text = b"".join(csv_table(["a"], [{"a": 'He said "no",\nand left.'}]))
        assert text == b'a\r\n"He said ""no"",\nand left."\r\n'

    def test_has_a_header_without_rows(self) -> None:
        assert b"".join(csv_table(["a", "b"], [])) == b"a,b\r\n"


class TestJson:
    @given(st.dictionaries(words, st.lists(st.dictionaries(words, plain))))
    def test_is_what_was_streamed(self, parts: dict[str, list[dict[str, Any]]]) -> None:
        streamed = b"".join(json_object((name, iter(items)) for name, items in parts.items()))
        assert json.loads(streamed) == parts

    def test_tells_single_values_as_they_are(self) -> None:
        told = json.loads(b"".join(json_object([("at", MONDAY), ("list", [1, 2]), ("no", None)])))
        assert told == {"at": "2026-03-02T09:00:00Z", "list": [1, 2], "no": None}

    @given(st.lists(st.dictionaries(words, plain)))
    def test_of_lines_is_one_a_line(self, lines: list[dict[str, Any]]) -> None:
        written = b"".join(json_lines(lines)).split(b"\n")[:-1]
        assert [json.loads(line) for line in written] == lines


def test_a_flat_row_has_nothing_inside() -> None:
    row = {"price": {"minor": 5, "of": {"currency": "EUR"}}, "tags": [{"a": 1}]}
    assert flat(row) == {"price_minor": 5, "price_of_currency": "EUR", "tags": [{"a": 1}]}
