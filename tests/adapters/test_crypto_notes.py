"""Notes signed with Ed25519, and the words that tell a key."""

import pytest

from adapters.crypto.notes import (
    Ed25519CosignatureVerifier,
    Ed25519Cosigner,
    Ed25519NoteSigner,
    Ed25519NoteVerifier,
    verifier_of,
)
from domain.proof.invalid import ProofInvalid
from domain.proof.keys import KeyMalformed, vkey_of
from domain.proof.note import SignatureInvalid, open_note, sign_note
from tests.support.signing import (
    ENOCH,
    ENOCHS,
    PETER,
    PETER_SEED,
    PETER_VKEY,
    PETERS,
    TEXT,
    log_key,
)

SIGNED = f"{TEXT}\n{PETERS}"


class TestASigner:
    def test_signs_as_the_go_implementation_does(self) -> None:
        signer = Ed25519NoteSigner("PeterNeumann", PETER_SEED)
        assert signer.vkey == PETER_VKEY
        assert sign_note(TEXT, [signer]) == SIGNED

    def test_is_believed_by_its_word(self) -> None:
        log = log_key()
        note = open_note(sign_note("hello\n", [log]), [Ed25519NoteVerifier(log.vkey)])
        assert [(each.name, each.key_id) for each in note.verified] == [(log.name, log.key_id)]

    @pytest.mark.parametrize("name", ["", "a b", "a+b", "\udcff"])
    def test_has_a_name_that_can_be_written(self, name: str) -> None:
        with pytest.raises(KeyMalformed):
            Ed25519NoteSigner(name, PETER_SEED)

    def test_has_a_seed_of_32_bytes(self) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            Ed25519NoteSigner("log", PETER_SEED[:31])


class TestAVerifier:
    def test_believes_others(self) -> None:
        assert open_note(SIGNED, [PETER]).text == TEXT
        assert open_note(SIGNED + ENOCHS, [ENOCH]).text == TEXT

    def test_believes_one_message_and_one_signature(self) -> None:
        signer = Ed25519NoteSigner("PeterNeumann", PETER_SEED)
        signature = signer.sign(b"hi")
        assert PETER.verify(b"hi", signature)
        assert not PETER.verify(b"ho", signature)
        assert not PETER.verify(b"hi", bytes([signature[0] ^ 1]) + signature[1:])
        for wrong in (b"", signature[:-1], signature + b"\x00"):
            assert not PETER.verify(b"hi", wrong)

    def test_refuses_a_note_whose_signature_was_padded(self) -> None:
        with pytest.raises(SignatureInvalid):
            open_note(f"{TEXT}\n{PETERS[:60]}ABCD{PETERS[60:]}", [PETER])

    def test_notices_every_bit_of_a_note(self) -> None:
        raw = SIGNED.encode()
        for bit in range(0, 8 * len(raw), 3):
            changed = (int.from_bytes(raw, "big") ^ 1 << bit).to_bytes(len(raw), "big")
            with pytest.raises(ProofInvalid):
                open_note(changed, [PETER])


class TestAWordForAKey:
    def test_is_taken_whole(self) -> None:
        for start in range(len(PETER_VKEY) + 1):
            for end in range(start, len(PETER_VKEY) + 1):
                if (start, end) != (0, len(PETER_VKEY)):
                    with pytest.raises(KeyMalformed):
                        Ed25519NoteVerifier(PETER_VKEY[start:end])

    def test_is_taken_unchanged(self) -> None:
        for at, letter in enumerate(PETER_VKEY):
            with pytest.raises(KeyMalformed):
                Ed25519NoteVerifier(PETER_VKEY[:at] + chr(ord(letter) + 1) + PETER_VKEY[at + 1 :])

    @pytest.mark.parametrize(
        "vkey",
        [
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            f"{PETER_VKEY}\n",
            f" {PETER_VKEY}",
            PETER_VKEY.replace("+c", "+0c"),
            "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        ],
    )
    def test_is_not_of_another_kind(self, vkey: str) -> None:
        with pytest.raises(KeyMalformed):
            Ed25519NoteVerifier(vkey)

    def test_may_have_its_id_in_capitals(self) -> None:
        assert Ed25519NoteVerifier(PETER_VKEY.replace("c74f20a3", "C74F20A3")).name == PETER.name

    def test_is_not_made_of_a_key_of_another_length(self) -> None:
        with pytest.raises(KeyMalformed):
            vkey_of("log", b"k" * 31)


class TestACosigner:
    COSIGNER = Ed25519Cosigner("witness.example/w1", bytes(32), lambda: 1679315147)
    VERIFIER = Ed25519CosignatureVerifier(COSIGNER.vkey)

    def test_vouches_for_text_and_time(self) -> None:
        note = sign_note(TEXT, [self.COSIGNER])
        (found,) = open_note(note, [self.VERIFIER]).verified
        assert int.from_bytes(found.raw[:8], "big") == 1679315147

    def test_notices_every_bit(self) -> None:
        raw = self.COSIGNER.sign(TEXT.encode())
        assert self.VERIFIER.verify(TEXT.encode(), raw)
        for bit in range(8 * len(raw)):
            changed = (int.from_bytes(raw, "big") ^ 1 << bit).to_bytes(len(raw), "big")
            assert not self.VERIFIER.verify(TEXT.encode(), changed)

    def test_cannot_pass_for_the_log_itself(self) -> None:
        same = Ed25519NoteSigner("witness.example/w1", bytes(32))
        assert same.key_id != self.COSIGNER.key_id
        assert not self.VERIFIER.verify(TEXT.encode(), same.sign(TEXT.encode()))
        with pytest.raises(KeyMalformed):
            Ed25519NoteVerifier(self.COSIGNER.vkey)
        with pytest.raises(KeyMalformed):
            Ed25519CosignatureVerifier(same.vkey)

    def test_is_told_by_a_word_of_its_own_kind(self) -> None:
        """As in the tests of transparency-dev/formats."""
        vkey = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
        assert Ed25519CosignatureVerifier(vkey).key_id.hex() == "da77ade7"

    def test_is_told_from_a_log_by_whoever_takes_both(self) -> None:
        assert isinstance(verifier_of(self.COSIGNER.vkey), Ed25519CosignatureVerifier)
        assert isinstance(verifier_of(PETER_VKEY), Ed25519NoteVerifier)
        with pytest.raises(KeyMalformed):
            verifier_of("nonsense")
