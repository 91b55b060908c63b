"""Records: written one way, and read only when they are written so."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.proof.invalid import ProofInvalid
from domain.proof.record import Stored, read_record, record_of
from tests.support.calendar import MONDAY
from tests.support.tree import stored

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
RECORD = record_of(stored(3))
OTHER = Stored(4, "a", 2, "b", b"{}", MONDAY, "c", "d", "e", "f", ("g",))


class TestWriting:
    @given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
    def test_is_canonical_whatever_the_words(
        self, stream: str, ground: str, subjects: list[str]
    ) -> None:
        raw = record_of(stored(7, stream=stream, ground=ground, subjects=subjects))
        said = json.loads(raw)
        assert (said["stream"], said["ground"], said["subjects"]) == (stream, ground, subjects)
        read = read_record(raw)
        assert (read.position, read.stream, read.version) == (7, stream, 1)

    def test_writes_time_in_utc_to_the_microsecond(self) -> None:
        assert read_record(RECORD).recorded_at.endswith(":03:00.000000Z")
        assert stored(3).recorded_at.utcoffset() == MONDAY.utcoffset()

    @pytest.mark.parametrize("column", Stored._fields)
    def test_holds_every_column(self, column: str) -> None:
        other = getattr(OTHER, column)
        assert record_of(stored(3)._replace(**{column: other})) != RECORD


class TestReading:
    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{}",
            b"[]",
            b"null",
            RECORD + b" ",
            b" " + RECORD,
            RECORD[:-1],
            RECORD.replace(b'"version":1', b'"version":1.0'),
            RECORD.replace(b'"version":1', b'"version":1e0'),
            RECORD.replace(b'"version":1', b'"version":true'),
            RECORD.replace(b'"version":1', b'"version":"1"'),
            RECORD.replace(b'"version":1', b'"version":-0'),
            RECORD.replace(b'"version":1', b'"version":NaN'),
            RECORD.replace(b'"version":1', b'"version":1,"version":1'),
            RECORD.replace(b'"version":1', b'"version":1,"warranty":1'),
            RECORD.replace(b'"subjects":[],', b""),
            RECORD.replace(b"person", b"pers\\u006fn"),
            RECORD.replace(b"\\n", b"\\u000a"),
            RECORD.replace(b"\xc3\xa9", b"\xe9"),
            RECORD.replace(b"\xc3\xa9", b"\\ud800"),
            RECORD.decode().encode("utf-16"),
            b"[" * 100_000,
        ],
    )
    def test_refuses_what_is_no_canonical_record(self, raw: bytes) -> None:
        with pytest.raises(ProofInvalid):
            read_record(raw)

    @pytest.mark.parametrize(
        ("body", "subjects"),
        [
            (b'{"$sealed":[{"data":"","subject":"ben"},{"data":"x","subject":"olga"}]}', {"ben"}),
            (b'{"$sealed":[]}', set()),
            (b'{"$sealed":7}', set()),
            (b'{"$sealed":[7,{}]}', set()),
            (b"{}", set()),
        ],
    )
    def test_tells_whose_ciphertext_was_taken_out(self, body: bytes, subjects: set[str]) -> None:
        assert read_record(record_of(stored(3, body=body))).redacted == subjects
