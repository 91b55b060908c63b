"""Making the tree again from the log itself, and holding it against what is stored and signed.

Nothing that lies in the database is taken on trust: records are written anew from their columns,
leaves hashed from them, and the hashes above the leaves as well. What then differs was changed
after it was signed, and the sentence says where.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from application.notarising import SignedCheckpoint, TreeStore
from domain.proof.checkpoint import Checkpoint, read_checkpoint
from domain.proof.growth import Growth, TileHash
from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import EMPTY_ROOT, HASH_BYTES, leaf_hash
from domain.proof.note import NoteVerifier, open_note, read_note
from domain.proof.record import Stored, read_record, record_of
from domain.proof.tiles import WIDTH, Tile

ERASING = frozenset({"privacy.keys_destroyed.v1"})
"""The topics of facts that tell of a person's erasure; the person stands in `person_id`."""

Verifiers = Callable[[str], Sequence[NoteVerifier]]
"""The keys that may sign for a log of that name."""


class HistoryDiffers(Exception):
    """This is a history that is not the one that was signed, with the place in a sentence."""


class WholeStore(TreeStore, Protocol):
    """This is the log with everything that is stored of its tree."""

    def head(self) -> int:
        """This is how many leaves the log has."""

    def stored(self, after: int, upto: int) -> Sequence[Stored]:
        """This is the facts behind one position, up to another, column by column."""

    def leaves(self, after: int, upto: int) -> Sequence[bytes]:
        """This is the leaves behind one size, up to another; missing ones are left out."""

    def signed(self, after: int, upto: int) -> Sequence[SignedCheckpoint]:
        """This is what was signed of sizes behind one, up to another, in order."""


@dataclass(frozen=True, slots=True)
class Found:
    """This is what a log was found to be, when nothing differs.

    Attributes:
        size: how many facts are under the last checkpoint.
        root: the root above them.
        head: how many facts there are.
        checkpoints: how many were signed, each of them checked.
        redacted: how many facts have lost a ciphertext, so that only their leaves are proved.
    """

    size: int
    root: bytes
    head: int
    checkpoints: int
    redacted: int


class Rederiving:
    """This goes once through the log, slice by slice, from the first fact on.

    `since` are older checkpoints from elsewhere, which the log must continue.

    Raises:
        HistoryDiffers: from every call, at the first difference.
    """

    def __init__(
        self, store: WholeStore, verifiers: Verifiers, since: Iterable[Checkpoint] = ()
    ) -> None:
        self._store = store
        self._verifiers = verifiers
        self._growth = Growth()
        self._since = sorted(since, key=lambda each: each.size)
        self._checkpoints = 0
        self._redacted: dict[str, int] = {}
        self._redactions = 0
        self._erased: set[str] = set()
        self._latest = store.latest()
        self.size = self._latest.size if self._latest else 0
        self.head = store.head()
        self._check_length()

    @property
    def checked(self) -> int:
        """This is how many facts were gone through."""
        return self._growth.size

    @property
    def is_through(self) -> bool:
        """This is true when all that was signed was gone through."""
        return self.checked >= self.size

    def advance(self, count: int) -> None:
        """This goes through so many more facts, up to the last checkpoint first.

        Behind it nothing was signed yet, and no hash of a tile is stored.
        """
        after = self.checked
        within = after < self.size
        upto = min(after + count, self.size if within else self.head)
        leaves = self._checked_leaves(after, upto)
        signed = self._store.signed(after, upto)
        older = {each.size for each in self._since if after < each.size < upto}
        for size in sorted({each.size for each in signed} | older | {upto}):
            certain = self._growth.extend(leaves[self.checked - after : size - after])
            if within:
                self._check_tiles(certain)
            self._check_roots(size, [each for each in signed if each.size == size])

    def end(self) -> Found:
        """This is what was found, once all was gone through."""
        missing = sorted(self._redacted.keys() - self._erased)
        if missing:
            raise HistoryDiffers(
                f"The fact at position {self._redacted[missing[0]]:,} lost a ciphertext of a "
                "person of whom no erasure is on record."
            )
        root = self._latest.root if self._latest else EMPTY_ROOT
        return Found(self.size, root, self.head, self._checkpoints, self._redactions)

    def _check_length(self) -> None:
        longest = max((self.size, *(each.size for each in self._since)))
        if longest > self.head:
            raise HistoryDiffers(f"{longest:,} facts were signed, and there are {self.head:,}.")
        if self._since and longest > self.size:
            raise HistoryDiffers(
                f"The older checkpoint is of {longest:,} facts, the last one here of {self.size:,}."
            )

    def _checked_leaves(self, after: int, upto: int) -> Sequence[bytes]:
        """This is the leaves that the columns of the facts give, as they are stored as well."""
        facts, leaves = self._store.stored(after, upto), self._store.leaves(after, upto)
        for position, fact in zip(range(after + 1, upto + 1), facts, strict=False):
            if fact.position != position:
                raise HistoryDiffers(f"The fact at position {position:,} is missing.")
            record = record_of(fact)
            if leaf_hash(record) != leaves[position - after - 1]:
                self._check_redacted(record, position)
            elif fact.topic in ERASING:
                self._erased.add(str(read_record(record).body.get("person_id")))
        if len(facts) != upto - after:
            raise HistoryDiffers(f"The fact at position {after + len(facts) + 1:,} is missing.")
        return leaves

    def _check_redacted(self, record: bytes, position: int) -> None:
        try:
            subjects = read_record(record).redacted
        except ProofInvalid:
            subjects = frozenset()
        if not subjects:
            raise HistoryDiffers(
                f"The fact at position {position:,} is not the one that was recorded: "
                "it gives another leaf."
            )
        self._redactions += 1
        for subject in subjects:
            self._redacted.setdefault(subject, position)

    def _check_tiles(self, certain: Sequence[TileHash]) -> None:
        read: dict[tuple[int, int], bytes] = {}
        for each in certain:
            tile, place = divmod(each.index, WIDTH)
            key = (each.level, tile)
            if key not in read:
                read[key] = self._store.hashes(Tile(each.level, tile))
            if read[key][place * HASH_BYTES : (place + 1) * HASH_BYTES] != each.hash:
                span = WIDTH**each.level
                raise HistoryDiffers(
                    f"The facts at positions {each.index * span + 1:,} to "
                    f"{(each.index + 1) * span:,} are not those under the tree: hash "
                    f"{each.index:,} of level {each.level} is another one."
                )

    def _check_roots(self, size: int, checkpoints: Iterable[SignedCheckpoint]) -> None:
        root = self._growth.root()
        for signed in checkpoints:
            said = self._opened(signed)
            if {(said.size, said.root), (signed.size, signed.root)} != {(size, root)}:
                raise HistoryDiffers(
                    f"The first {size:,} facts are not those of checkpoint {signed.number:,}: "
                    "they have another root."
                )
            self._checkpoints += 1
        for older in self._since:
            if older.size == size and older.root != root:
                raise HistoryDiffers(
                    f"The log does not continue the older checkpoint: its first {size:,} facts "
                    "have another root."
                )

    def _opened(self, signed: SignedCheckpoint) -> Checkpoint:
        try:
            origin = read_checkpoint(read_note(signed.note).text).origin
            return read_checkpoint(open_note(signed.note, self._verifiers(origin)).text)
        except ProofInvalid as reason:
            raise HistoryDiffers(
                f"Checkpoint {signed.number:,}, of {signed.size:,} facts, does not open: {reason}"
            ) from reason
