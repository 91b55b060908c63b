"""Entry bundles, as C2SP tlog-tiles has them: records one after another, each with its length."""

from collections.abc import Sequence

from domain.proof.invalid import ProofInvalid
from domain.proof.tiles import WIDTH

LENGTH_BYTES = 2
LONGEST_ENTRY = 2 ** (8 * LENGTH_BYTES) - 1


class EntryTooLong(ValueError):
    """This is a record of more bytes than a bundle can say the length of."""


def bundle_of(entries: Sequence[bytes]) -> bytes:
    """This is the records as they are published together.

    Raises:
        EntryTooLong: one of them has more than 65,535 bytes.
    """
    if not 0 < len(entries) <= WIDTH:
        raise ValueError(f"a bundle has 1 to {WIDTH} entries, not {len(entries)}")
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise EntryTooLong(f"an entry has {LONGEST_ENTRY} bytes at most, not {len(entry)}")
    return b"".join(len(entry).to_bytes(LENGTH_BYTES, "big") + entry for entry in entries)


def entries_in(raw: bytes, width: int) -> list[bytes]:
    """This is the records of a bundle that holds so many.

    Raises:
        ProofInvalid: it holds fewer or more, is cut off, or something follows them.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(raw) and len(entries) < width:
        start = at + LENGTH_BYTES
        at = start + int.from_bytes(raw[at:start], "big")
        if at > len(raw):
            raise ProofInvalid(f"The bundle is cut off in entry {len(entries)}.")
        entries.append(raw[start:at])
    if len(entries) < width:
        raise ProofInvalid(f"The bundle has {len(entries)} entries in place of {width}.")
    if at < len(raw):
        raise ProofInvalid(f"Something follows the {width} entries of the bundle.")
    return entries
