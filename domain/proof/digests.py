"""What a log says of the read models made of it: how far each had come, and its digest there.

    example.org/log projections
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
    calendar 3 20852160 0 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    directory 2 20852161 0 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752 20852158

The log under a checkpoint, then a line for each read model: its name, the version of its code, a
position, how many facts could not be applied and waited, the public digest of its rows, and, if
there are any, the positions below of facts that had not come yet. Signed as a note. The space in
the first line tells it from a checkpoint: no log is called so.
"""

import re
from dataclasses import dataclass

from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import HASH_BYTES
from domain.proof.spelling import decoded, encoded, number

KIND = " projections"
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ProjectionDigest:
    """This is one read model at a place.

    Attributes:
        name: which read model.
        version: of its code.
        position: up to where facts had come to it.
        parked: how many facts could not be applied.
        digest: the public digest of its rows, in hexadecimal.
        missing: the positions up to there, rising, of facts that had not come yet.
    """

    name: str
    version: int
    position: int
    parked: int
    digest: str
    missing: tuple[int, ...] = ()

    @property
    def line(self) -> str:
        """This is its line."""
        missing = (",".join(map(str, self.missing)),) if self.missing else ()
        told = (self.name, self.version, self.position, self.parked, self.digest, *missing)
        return " ".join(map(str, told))


@dataclass(frozen=True, slots=True)
class Digests:
    """This is the read models of a log, and the log that proves what they were made of.

    Attributes:
        origin: which log.
        size: how many facts are under the checkpoint, no fewer than any read model had.
        root: the root above them.
        projections: the read models, in the order of their names.
    """

    origin: str
    size: int
    root: bytes
    projections: tuple[ProjectionDigest, ...]

    @property
    def position(self) -> int:
        """This is the farthest that one of them had come."""
        return max(one.position for one in self.projections)

    @property
    def text(self) -> str:
        """This is the text to be signed.

        Raises:
            ProofInvalid: it would not be read as what it is.
        """
        head = (f"{self.origin}{KIND}", str(self.size), encoded(self.root))
        text = "".join(f"{line}\n" for line in (*head, *(one.line for one in self.projections)))
        if read_digests(text) != self:
            raise ProofInvalid("That is not how read models are told.")
        return text


def read_digests(text: str) -> Digests:
    """This is what the text of a note tells of read models.

    Raises:
        ProofInvalid: it tells nothing of any.
    """
    match text.split("\n"):
        case [first, size, root, *lines, ""] if first.endswith(KIND) and lines:
            origin = first.removesuffix(KIND)
            found = Digests(origin, number(size), decoded(root), tuple(map(_read_line, lines)))
        case _:
            raise ProofInvalid("Digests are an origin, size, root, and a line for each read model.")
    names = [one.name for one in found.projections]
    if not origin or len(found.root) != HASH_BYTES or names != sorted(set(names)):
        raise ProofInvalid("Digests name a log, its root, and each read model once, in order.")
    if found.position > found.size:
        raise ProofInvalid("A read model is ahead of the log that is to prove it.")
    return found


def _read_line(line: str) -> ProjectionDigest:
    match line.split(" "):
        case [name, version, position, parked, digest, *more] if len(more) <= 1:
            missing = tuple(number(each) for part in more for each in part.split(","))
            found = ProjectionDigest(
                name, number(version), number(position), number(parked), digest, missing
            )
        case _:
            raise ProofInvalid("The line of a read model has five parts, or six.")
    if not NAME.fullmatch(name) or not DIGEST.fullmatch(digest):
        raise ProofInvalid("A read model has a name, and a digest of 64 hexadecimal digits.")
    if missing != tuple(sorted(set(missing))) or not all(
        0 < at <= found.position for at in missing
    ):
        raise ProofInvalid("What is missing of a read model lies below its position, in order.")
    return found
