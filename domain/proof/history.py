"""Whether records, one after another, are a history: nothing left out, nothing unheard of."""

from collections.abc import Collection

from domain.proof.invalid import ProofInvalid
from domain.proof.record import Record


class History:
    """This takes records in their order, and remembers what it needs of them.

    `topics` are all that facts can be about; those in `erasing` tell of a person's erasure, the
    person standing in `person_id`.

    Attributes:
        size: how many records there were.
        redacted: of them, how many have lost a ciphertext.
        erased: how many people were erased.
    """

    def __init__(self, topics: Collection[str], erasing: Collection[str]) -> None:
        self._topics = frozenset(topics)
        self._erasing = frozenset(erasing)
        self._versions: dict[str, int] = {}
        self._last_at = ""
        self._subjects: dict[str, int] = {}
        self._erased: set[str] = set()
        self.size = 0
        self.redacted = 0

    @property
    def streams(self) -> int:
        """This is how many streams there are."""
        return len(self._versions)

    @property
    def erased(self) -> int:
        """This is how many people were erased."""
        return len(self._erased)

    def take(self, record: Record) -> None:
        """This takes the next record.

        Raises:
            ProofInvalid: it cannot follow those before it.
        """
        position = self.size + 1
        if record.position != position:
            raise ProofInvalid(f"The record at position {position:,} says {record.position:,}.")
        version = self._versions.get(record.stream, 0) + 1
        if record.version != version:
            raise ProofInvalid(
                f"The record at position {position:,} is version {record.version:,} of its stream, "
                f"and {version:,} is due."
            )
        if record.recorded_at < self._last_at:
            raise ProofInvalid(f"At position {position:,} time runs backwards.")
        if record.topic not in self._topics:
            raise ProofInvalid(
                f"At position {position:,} stands a topic nobody knows: {record.topic!a}."
            )
        self._versions[record.stream] = version
        self._last_at = record.recorded_at
        self.size = position
        if record.topic in self._erasing:
            self._erased.add(str(record.body.get("person_id")))

    def take_redacted(self, record: Record) -> None:
        """This takes the next record, of which some ciphertext is gone, so its leaf is unknown.

        Raises:
            ProofInvalid: it cannot follow those before it, or nothing is gone from it.
        """
        subjects = record.redacted
        if not subjects:
            raise ProofInvalid(
                f"The record at position {self.size + 1:,} is not the one that was hashed."
            )
        self.take(record)
        self.redacted += 1
        for subject in subjects:
            self._subjects.setdefault(subject, self.size)

    def end(self) -> None:
        """This returns when of each person whose ciphertext is gone an erasure is on record.

        Raises:
            ProofInvalid: of one of them there is none.
        """
        for subject in sorted(self._subjects.keys() - self._erased):
            raise ProofInvalid(
                f"The record at position {self._subjects[subject]:,} lost a ciphertext of a person "
                "of whom no erasure is on record."
            )
