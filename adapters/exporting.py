"""Exports of the log, written to a folder: begun again they go on, and end with a signature.

A file appears complete or not at all. What a folder holds of an earlier export is used as far as
it is right; tiles that this one has not, or not any more, are taken away.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from adapters.verifier.assembling import assembled
from application.notarising import SignedCheckpoint
from application.published import PublishedStore
from application.rederiving import ERASING
from application.status import CannotBeDone
from domain.proof.bundles import bundle_of, entries_in
from domain.proof.checkpoint import read_checkpoint
from domain.proof.export import (
    CHECKPOINT,
    FILES,
    KEYS,
    MANIFEST,
    VERIFIER,
    Manifest,
    in_order,
    line_of,
)
from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import leaf_hash
from domain.proof.note import NoteSigner, read_note, sign_note
from domain.proof.record import record_of
from domain.proof.tiles import EntryBundle, read_path, span_of

Said = Callable[[int, int], None]
PRIVATE = 0o700
RECORDS = "tile/entries/"


@dataclass(frozen=True, slots=True)
class Exporting:
    """This writes exports.

    Attributes:
        store: the log and its tree.
        signers: who signs for a log of that name.
        vkeys: every key that ever did, in a word each.
        topics: everything that facts can be about.
    """

    store: PublishedStore
    signers: Callable[[str], Sequence[NoteSigner]]
    vkeys: Callable[[str], Sequence[str]]
    topics: Sequence[str]

    def export(self, folder: Path, at: datetime, until: int | None, said: Said) -> Manifest:
        """This writes the log as of the last checkpoint that has no more than so many facts.

        Raises:
            CannotBeDone: there is no such checkpoint, or the folder cannot be written.
        """
        signed = self.store.latest() if until is None else self.store.latest_upto(until)
        if signed is None:
            raise CannotBeDone("There is no checkpoint yet that an export could end with.")
        origin = read_checkpoint(read_note(signed.note).text).origin
        with _sentences(folder):
            folder.mkdir(PRIVATE, parents=True, exist_ok=True)
            (folder / MANIFEST).unlink(missing_ok=True)
            files = self._write(folder, signed, self.vkeys(origin), said)
            _remove_others(folder, signed.size)
            manifest = Manifest(
                origin,
                signed.size,
                at.isoformat(timespec="seconds"),
                files,
                tuple(sorted(ERASING)),
                tuple(sorted(self.topics)),
            )
            note = sign_note(manifest.text, self.signers(origin))
            _put(folder / MANIFEST, note.encode(), is_last=True)
        return manifest

    def _write(
        self, folder: Path, signed: SignedCheckpoint, vkeys: Sequence[str], said: Said
    ) -> str:
        """This writes all files and their list, and answers the digest of that."""
        note = signed.note + "".join(self.store.cosignatures(signed.number))
        alone = {
            CHECKPOINT: note,
            KEYS: "".join(f"{vkey}\n" for vkey in vkeys),
            VERIFIER: _verifier(),
        }
        whole = sha256()
        with _appearing(folder / FILES) as listed, listed.open("wb") as file:
            for name, raw in self._contents(folder, signed.size, alone):
                _put(folder / name, raw)
                line = line_of(sha256(raw).hexdigest(), name).encode()
                file.write(line)
                whole.update(line)
                if name.startswith(RECORDS):
                    said(span_of(read_path(name)), signed.size)
        return whole.hexdigest()

    def _contents(
        self, folder: Path, size: int, alone: dict[str, str]
    ) -> Iterator[tuple[str, bytes]]:
        yield from ((name, text.encode()) for name, text in alone.items())
        leaves = b""
        for piece in in_order(size):
            if isinstance(piece, EntryBundle):
                yield piece.path, self._records(folder / piece.path, piece, leaves)
                continue
            hashes = self.store.hashes(piece)
            leaves = hashes if piece.level == 0 else leaves
            yield piece.path, hashes

    def _records(self, path: Path, bundle: EntryBundle, leaves: bytes) -> bytes:
        """This is a bundle, from an earlier export where it is the same."""
        try:
            kept = path.read_bytes()
            if b"".join(map(leaf_hash, entries_in(kept, bundle.width))) == leaves:
                return kept
        except (OSError, ProofInvalid):
            pass
        upto = span_of(bundle)
        stored = self.store.stored(upto - bundle.width, upto)
        return bundle_of([record_of(one) for one in stored])


@cache
def _verifier() -> str:
    return assembled()


def _remove_others(folder: Path, size: int) -> None:
    """This takes away tiles and bundles of ours that a log of that size has not."""
    partial = {piece.path for piece in in_order(size) if ".p/" in piece.path}
    for path in [found for found in folder.glob("tile/**/*") if found.is_file()]:
        name = path.relative_to(folder).as_posix()
        try:
            is_wanted = name in partial if ".p/" in name else span_of(read_path(name)) <= size
        except ProofInvalid:
            continue
        if not is_wanted:
            path.unlink()
            if ".p/" in name and not any(path.parent.iterdir()):
                path.parent.rmdir()


def _put(path: Path, raw: bytes, *, is_last: bool = False) -> None:
    """This writes a file, unless it holds that already."""
    if path.is_file() and path.stat().st_size == len(raw) and path.read_bytes() == raw:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with _appearing(path) as fresh, fresh.open("wb") as file:
        file.write(raw)
        if is_last:
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """This is where to write what appears at the path when the block ends well."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def _sentences(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as reason:
        raise CannotBeDone(f"{folder} cannot be written: {reason.strerror}.") from reason
