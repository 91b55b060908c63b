"""One ciphertext opens with its key, in its place, as it was made – or not at all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.bodies.envelope import (
    ALGORITHMS,
    NEWEST,
    Bound,
    Drawer,
    KeyName,
    SealBroken,
    fingerprint,
)

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))
HERE = Bound("account-anna@1", "account.registered.v1", KeyName(Drawer("anna", "contact"), 1))
ELSEWHERE = (
    replace(HERE, event_id="account-anna@2"),
    replace(HERE, topic="account.registered.v2"),
    replace(HERE, key=KeyName(Drawer("ben", "contact"), 1)),
    replace(HERE, key=KeyName(Drawer("anna", "profile"), 1)),
    replace(HERE, key=KeyName(Drawer("anna", "contact"), 2)),
    replace(HERE, event_id="account-anna@1account", topic=".registered.v1"),
)
ALGORITHM = ALGORITHMS[NEWEST]


@given(st.binary(max_size=200))
def test_opens_as_it_was_sealed(text: bytes) -> None:
    bound = HERE.bytes(NEWEST)
    assert ALGORITHM.open(KEY, bound, ALGORITHM.seal(KEY, bound, text)) == text


def test_never_looks_the_same_twice() -> None:
    bound = HERE.bytes(NEWEST)
    assert ALGORITHM.seal(KEY, bound, b"text") != ALGORITHM.seal(KEY, bound, b"text")


@pytest.mark.parametrize("place", ELSEWHERE, ids=str)
def test_does_not_open_elsewhere(place: Bound) -> None:
    sealed = ALGORITHM.seal(KEY, HERE.bytes(NEWEST), b"text")
    with pytest.raises(SealBroken):
        ALGORITHM.open(KEY, place.bytes(NEWEST), sealed)


def test_does_not_open_under_another_key_or_algorithm() -> None:
    sealed = ALGORITHM.seal(KEY, HERE.bytes(NEWEST), b"text")
    with pytest.raises(SealBroken):
        ALGORITHM.open(OTHER, HERE.bytes(NEWEST), sealed)
    with pytest.raises(SealBroken):
        ALGORITHM.open(KEY, HERE.bytes(NEWEST + 1), sealed)


@given(st.data())
def test_does_not_open_when_any_bit_was_flipped(data: st.DataObject) -> None:
    sealed = bytearray(ALGORITHM.seal(KEY, HERE.bytes(NEWEST), b"some text"))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(SealBroken):
        ALGORITHM.open(KEY, HERE.bytes(NEWEST), bytes(sealed))


@pytest.mark.parametrize("length", [0, 15, 16, 47, 48, 63])
def test_does_not_open_cut_short(length: int) -> None:
    sealed = ALGORITHM.seal(KEY, HERE.bytes(NEWEST), b"")
    with pytest.raises(SealBroken):
        ALGORITHM.open(KEY, HERE.bytes(NEWEST), sealed[:length])


def test_a_fingerprint_names_a_key_and_no_other() -> None:
    assert fingerprint(KEY) == fingerprint(bytes(KEY)) != fingerprint(OTHER)
