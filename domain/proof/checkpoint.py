"""Checkpoints, as C2SP tlog-checkpoint has them: what a log signs of itself.

    example.org/log
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

Origin, size and root; what follows is opaque. Signed as a note, it binds the log to every record
up to that size.
"""

from dataclasses import dataclass

from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import HASH_BYTES
from domain.proof.spelling import LARGEST, decoded, encoded, number


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """This is a log at one size.

    Attributes:
        origin: which log; one line, not empty.
        size: how many leaves it has.
        root: the root above them.
        extension: further lines, opaque, none of them empty.
    """

    origin: str
    size: int
    root: bytes
    extension: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """This is the text to be signed.

        Raises:
            ProofInvalid: it would not be read as what it is.
        """
        if len(self.root) != HASH_BYTES or not 0 <= self.size <= LARGEST:
            raise ProofInvalid("That is no root, or no size of a log.")
        lines = (self.origin, str(self.size), encoded(self.root), *self.extension)
        if any(not line or "\n" in line for line in lines):
            raise ProofInvalid("The lines of a checkpoint are not empty.")
        return "".join(f"{line}\n" for line in lines)


def read_checkpoint(text: str) -> Checkpoint:
    """This is the log that the text of a note tells of.

    Raises:
        ProofInvalid: it is no checkpoint.
    """
    match text.split("\n"):
        case [origin, size, root, *extension, ""] if all((origin, size, root, *extension)):
            checkpoint = Checkpoint(origin, number(size), decoded(root), tuple(extension))
        case _:
            raise ProofInvalid("A checkpoint is three full lines: origin, size and root.")
    if len(checkpoint.root) != HASH_BYTES:
        raise ProofInvalid(f"The root of a checkpoint has {HASH_BYTES} bytes.")
    return checkpoint
