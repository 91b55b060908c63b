"""One pass through an export: every signature, every file, every leaf, every tile, every record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from adapters.verifier.folder import ExportFolder
from domain.proof.bundles import entries_in
from domain.proof.checkpoint import Checkpoint, read_checkpoint
from domain.proof.export import ALONE, CHECKPOINT, MANIFEST, Manifest, in_order, read_manifest
from domain.proof.growth import Growth, TileHash
from domain.proof.history import History
from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import leaf_hash
from domain.proof.note import Note, NoteVerifier, open_note
from domain.proof.record import read_record
from domain.proof.tiles import WIDTH, EntryBundle, Tile, span_of, tile_hashes

Said = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Sound:
    """This is what an export was found to be.

    Attributes:
        manifest: what it says of itself.
        checkpoint: the log it proves.
        signers: who signed the checkpoint, as far as their keys are known.
        files: how many files were checked.
        more: how many lie beside them, and were not.
        history: what the records told.
    """

    manifest: Manifest
    checkpoint: Checkpoint
    signers: Sequence[str]
    files: int
    more: int
    history: History


class ExportCheck:
    """This checks an export by keys that are known, and against older checkpoints of the log.

    Raises:
        ProofInvalid: from every call, at the first thing that is wrong, with the place.
    """

    def __init__(
        self, folder: ExportFolder, verifiers: Sequence[NoteVerifier], since: Sequence[str] = ()
    ) -> None:
        self._folder = folder
        self._manifest = self._opened_manifest(verifiers)
        note = open_note(folder.text(CHECKPOINT), verifiers)
        self._checkpoint = self._said(note)
        if self._checkpoint.origin not in {each.name for each in note.verified}:
            raise ProofInvalid("The log itself has not signed the checkpoint with a key given.")
        self._signers = [f"{each.name} {each.key_id.hex()}" for each in note.verified]
        self._older = [self._said(open_note(text, verifiers)) for text in since]
        self._history = History(self._manifest.topics, self._manifest.erasing)
        self._growth = Growth()
        self._above: dict[int, list[bytes]] = {}
        self._leaves: list[bytes] = []
        self._check_sizes()

    def run(self, said: Said = lambda _done, _size: None) -> Sound:
        """This goes through every file; `said` hears how many records are done."""
        lines = self._folder.lines()
        files = 0
        for name in ALONE:
            self._listed(lines, name)
            files += 1
        for piece in in_order(self._checkpoint.size):
            raw = self._listed(lines, piece.path)
            files += 1
            if isinstance(piece, EntryBundle):
                self._take_records(piece, raw)
                said(self._growth.size, self._checkpoint.size)
            elif piece.level == 0:
                self._leaves = tile_hashes(piece, raw)
            else:
                self._check_tile(piece, raw)
        if next(lines, None) is not None:
            raise ProofInvalid("The list names more files than such a log has.")
        self._check_root(self._checkpoint)
        self._history.end()
        more = self._folder.count() - files
        return Sound(self._manifest, self._checkpoint, self._signers, files, more, self._history)

    def _opened_manifest(self, verifiers: Sequence[NoteVerifier]) -> Manifest:
        manifest = read_manifest(open_note(self._folder.text(MANIFEST), verifiers).text)
        if self._folder.digest_of_list() != manifest.files:
            raise ProofInvalid("The list of files is not the one that was signed.")
        return manifest

    def _said(self, note: Note) -> Checkpoint:
        said = read_checkpoint(note.text)
        if said.origin != self._manifest.origin:
            raise ProofInvalid(f"A checkpoint is of {said.origin!a}, another log.")
        return said

    def _check_sizes(self) -> None:
        if self._checkpoint.size != self._manifest.size:
            raise ProofInvalid("Manifest and checkpoint tell different sizes of the log.")
        for older in self._older:
            if older.size > self._checkpoint.size:
                raise ProofInvalid(
                    f"The older checkpoint is of {older.size:,} records, the export of "
                    f"{self._checkpoint.size:,}."
                )

    def _listed(self, lines: Iterator[tuple[str, str]], name: str) -> bytes:
        """This is the next file, which has to be that one, as it was listed."""
        digest, path = next(lines, ("", "nothing"))
        if path != name:
            raise ProofInvalid(f"The list should name {name} next, and names {path!a}.")
        raw = self._folder.read(name)
        if sha256(raw).hexdigest() != digest:
            raise ProofInvalid(f"{name} is not the file that was listed.")
        return raw

    def _take_records(self, bundle: EntryBundle, raw: bytes) -> None:
        for leaf, entry in zip(self._leaves, entries_in(raw, bundle.width), strict=True):
            record = read_record(entry)
            if leaf_hash(entry) == leaf:
                self._history.take(record)
            else:
                self._history.take_redacted(record)
        self._grow(span_of(bundle))

    def _grow(self, size: int) -> None:
        """This takes the leaves in, and looks at the root wherever somebody kept one."""
        start = self._growth.size
        within = [each for each in self._older if start < each.size <= size]
        for older in sorted(within, key=lambda each: each.size):
            self._extend(self._leaves[self._growth.size - start : older.size - start])
            self._check_root(older)
        self._extend(self._leaves[self._growth.size - start :])

    def _extend(self, leaves: Sequence[bytes]) -> None:
        for certain in self._growth.extend(leaves):
            self._note(certain)

    def _note(self, certain: TileHash) -> None:
        self._above.setdefault(certain.level, []).append(certain.hash)

    def _check_tile(self, tile: Tile, raw: bytes) -> None:
        due = self._above[tile.level]
        if tile_hashes(tile, raw) != due:
            span = WIDTH**tile.level
            first = tile.index * WIDTH * span
            raise ProofInvalid(
                f"{tile.path} is not the tile above the records at positions {first + 1:,} to "
                f"{first + tile.width * span:,}."
            )
        due.clear()

    def _check_root(self, checkpoint: Checkpoint) -> None:
        if (self._growth.size, self._growth.root()) != (checkpoint.size, checkpoint.root):
            raise ProofInvalid(
                f"The first {checkpoint.size:,} records are not those of the checkpoint: "
                "they have another root."
            )
