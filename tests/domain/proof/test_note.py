"""Notes: what the specification and golang.org/x/mod take is taken, and nothing besides."""

from dataclasses import dataclass
from typing import Any

import pytest

from domain.proof.invalid import ProofInvalid
from domain.proof.note import (
    NoteMalformed,
    NoteUnsigned,
    Signature,
    SignatureInvalid,
    open_note,
    read_note,
    sign_note,
)
from domain.proof.spelling import encoded
from tests.support.signing import (
    ENOCH,
    ENOCHS,
    PETER,
    PETERS,
    TEXT,
    Stamp,
)

ANNA, OTTO = Stamp("anna.example/key"), Stamp("otto.example/ключ", b"\xff\x00\x01\x02")
SIGNED = sign_note("hello\n", [ANNA])
LINE = SIGNED.partition("\n\n")[2]


def line(name: str, raw: bytes) -> str:
    return f"— {name} {encoded(raw)}\n"


WRONG = line(ANNA.name, ANNA.key_id + b"wrong")


class TestANote:
    def test_of_others_is_opened(self) -> None:
        note = open_note(f"{TEXT}\n{PETERS}{ENOCHS}", [PETER])
        assert note.text == TEXT
        assert [each.name for each in note.verified] == ["PeterNeumann"]
        assert [each.name for each in note.unverified] == ["EnochRoot"]
        assert "".join(each.line for each in (*note.verified, *note.unverified)) == PETERS + ENOCHS

    def test_may_be_signed_by_several(self) -> None:
        assert len(open_note(f"{TEXT}\n{PETERS}{ENOCHS}", [ENOCH, PETER]).verified) == 2
        note = open_note(sign_note("hello\n", [ANNA, OTTO]), [OTTO, ANNA])
        assert [each.name for each in note.verified] == [ANNA.name, OTTO.name]

    def test_may_be_given_as_bytes(self) -> None:
        assert open_note(SIGNED.encode(), [ANNA]) == open_note(SIGNED, [ANNA])

    @pytest.mark.parametrize(
        "text", ["\n", "a\n", "a\n\nb\n", "\n\n\n", "a\n\n", f"a\n\n{LINE}", "é \x7f \x85\n"]
    )
    def test_may_say_anything_that_ends_in_a_newline(self, text: str) -> None:
        assert open_note(sign_note(text, [ANNA]), [ANNA]).text == text

    def test_counts_a_signature_once(self) -> None:
        note = open_note(f"{TEXT}\n{PETERS}{PETERS}{ENOCHS}{ENOCHS}", [PETER])
        assert len(note.verified) == len(note.unverified) == 1

    def test_counts_a_key_once_however_often_it_signed(self) -> None:
        class Lenient(Stamp):
            def verify(self, message: bytes, signature: bytes) -> bool:
                return bool(message and signature)

        note = open_note(f"hello\n\n{LINE}{WRONG}", [Lenient(ANNA.name)])
        assert [each.line for each in note.verified] == [LINE]
        assert note.unverified == ()

    def test_keeps_different_signatures_of_an_unknown_key(self) -> None:
        other = line(OTTO.name, OTTO.key_id + b"other")
        note = open_note(f"hello\n\n{LINE}{other}{line(OTTO.name, OTTO.key_id + b'!')}", [ANNA])
        assert len(note.unverified) == 2


class TestAKnownKey:
    def test_that_signed_something_else_refuses_the_note(self) -> None:
        with pytest.raises(SignatureInvalid, match="anna"):
            open_note(f"hello\n\n{WRONG}", [ANNA])

    @pytest.mark.parametrize("lines", [LINE + WRONG, WRONG + LINE], ids=["after", "before"])
    def test_that_signed_right_and_wrong_refuses_the_note(self, lines: str) -> None:
        with pytest.raises(SignatureInvalid):
            open_note(f"hello\n\n{lines}", [ANNA])

    def test_refuses_the_note_also_beside_a_good_one(self) -> None:
        good = sign_note("hello\n", [OTTO])
        with pytest.raises(SignatureInvalid):
            open_note(good + WRONG, [ANNA, OTTO])

    def test_is_told_by_name_and_id_together(self) -> None:
        for other in (Stamp("otto.example"), Stamp(ANNA.name, b"key1")):
            with pytest.raises(NoteUnsigned):
                open_note(SIGNED, [other])

    def test_must_not_be_given_twice_when_it_matters(self) -> None:
        with pytest.raises(SignatureInvalid, match="Two of the keys"):
            open_note(SIGNED, [ANNA, OTTO, ANNA])
        assert open_note(SIGNED, [ANNA, OTTO, OTTO]).verified

    def test_may_have_its_id_as_a_number(self) -> None:
        @dataclass
        class Numbered:
            name: str
            key_id: Any

            def verify(self, message: bytes, signature: bytes) -> bool:
                return ANNA.verify(message, signature)

        numbered = Numbered(ANNA.name, int.from_bytes(ANNA.key_id, "big"))
        assert open_note(SIGNED, [numbered]).verified


class TestAnUnsignedNote:
    def test_is_not_opened(self) -> None:
        for verifiers in ((), (OTTO,)):
            with pytest.raises(NoteUnsigned):
                open_note(SIGNED, verifiers)

    def test_can_be_read_by_whoever_asks_for_that(self) -> None:
        unchecked = read_note(f"hello\n\n{WRONG}")
        assert unchecked.verified == ()
        assert unchecked.unverified == (Signature(ANNA.name, ANNA.key_id, b"wrong"),)


