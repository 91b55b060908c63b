"""The bodies of facts: known, readable, canonical, proved by their leaf, with nothing open."""

from collections.abc import Iterable

from adapters.bodies.closed import closed
from adapters.bodies.codec import Unreadable
from adapters.bodies.sealing import Body
from adapters.bodies.upcasts import UPCASTS
from adapters.postgres.auditing.checks.kinds import Batch, Check
from adapters.postgres.auditing.reading import RawLog, event_id_of
from application.auditing.asking import Finding
from domain.catalogue import FACTS
from domain.proof.canonical import is_canonical
from domain.proof.merkle import leaf_hash
from domain.proof.record import record_of

KNOWN = FACTS.keys() | UPCASTS.keys()


class Topics(Check):
    """This looks for topics that the code does not know."""

    name = "topics"
    promise = "every topic is known"

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:  # noqa: ARG002
        """This is every fact of an unknown topic."""
        for row in batch.rows:
            if row.kept.topic not in KNOWN:
                yield Finding(row.kept.position, f"nobody knows the topic {row.kept.topic}")


class Bodies(Check):
    """This looks for facts that the code cannot read; it opens nothing."""

    name = "bodies"
    promise = "every body reads as what its topic says"

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:  # noqa: ARG002
        """This is every known fact whose body has another shape."""
        bodies = [
            Body(row.kept.stream, row.kept.version, row.kept.topic, row.kept.body)
            for row in batch.rows
        ]
        for row, fact in zip(batch.rows, closed().open(bodies), strict=True):
            if isinstance(fact, Unreadable) and row.kept.topic in KNOWN:
                yield Finding(
                    row.kept.position, f"the body does not have the shape of {row.kept.topic}"
                )


class Canonical(Check):
    """This looks for bodies that are spelt otherwise than RFC 8785 spells them."""

    name = "canonical"
    promise = "every body is canonical JSON (RFC 8785)"

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:  # noqa: ARG002
        """This is every body that another spelling would have."""
        for row in batch.rows:
            if not is_canonical(row.kept.body):
                yield Finding(row.kept.position, "the body is not in canonical form")


class Leaves(Check):
    """This makes each leaf anew, without the database's help.

    Of a fact that lost a ciphertext only the leaf is left: what it was made of is gone for good.
    """

    name = "leaves"
    promise = "every leaf is SHA-256 of a zero byte and the record, unless that was redacted"

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:  # noqa: ARG002
        """This is every fact that is not what its leaf says."""
        for row in batch.rows:
            is_same = leaf_hash(record_of(row.kept)) == row.leaf
            if not is_same and row.kept.position not in batch.redacted:
                yield Finding(
                    row.kept.position, f"{event_id_of(row.kept)} is not what its leaf proves"
                )


class Open(Check):
    """This looks for personal data that was not sealed."""

    name = "open"
    promise = "nothing personal lies in a body unsealed"

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:  # noqa: ARG002
        """This is every personal field that anybody could read."""
        for kept, fields, marks, _seals in batch.personal:
            found = sorted(name for name in marks if fields.get(name))
            if found:
                yield Finding(kept.position, f"{', '.join(found)} of {kept.topic} lies open")
