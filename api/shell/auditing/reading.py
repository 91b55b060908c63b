"""What somebody wants checked: one JSON object from standard input, field by field.

Bytes are in base64, and null is none of them. Fields that nobody asks for are passed over, but
one that is asked for and not there is said so: a name misspelt must not make a proof valid.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
import typer

from application.status import CannotBeDone
from domain.proof.invalid import ProofInvalid
from domain.proof.spelling import decoded

LONGEST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Probe:
    """This is what was sent; a field may go by several names, the first one there counts.

    Raises:
        CannotBeDone: from every question, when the field is not there or is something else.
    """

    fields: Mapping[str, Any]

    def number(self, *names: str) -> int:
        """This is a whole number; which ones make sense is for whoever checks to say."""
        name, value = self._field(*names)
        if type(value) is not int:
            raise CannotBeDone(f"{name} must be a whole number.")
        return value

    def raw(self, name: str) -> bytes:
        """This is bytes."""
        return _raw(*self._field(name))

    def raws(self, name: str) -> list[bytes]:
        """This is several bytes in a row; without the field there are none."""
        return [_raw(name, value) for value in _row(name, self.fields.get(name))]

    def text(self, *names: str) -> str:
        """This is text as it stands."""
        return _text(*self._field(*names))

    def texts(self, *names: str) -> list[str]:
        """This is several texts in a row."""
        name, value = self._field(*names)
        return [_text(name, each) for each in _row(name, value)]

    def _field(self, *names: str) -> tuple[str, Any]:
        for name in names:
            if name in self.fields:
                return name, self.fields[name]
        raise CannotBeDone(f"There is no {names[0]} in what was sent.")


def sent() -> Probe:
    """This is what standard input holds.

    Raises:
        CannotBeDone: it cannot be read, or is not one JSON object.
    """
    try:
        raw = typer.get_binary_stream("stdin").read(LONGEST_BYTES + 1)
    except (OSError, ValueError, RuntimeError, AttributeError) as reason:
        raise CannotBeDone("Standard input cannot be read.") from reason
    if len(raw) > LONGEST_BYTES:
        raise CannotBeDone(f"What was sent has more than {LONGEST_BYTES:,} bytes.")
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise CannotBeDone("What was sent is not JSON.") from None
    if not isinstance(found, dict):
        raise CannotBeDone("What was sent is not a JSON object.")
    return Probe(found)


@contextmanager
def judged() -> Iterator[None]:
    """This turns a proof that proves nothing into the sentence a command ends with.

    Raises:
        CannotBeDone: what was sent is invalid.
    """
    try:
        yield
    except ProofInvalid as reason:
        raise CannotBeDone(str(reason)) from reason


def _row(name: str, value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise CannotBeDone(f"{name} must be a list.")
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise CannotBeDone(f"{name} must be text.")
    return value


def _raw(name: str, value: Any) -> bytes:
    if value is None:
        return b""
    try:
        return decoded(_text(name, value))
    except ProofInvalid as reason:
        raise CannotBeDone(f"{name} cannot be read: {reason}") from reason
