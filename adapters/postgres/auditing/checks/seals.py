"""What is sealed: it opens or its key was destroyed, it is whose it says, fences were kept."""

import binascii
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from typing import LiteralString

import msgspec

from adapters.bodies.envelope import ALGORITHMS, Bound, KeyName, SealBroken
from adapters.bodies.sealing import Keyring, Seal
from adapters.postgres.auditing.bodies import Fields
from adapters.postgres.auditing.checks.kinds import Batch, Check, Marks
from adapters.postgres.auditing.reading import RawLog, event_id_of
from application.auditing.asking import Finding
from domain.proof.record import Stored
from domain.shared.errors import Unavailable

_FENCES: LiteralString = "SELECT drawer, position FROM log.fences WHERE drawer = ANY(%s)"


class Seals(Check):
    """This opens every ciphertext, looks at its shape, and forgets what it read."""

    name = "seals"
    promise = "every ciphertext opens, or its key was destroyed"

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:  # noqa: ARG002
        """This is every ciphertext that is neither whole nor erased."""
        for kept in batch.broken:
            yield Finding(kept.position, "its ciphertexts are not laid out as they must be")
        names = {seal.key for _kept, seals in batch.sealed for seal in seals}
        keys = self._found(names) if names else {}
        for kept, seals in batch.sealed:
            for seal in seals:
                if seal.key not in keys:
                    yield Finding(kept.position, f"keys missing: restore them ({_named(seal)})")
                elif not _is_sound(kept, seal, keys[seal.key]):
                    yield Finding(kept.position, f"the ciphertext of {_named(seal)} does not open")

    def _found(self, names: Iterable[KeyName]) -> Mapping[KeyName, bytes | None]:
        """This is every key that is there or destroyed; one that is missing holds up no other."""
        wanted = sorted(names)
        try:
            return self._keyring.find(wanted)
        except Unavailable:
            if len(wanted) == 1:
                return {}
        middle = len(wanted) // 2
        return {**self._found(wanted[:middle]), **self._found(wanted[middle:])}


class Subjects(Check):
    """This holds the column of subjects against what the bodies say."""

    name = "subjects"
    promise = "every fact names exactly those whose personal data it carries"

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:  # noqa: ARG002
        """This is every fact that names others than its body does."""
        for kept, fields, marks, seals in batch.personal:
            expected = sorted({seal.subject for seal in seals} | _open_subjects(fields, marks))
            if list(kept.subjects) != expected:
                yield Finding(
                    kept.position,
                    f"it names {_list(kept.subjects)} and carries data of {_list(expected)}",
                )
            for seal in seals:
                for name in seal.fields:
                    whose = fields.get(marks[name].subject) if name in marks else seal.subject
                    if whose != seal.subject:
                        yield Finding(
                            kept.position, f"{name} of {whose} is sealed as data of {seal.subject}"
                        )


class Fences(Check):
    """This looks for personal data of people who had been erased when it was recorded."""

    name = "fences"
    promise = "nothing of a person's drawer is sealed behind the fence of their erasure"

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:
        """This is every ciphertext that should have been stopped."""
        fences = _fences(batch, log)
        for kept, seals in batch.sealed:
            for seal in seals:
                fenced_at = fences.get(str(seal.key.drawer))
                if fenced_at is not None and kept.position > fenced_at:
                    yield Finding(
                        kept.position,
                        f"{_named(seal)} was sealed behind the fence at {fenced_at:,}",
                    )


class Redactions(Check):
    """This looks for ciphertexts that were taken out of the log and should not have been."""

    name = "redactions"
    promise = "a ciphertext was taken out only of facts of people who were fenced off"

    def look(self, batch: Batch, log: RawLog) -> Iterable[Finding]:
        """This is every ciphertext that is gone without a fence."""
        if not batch.redacted:
            return
        fences = _fences(batch, log)
        for kept, seals in batch.sealed:
            for seal in seals:
                if not seal.data and str(seal.key.drawer) not in fences:
                    yield Finding(kept.position, f"the ciphertext of {_named(seal)} is gone")


def _fences(batch: Batch, log: RawLog) -> Mapping[str, int]:
    """This is where the log stood when drawers of a batch were fenced off; others are left out."""
    drawers = {str(seal.key.drawer) for _kept, seals in batch.sealed for seal in seals}
    return dict(log.rows(_FENCES, (sorted(drawers),))) if drawers else {}


def _is_sound(kept: Stored, seal: Seal, key: bytes | None) -> bool:
    if key is None:
        return True
    bound = Bound(event_id_of(kept), kept.topic, seal.key).bytes(seal.alg)
    try:
        sealed = b64decode(seal.data, validate=True)
        text = msgspec.json.decode(ALGORITHMS[seal.alg].open(key, bound, sealed))
    except (SealBroken, KeyError, ValueError, binascii.Error):
        return False
    return isinstance(text, dict) and sorted(text) == sorted(seal.fields)


def _open_subjects(fields: Fields, marks: Marks) -> set[str]:
    return {str(fields.get(mark.subject)) for name, mark in marks.items() if fields.get(name)}


def _named(seal: Seal) -> str:
    return f"{seal.key.drawer}, version {seal.version}"


def _list(people: Sequence[str]) -> str:
    return ", ".join(people) or "nobody"
