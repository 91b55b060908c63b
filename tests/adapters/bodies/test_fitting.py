"""The short way to say that a fact fits agrees with the long one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bodies.codec import encode
from adapters.bodies.fitting import LAST_POSITION, check_fits
from application.ports import Append
from domain.proof.record import LARGEST_RECORD, Stored, record_of
from domain.shared.errors import TooMuchForOneFact
from tests.support.calendar import MONDAY
from tests.support.consents import granted
from tests.support.people import BEN

LETTERS = st.sampled_from(['"', "\\", "\x01", "x", "é", "\U0001f600"])
LENGTHS = st.integers(0, 3_000)


@given(st.integers(35_000, 60_500), LETTERS, LENGTHS, LENGTHS)
def test_says_the_same_as_the_record(body: int, letter: str, told: int, stream: int) -> None:
    fact = granted()
    text = replace(fact, text_version="x" * (body - len(encode(fact))))
    entry = Append(BEN, "k", "f", "{}", (), {}, MONDAY, letter * told, "g", letter * told, "c")
    place = (LAST_POSITION, letter * stream, 1, fact.TOPIC)
    record = record_of(
        Stored(*place, encode(text), MONDAY, letter * told, "g", letter * told, "c", ())
    )
    if len(record) > LARGEST_RECORD:
        with pytest.raises(TooMuchForOneFact):
            check_fits(entry, letter * stream, 1, text, encode(text))
    else:
        check_fits(entry, letter * stream, 1, text, encode(text))