class TestAMalformedNote:
    @pytest.mark.parametrize(
        "note",
        [
            "",
            "\n",
            "hello",
            "hello\n",
            "hello\n\n",
            f"hello\n{LINE}",
            f"hello{LINE}",
            LINE,
            f"\n{LINE}",
            f"hello\n\n{LINE}"[:-1],
            f"hello\n\n{LINE}\n",
            f"hello\n\n{LINE}\n\n",
            f"hello\n\n {LINE}",
            f"hello\n\n{LINE} ",
            f"hello\n\n{LINE[:-1]} \n",
            f"hello\n\n{LINE}garbage\n",
            f"hello\n\n{LINE}— \n",
            f"hello\n\n{LINE}— anna\n",
            f"hello\r\n\r\n{LINE}",
            f"hello\n\n{LINE[:-1]}\r\n",
            f"hel\tlo\n\n{LINE}",
            f"hel\x00lo\n\n{LINE}",
            f"hello\x1b\n\n{LINE}",
            f"\ufeff\x0chello\n\n{LINE}",
            f"hello\udcff\n\n{LINE}",
            "hello\n\n" + LINE.replace("—", "-"),
            "hello\n\n" + LINE.replace("—", "–"),
            "hello\n\n" + LINE.replace("— ", "—"),
            "hello\n\n" + LINE.replace("— ", "—  "),
            "hello\n\n" + LINE.replace("— ", "—\u00a0"),
        ],
    )
    def test_is_refused(self, note: str) -> None:
        with pytest.raises(NoteMalformed):
            open_note(note, [ANNA])

    @pytest.mark.parametrize(
        "name", ["", " ", "an na", "an+na", "an\u2003na", "an\u00a0na", "a\u2028"]
    )
    def test_has_a_name_that_is_none(self, name: str) -> None:
        with pytest.raises(NoteMalformed):
            open_note(f"hello\n\n{LINE}{line(name, b'1234abcd')}", [ANNA])
        with pytest.raises(NoteMalformed):
            sign_note("hello\n", [Stamp(name)])

    @pytest.mark.parametrize("raw", [b"", b"1", b"1234"])
    def test_has_a_signature_that_is_too_short(self, raw: bytes) -> None:
        with pytest.raises(NoteMalformed):
            open_note(f"hello\n\n{LINE}{line('otto', raw)}", [ANNA])

    @pytest.mark.parametrize(
        "base64",
        [
            "a2V5MGE",
            "a2V5MGE==",
            "a2V5MGE=A",
            "a2V5MGE= ",
            " a2V5MGE=",
            "=a2V5MGE",
            "a2V5MGF=",
            "a2V5 MGE=",
            "a2V5MGE_",
            "a2V5-GE=",
            "a2V5MGé=",
            "a2V5MGE=a2V5MGE=",
        ],
    )
    def test_has_base64_that_is_spelt_wrong(self, base64: str) -> None:
        good = "a2V5MGE="
        assert open_note(f"hello\n\n{LINE}— otto {good}\n", [ANNA]).unverified
        with pytest.raises(NoteMalformed):
            open_note(f"hello\n\n{LINE}— otto {base64}\n", [ANNA])

    def test_is_not_utf_8(self) -> None:
        for garbage in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80"):
            with pytest.raises(NoteMalformed):
                open_note(garbage + SIGNED.encode(), [ANNA])

    def test_has_more_than_a_hundred_signatures(self) -> None:
        others = [line(f"otto{number}", b"1234abcd") for number in range(99)]
        assert len(open_note(f"hello\n\n{LINE}{''.join(others)}", [ANNA]).unverified) == 99
        for more in (others[0], LINE):
            with pytest.raises(NoteMalformed):
                open_note(f"hello\n\n{LINE}{''.join(others)}{more}", [ANNA])

    def test_is_longer_than_a_mebibyte(self) -> None:
        with pytest.raises(NoteMalformed, match="1,048,576 bytes"):
            sign_note("é" * 524_288 + "\n", [ANNA])
        with pytest.raises(NoteMalformed, match="1,048,576 bytes"):
            open_note("é" * 524_288 + SIGNED, [ANNA])


class TestSigning:
    @pytest.mark.parametrize("text", ["", "hello", "hello\r\n", "hel\x00lo\n", "\udcff\n"])
    def test_refuses_text_that_no_note_can_hold(self, text: str) -> None:
        with pytest.raises(NoteMalformed):
            sign_note(text, [ANNA])

    def test_refuses_a_name_that_would_end_the_text_elsewhere(self) -> None:
        with pytest.raises(NoteMalformed):
            sign_note("hello\n", [Stamp("anna AAAAAAAA\n\n— otto")])

    def test_needs_somebody_who_signs(self) -> None:
        with pytest.raises(NoteMalformed):
            sign_note("hello\n", [])
        with pytest.raises(NoteMalformed):
            sign_note(f"hello\n\n{LINE}", [])


def test_no_bit_of_a_note_can_change_unnoticed() -> None:
    raw = SIGNED.encode()
    for bit in range(8 * len(raw)):
        changed = (int.from_bytes(raw, "big") ^ 1 << bit).to_bytes(len(raw), "big")
        with pytest.raises(ProofInvalid):
            open_note(changed, [ANNA])
