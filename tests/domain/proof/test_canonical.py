"""Canonical JSON has one spelling, and what has no canonical form is refused."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.proof.canonical import NotCanonical, canonical, is_canonical

TEXT = st.text(st.characters(blacklist_categories=["Cs"]))
KEYS = st.text(st.characters(max_codepoint=127))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=4)


class TestCanonical:
    def test_is_what_the_rfc_writes(self) -> None:
        """The strings of RFC 8785, 3.2.2.2 and 3.2.3, with keys that are ASCII."""
        given_there = {
            "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\u0022\u002f",
            "literals": [None, True, False],
        }
        assert canonical(given_there) == (
            '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
        )

    def test_leaves_alone_what_needs_no_escape(self) -> None:
        text = "DEL \u007f, line \u2028, emoji 🦉, slash /, nothing \u200b"
        assert canonical({"a": text}) == f'{{"a":"{text}"}}'.encode()

    def test_escapes_control_characters_as_briefly_as_may_be(self) -> None:
        assert canonical({"a": "\b\t\n\f\r\x00\x1f"}) == b'{"a":"\\b\\t\\n\\f\\r\\u0000\\u001f"}'

    @given(OBJECTS)
    def test_says_the_same_as_before(self, value: dict[str, Any]) -> None:
        assert json.loads(canonical(value)) == value

    @given(OBJECTS, st.randoms(use_true_random=False))
    def test_does_not_depend_on_order(self, value: dict[str, Any], luck: Any) -> None:
        keys = list(value)
        luck.shuffle(keys)
        assert canonical({key: value[key] for key in keys}) == canonical(value)

    @pytest.mark.parametrize(
        "value",
        [
            {"a": 1.5},
            {"a": [1.0]},
            {"a": float("nan")},
            {"ключ": 1},
            {"a": {"é": 1}},
            {1: "a"},
            {"a": 2**53},
            {"a": -(2**53)},
            {"a": "\ud800"},
            {"a": b"bytes"},
            {"a": datetime(2026, 3, 2, tzinfo=UTC)},
        ],
    )
    def test_refuses_what_has_no_such_form(self, value: dict[Any, Any]) -> None:
        with pytest.raises(NotCanonical):
            canonical(value)


class TestIsCanonical:
    @given(OBJECTS)
    def test_says_yes_to_canonical_bytes(self, value: dict[str, Any]) -> None:
        assert is_canonical(canonical(value))

    @given(OBJECTS.filter(bool))
    def test_says_no_to_another_spelling(self, value: dict[str, Any]) -> None:
        assert not is_canonical(json.dumps(value).encode())
        assert not is_canonical(canonical(value) + b"\n")

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b"1",
            b'{"b":1,"a":2}',
            b'{"a":1,"a":1}',
            b'{"a":1.0}',
            b'{"a":1e2}',
            b'{"a":NaN}',
            b'{"a":-0}',
            b'{"a":01}',
            b'{"a":9007199254740992}',
            b'{"a":"\\u0041"}',
            b'{"a":"\\/"}',
            b'{"a":"\\u001F"}',
            b'{"a":"\\ud800"}',
            b'{"\\u00e9":1}',
            '{"é":1}'.encode(),
            b'{"a":"\xff"}',
            b'\xef\xbb\xbf{"a":1}',
            b'{"a":' + b"[" * 100_000,
        ],
    )
    def test_says_no(self, body: bytes) -> None:
        assert not is_canonical(body)
