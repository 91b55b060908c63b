"""Exports: the log up to a checkpoint in one folder, for whoever checks it without us.

    checkpoint   what was signed of the log
    keys         the keys that sign it, one a line
    verify.py    what checks all of this, in one file
    tile/…       the tree and the records, as tlog-tiles names them
    files        the SHA-256 of each of these files, a line each, in an order of its own
    manifest     a note: what the export is, and the SHA-256 of `files`

The order is that in which a tree is made again: each tile of leaves, the records under it, and
every tile above that is full by then; so one pass with little memory checks it all. What the
manifest is signed with is what checkpoints are signed with; neither can pass for the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.proof.invalid import ProofInvalid
from domain.proof.spelling import number
from domain.proof.tiles import WIDTH, EntryBundle, Tile

CHECKPOINT, KEYS, VERIFIER = "checkpoint", "keys", "verify.py"
FILES, MANIFEST = "files", "manifest"
ALONE = (CHECKPOINT, KEYS, VERIFIER)
HEADER = "preceptor/export/v1"
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """This is what an export says of itself, as the text of a note.

    Attributes:
        origin: of which log.
        size: how many records it holds.
        exported_at: when it was made.
        files: the SHA-256 of the list of its files, in hexadecimal.
        erasing: the topics that tell of a person's erasure.
        topics: everything that facts can be about.
    """

    origin: str
    size: int
    exported_at: str
    files: str
    erasing: tuple[str, ...]
    topics: tuple[str, ...]

    @property
    def text(self) -> str:
        """This is the text to be signed."""
        lines = [
            HEADER,
            f"log {self.origin}",
            f"size {self.size}",
            f"exported {self.exported_at}",
            f"files {self.files}",
            *(f"erasing {topic}" for topic in self.erasing),
            *(f"topic {topic}" for topic in self.topics),
        ]
        return "".join(f"{line}\n" for line in lines)


def read_manifest(text: str) -> Manifest:
    """This is what the text of the note tells.

    Raises:
        ProofInvalid: it is no manifest.
    """
    header, *lines = text.removesuffix("\n").split("\n")
    said = [line.partition(" ")[::2] for line in lines]
    match said:
        case [
            ("log", origin),
            ("size", size),
            ("exported", exported_at),
            ("files", files),
            *topics,
        ] if header == HEADER:
            manifest = Manifest(
                origin,
                number(size),
                exported_at,
                files,
                tuple(topic for name, topic in topics if name == "erasing"),
                tuple(topic for name, topic in topics if name == "topic"),
            )
            if manifest.text == text:
                return manifest
    raise ProofInvalid("That is no manifest of an export.")


def in_order(size: int) -> Iterator[Tile | EntryBundle]:
    """This is every tile and bundle of a tree of that size, as they are complete one by one."""
    for index in range(-(-size // WIDTH)):
        width = min(size - index * WIDTH, WIDTH)
        yield Tile(0, index, width)
        yield EntryBundle(index, width)
        level, count = 1, index + 1 if width == WIDTH else 0
        while count and count % WIDTH == 0:
            count //= WIDTH
            yield Tile(level, count - 1)
            level += 1
    level, count = 1, size // WIDTH
    while count:
        if count % WIDTH:
            yield Tile(level, count // WIDTH, count % WIDTH)
        level, count = level + 1, count // WIDTH


def line_of(digest: str, path: str) -> str:
    """This is a file's line, as sha256sum writes it."""
    return f"{digest}  {path}\n"


def read_line(line: str) -> tuple[str, str]:
    """This is digest and path of a file.

    Raises:
        ProofInvalid: it is no line of the list.
    """
    digest, _, path = line.removesuffix("\n").partition("  ")
    if not DIGEST.fullmatch(digest) or line_of(digest, path) != line:
        raise ProofInvalid("The list of files has a line that is none.")
    return digest, path
