"""What a check is, and what it is shown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from adapters.bodies.sealing import MARK, Seal
from adapters.postgres.auditing.bodies import Fields, fields_of, seals_or_none
from adapters.postgres.auditing.reading import RawLog, Row
from application.auditing.asking import Finding
from domain.catalogue import FACTS
from domain.proof.record import Stored
from domain.shared.personal import Personal, personal_fields

MOST = 1_000
"""So many findings of one statement are read; who has more has seen enough."""


@dataclass
class Batch:
    """This is some facts in the order of the log, and the one before them.

    Attributes:
        rows: the facts, as they lie there.
        after: the position behind which they were read.
        before: the fact that stands there.
    """

    rows: Sequence[Row]
    after: int
    before: Stored | None

    @cached_property
    def sealed(self) -> Sequence[tuple[Stored, Sequence[Seal]]]:
        """This is the facts that hold ciphertexts, each with them."""
        return [(kept, seals) for kept, seals in self._marked if seals is not None]

    @cached_property
    def redacted(self) -> frozenset[int]:
        """This is where facts stand of which a ciphertext was taken out."""
        return frozenset(
            kept.position for kept, seals in self.sealed if any(not seal.data for seal in seals)
        )

    @cached_property
    def broken(self) -> Sequence[Stored]:
        """This is the facts whose ciphertexts cannot even be told apart."""
        return [kept for kept, seals in self._marked if seals is None]

    @cached_property
    def personal(self) -> Sequence[tuple[Stored, Fields, "Marks", Sequence[Seal]]]:
        """This is the facts that may hold personal data: public fields, marks, ciphertexts."""
        seals = {kept.position: found for kept, found in self.sealed}
        unreadable = {kept.position for kept in self.broken}
        return [
            (kept, fields, marks, seals.get(kept.position, ()))
            for kept, marks in self._with_marks()
            if kept.position not in unreadable and (fields := fields_of(kept.body)) is not None
        ]

    @cached_property
    def _marked(self) -> Sequence[tuple[Stored, Sequence[Seal] | None]]:
        return [
            (row.kept, seals_or_none(row.kept.body))
            for row in self.rows
            if row.kept.body.startswith(MARK)
        ]

    def _with_marks(self) -> Iterator[tuple[Stored, "Marks"]]:
        for row in self.rows:
            marks = PERSONAL.get(row.kept.topic)
            if marks or row.kept.subjects or row.kept.body.startswith(MARK):
                yield row.kept, marks or {}


Marks = Mapping[str, Personal]


def _all_marks() -> Iterator[tuple[str, Marks]]:
    for topic in FACTS:
        cls: Any = FACTS[topic]
        yield topic, personal_fields(cls)


PERSONAL = {topic: marks for topic, marks in _all_marks() if marks}
"""The personal fields of each topic that has any."""


class Check:
    """This is one promise of the log, and looks where it is broken."""

    name: ClassVar[str]
    promise: ClassVar[str]

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:  # noqa: ARG002 - for those who need it
        """This is where the facts of a batch break the promise."""
        return ()

    def close(self, log: RawLog) -> Iterable[Finding]:  # noqa: ARG002 - for those who need it
        """This is where the log as a whole breaks it, asked once behind the last fact."""
        return ()
