"""Checkpoints and proof files: written and read one way only."""

from dataclasses import replace

import pytest

from domain.proof.checkpoint import Checkpoint, read_checkpoint
from domain.proof.invalid import ProofInvalid
from domain.proof.note import sign_note
from domain.proof.proof_file import ProofFile, read_proof_file
from domain.proof.proving import inclusion_proof
from domain.proof.spelling import encoded
from tests.domain.proof.trees import KNOWN, ROOTS
from tests.support.signing import Stamp

ORIGIN = "example.com/behind-the-sofa"
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
TEXT = f"{ORIGIN}\n20852163\n{ROOT}\n"
LOG, WITNESS = Stamp(ORIGIN), Stamp("witness.example")
EIGHT = Checkpoint(ORIGIN, 8, ROOTS[8])
SIGNED = sign_note(EIGHT.text, [LOG, WITNESS])
PROOF = ProofFile(5, tuple(inclusion_proof(5, 8, KNOWN.node)), SIGNED)
LEAF = KNOWN.leaves[5]


class TestACheckpoint:
    def test_is_read_as_it_is_written(self) -> None:
        read = read_checkpoint(TEXT)
        assert (read.origin, read.size, encoded(read.root)) == (ORIGIN, 20852163, ROOT)
        assert read.text == TEXT

    @pytest.mark.parametrize("extension", [("one",), ("one", " two+three "), ("— x",)])
    def test_may_have_further_lines(self, extension: tuple[str, ...]) -> None:
        extended = replace(EIGHT, extension=extension)
        assert read_checkpoint(extended.text) == extended

    @pytest.mark.parametrize("size", [0, 1, 2**64 - 1])
    def test_may_be_of_any_size(self, size: int) -> None:
        assert read_checkpoint(replace(EIGHT, size=size).text).size == size

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n",
            f"{ORIGIN}\n8\n",
            f"{ORIGIN}\n8\n{ROOT}",
            f"\n8\n{ROOT}\n",
            f"{ORIGIN}\n\n{ROOT}\n",
            f"{ORIGIN}\n8\n\n",
            f"{ORIGIN}\n8\n{ROOT}\n\n",
            f"{ORIGIN}\n8\n{ROOT}\n\nmore\n",
            f"{ORIGIN}\n8\n{ROOT}\nmore",
            f"\n{ORIGIN}\n8\n{ROOT}\n",
            *(
                f"{ORIGIN}\n{size}\n{ROOT}\n"
                for size in ("08", "00", "-1", "+8", "8 ", " 8", "8.0", "0x8", "8_0", "٨", "²")
            ),
            f"{ORIGIN}\n{2**64}\n{ROOT}\n",
            f"{ORIGIN}\n{'9' * 6000}\n{ROOT}\n",
            f"{ORIGIN}\n8\n{ROOT[:-1]}\n",
            f"{ORIGIN}\n8\n{ROOT}=\n",
            f"{ORIGIN}\n8\n{ROOT} \n",
            f"{ORIGIN}\n8\n{ROOT[:-2]}J=\n",
            f"{ORIGIN}\n8\n{ROOT.replace('/', '_')}\n",
            f"{ORIGIN}\n8\n{encoded(ROOTS[8][:31])}\n",
            f"{ORIGIN}\n8\n{encoded(ROOTS[8] + b'0')}\n",
            TEXT.replace("\n", "\r\n"),
        ],
    )
    def test_is_read_strictly(self, text: str) -> None:
        with pytest.raises(ProofInvalid):
            read_checkpoint(text)

    @pytest.mark.parametrize(
        "wrong",
        [
            Checkpoint("", 8, ROOTS[8]),
            Checkpoint("two\nlines", 8, ROOTS[8]),
            Checkpoint(ORIGIN, -1, ROOTS[8]),
            Checkpoint(ORIGIN, 2**64, ROOTS[8]),
            Checkpoint(ORIGIN, 8, ROOTS[8][:31]),
            Checkpoint(ORIGIN, 8, ROOTS[8], ("",)),
        ],
    )
    def test_is_not_written_when_it_could_not_be_read(self, wrong: Checkpoint) -> None:
        with pytest.raises(ProofInvalid):
            _ = wrong.text


