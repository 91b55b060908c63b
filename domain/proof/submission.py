"""What a log brings to a witness, as C2SP tlog-witness has it.

    old 20852014
    PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=

    example.org/log
    20852163
    …

The size that the witness is thought to have seen last, the proof that the log continues it, and
the new checkpoint, signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import HASH_BYTES
from domain.proof.note import LONGEST_BYTES
from domain.proof.spelling import decoded, encoded, number

OLD = "old "
MOST_LINES = 63
LONGEST_SUBMISSION = LONGEST_BYTES + (MOST_LINES + 2) * 64


@dataclass(frozen=True, slots=True)
class Submission:
    """This is one checkpoint on its way to a witness.

    Attributes:
        old: the size that the witness saw last.
        proof: that the checkpoint continues it; nothing when it saw none.
        checkpoint: the signed note, word for word.
    """

    old: int
    proof: Sequence[bytes]
    checkpoint: str

    @property
    def text(self) -> str:
        """This is what is sent."""
        lines = (f"{OLD}{self.old}", *map(encoded, self.proof), "")
        return "".join(f"{line}\n" for line in lines) + self.checkpoint


def read_submission(raw: bytes) -> Submission:
    """This is what was sent, not checked yet.

    Raises:
        ProofInvalid: it is no submission.
    """
    try:
        said = raw.decode()
    except UnicodeDecodeError:
        raise ProofInvalid("A submission is UTF-8.") from None
    head, _, checkpoint = said.partition("\n\n")
    old, *lines = head.split("\n")
    if not old.startswith(OLD) or not checkpoint:
        raise ProofInvalid("A submission is an old size, a proof, and a checkpoint.")
    proof = tuple(map(decoded, lines))
    if len(proof) > MOST_LINES or any(len(each) != HASH_BYTES for each in proof):
        raise ProofInvalid(f"A proof has {MOST_LINES} hashes at most, of 32 bytes each.")
    return Submission(number(old[len(OLD) :]), proof, checkpoint)
