"""Proof files, as C2SP tlog-proof has them: that one record stands in a log, on its own.

    c2sp.org/tlog-proof@v1
    index 73894
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=

    example.org/log
    …

Index, the proof of inclusion and the signed checkpoint; with the record, and the key of the log,
it can be checked anywhere and for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.proof.checkpoint import Checkpoint, read_checkpoint
from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import HASH_BYTES, verify_inclusion
from domain.proof.note import NoteVerifier, open_note, read_note
from domain.proof.spelling import decoded, encoded, number

HEADER = "c2sp.org/tlog-proof@v1"
EXTRA = "extra "
INDEX = "index "
MOST_HASHES = 64


@dataclass(frozen=True, slots=True)
class ProofFile:
    """This is everything that proves one record.

    Attributes:
        index: of the leaf.
        hashes: the proof of inclusion, from the leaf's sibling upwards.
        checkpoint: the signed note, word for word.
        extra: whatever a reader may need beside it; nobody has signed that.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    @property
    def text(self) -> str:
        """This is the file."""
        extra = () if self.extra is None else (f"{EXTRA}{encoded(self.extra)}",)
        lines = (HEADER, *extra, f"{INDEX}{self.index}", *map(encoded, self.hashes), "")
        return "".join(f"{line}\n" for line in lines) + self.checkpoint

    def verify(
        self, leaf_hash: bytes, origin: str, verifiers: Iterable[NoteVerifier]
    ) -> Checkpoint:
        """This returns when the leaf stands in that log: in the tree of the checkpoint given back.

        Raises:
            ProofInvalid: that does not follow.
        """
        found = read_checkpoint(open_note(self.checkpoint, verifiers).text)
        if found.origin != origin:
            raise ProofInvalid(f"The checkpoint is of {found.origin!a}, another log.")
        verify_inclusion(self.index, found.size, leaf_hash, self.hashes, found.root)
        return found


def read_proof_file(text: str) -> ProofFile:
    """This is what the file tells, not checked yet.

    Raises:
        ProofInvalid: it is no proof file, or what it holds is no signed checkpoint.
    """
    proof, _, checkpoint = text.partition("\n\n")
    header, *lines = proof.split("\n")
    if header != HEADER:
        raise ProofInvalid(f"A proof file begins with {HEADER}.")
    extra = decoded(lines.pop(0)[len(EXTRA) :]) if lines and lines[0].startswith(EXTRA) else None
    if not lines or not lines[0].startswith(INDEX):
        raise ProofInvalid("A proof file names the index of its leaf.")
    index = number(lines[0][len(INDEX) :])
    hashes = tuple(map(decoded, lines[1:]))
    if len(hashes) > MOST_HASHES or any(len(each) != HASH_BYTES for each in hashes):
        raise ProofInvalid(f"The hashes of a proof are {MOST_HASHES} at most, of 32 bytes each.")
    read_checkpoint(read_note(checkpoint).text)
    return ProofFile(index, hashes, checkpoint, extra)