class TestAProofFile:
    def test_is_written_line_by_line(self) -> None:
        hashes = "".join(f"{encoded(each)}\n" for each in PROOF.hashes)
        assert PROOF.text == f"c2sp.org/tlog-proof@v1\nindex 5\n{hashes}\n{SIGNED}"

    @pytest.mark.parametrize("extra", [None, b"", b"\x00\xff more"])
    def test_is_read_as_it_is_written(self, extra: bytes | None) -> None:
        proof = replace(PROOF, extra=extra)
        assert read_proof_file(proof.text) == proof

    def test_needs_no_hashes_for_the_only_leaf(self) -> None:
        only = Checkpoint(ORIGIN, 1, LEAF)
        proof = ProofFile(0, (), sign_note(only.text, [LOG]))
        assert read_proof_file(proof.text) == proof
        assert proof.verify(LEAF, ORIGIN, [LOG]) == only

    def test_proves_one_leaf_of_one_log(self) -> None:
        assert PROOF.verify(LEAF, ORIGIN, [LOG]) == EIGHT
        assert PROOF.verify(LEAF, ORIGIN, [LOG, WITNESS]) == EIGHT
        wrong = [
            (PROOF, KNOWN.leaves[4], ORIGIN, [LOG]),
            (PROOF, LEAF, "example.com", [LOG]),
            (PROOF, LEAF, ORIGIN, [Stamp("somebody")]),
            (replace(PROOF, index=4), LEAF, ORIGIN, [LOG]),
            (replace(PROOF, hashes=PROOF.hashes[:-1]), LEAF, ORIGIN, [LOG]),
            (replace(PROOF, checkpoint=SIGNED.replace("\n8\n", "\n9\n")), LEAF, ORIGIN, [LOG]),
        ]
        for proof, leaf, origin, verifiers in wrong:
            with pytest.raises(ProofInvalid):
                proof.verify(leaf, origin, verifiers)

    @pytest.mark.parametrize(
        ("there", "instead"),
        [
            ("@v1", "@v2"),
            ("c2sp.org", " c2sp.org"),
            ("index 5\n", ""),
            ("index 5", "index 05"),
            ("index 5", "index  5"),
            ("index 5", "index 5 "),
            ("index 5", "index -5"),
            ("index 5", "Index 5"),
            ("index 5", "index 5\nextra YQ=="),
            ("index 5", "extra YQ==\nextra YQ==\nindex 5"),
            ("index 5", "extra YQ\nindex 5"),
            ("index 5", "extra\nindex 5"),
            ("index 5", "index 5\nindex 5"),
            ("index 5\n", "index 5\n\n"),
            ("index 5\n", "index 5\n" + "A" * 43 + "=\n" + "A" * 42 + "B=\n"),
            ("index 5\n", "index 5\nYQ==\n"),
            ("index 5\n", "index 5\n" + ("A" * 43 + "=\n") * 64),
            (f"\n\n{ORIGIN}", f"\n{ORIGIN}"),
            (f"\n\n{ORIGIN}", f"\n\n\n{ORIGIN}"),
            (f"\n\n{ORIGIN}", "\n\n"),
            ("\n8\n", "\n08\n"),
            ("— witness", "witness"),
        ],
    )
    def test_is_read_strictly(self, there: str, instead: str) -> None:
        changed = PROOF.text.replace(there, instead, 1)
        assert changed != PROOF.text
        with pytest.raises(ProofInvalid):
            read_proof_file(changed)

    @pytest.mark.parametrize("text", ["", "\n\n", "c2sp.org/tlog-proof@v1\n\n", PROOF.text[:-1]])
    def test_is_read_whole(self, text: str) -> None:
        with pytest.raises(ProofInvalid):
            read_proof_file(text)


def test_no_bit_of_a_proof_file_can_change_unnoticed() -> None:
    """A second signature would hide changes of itself: it may be of a key that nobody knows."""
    raw = replace(PROOF, checkpoint=sign_note(EIGHT.text, [LOG])).text.encode()
    for bit in range(8 * len(raw)):
        changed = (int.from_bytes(raw, "big") ^ 1 << bit).to_bytes(len(raw), "big")
        with pytest.raises((ProofInvalid, UnicodeDecodeError)):
            read_proof_file(changed.decode()).verify(LEAF, ORIGIN, [LOG])
