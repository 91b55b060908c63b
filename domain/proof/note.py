"""Signed notes, as C2SP signed-note has them: text, an empty line, and a line for each signature.

    Ognuno sta solo sul cuor della terra

    — example.org/log NnugSzTjtVAewIS+Z/iJhUPeFDkO…

- The text ends with a newline, and is told from the signatures by the last empty line.
- A signature line is an em dash, the key's name, and in base64 the key's id of four bytes with
  the signature. A name has no spaces and no plus.
- A note is UTF-8 without control characters, and has at most 100 signatures.
- Signatures of keys nobody knows are passed over; one of a known key that is wrong refuses the
  note, and so does having none that could be checked.

Only a note that was opened may be believed: its text says nothing before.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.proof.invalid import ProofInvalid
from domain.proof.keys import ID_BYTES, is_name
from domain.proof.spelling import decoded, encoded

MOST_SIGNATURES = 100
LONGEST_BYTES = 1024 * 1024
DASH = "— "
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteMalformed(ProofInvalid):
    """This is text that is no signed note."""


class SignatureInvalid(ProofInvalid):
    """This is a note with a wrong signature of a key that is known."""


class NoteUnsigned(ProofInvalid):
    """This is a note that none of the known keys has signed."""


class NoteVerifier(Protocol):
    """This checks the signatures of one key."""

    @property
    def name(self) -> str:
        """This is what the key is called."""

    @property
    def key_id(self) -> bytes | int:
        """This is the key's id: four bytes, or the number that they are."""

    def verify(self, message: bytes, signature: bytes) -> bool:
        """This is true when the key has signed the message so."""


class NoteSigner(Protocol):
    """This signs with one key."""

    @property
    def name(self) -> str:
        """This is what the key is called."""

    @property
    def key_id(self) -> bytes:
        """This is the key's id, four bytes."""

    def sign(self, message: bytes) -> bytes:
        """This is the key's signature of the message."""


@dataclass(frozen=True, slots=True)
class Signature:
    """This is a signature as it stands in a note, whoever made it."""

    name: str
    key_id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        """This is its line of a note."""
        return f"{DASH}{self.name} {encoded(self.key_id + self.raw)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """This is a note's text, with who has signed it for certain, and who is said to have."""

    text: str
    verified: tuple[Signature, ...] = ()
    unverified: tuple[Signature, ...] = ()


def open_note(text: str | bytes, verifiers: Iterable[NoteVerifier]) -> Note:
    """This is what the note says, signed by at least one of the keys.

    A signature that comes twice counts once; if one key has signed in two ways, both must be
    right, and the first counts.

    Raises:
        NoteMalformed: it is no signed note.
        SignatureInvalid: a signature of one of the keys is wrong.
        NoteUnsigned: none of the keys has signed it.
    """
    known: dict[tuple[str, bytes], list[NoteVerifier]] = {}
    for verifier in verifiers:
        known.setdefault((verifier.name, _id_of(verifier)), []).append(verifier)
    said = read_note(text)
    message = said.text.encode()
    verified: dict[tuple[str, bytes], Signature] = {}
    unverified: list[Signature] = []
    for signature in said.unverified:
        key = signature.name, signature.key_id
        if key not in known:
            unverified.append(signature)
            continue
        if len(known[key]) > 1:
            raise SignatureInvalid(f"Two of the keys given are called {_called(signature)}.")
        if not known[key][0].verify(message, signature.raw):
            raise SignatureInvalid(f"The signature of {_called(signature)} is wrong.")
        verified.setdefault(key, signature)
    if not verified:
        raise NoteUnsigned("None of the keys given has signed the note.")
    return Note(said.text, tuple(verified.values()), tuple(unverified))


def read_note(text: str | bytes) -> Note:
    """This is the note with its signatures unchecked, each once: not to be believed yet.

    Raises:
        NoteMalformed: it is no signed note.
    """
    said = _characters(text)
    split = said.rfind("\n\n")
    if split < 0:
        raise NoteMalformed("The note has no empty line between text and signatures.")
    body, signed = said[: split + 1], said[split + 2 :]
    if not signed:
        raise NoteMalformed("The note has no signatures.")
    if not signed.endswith("\n"):
        raise NoteMalformed("The last line of the note has no end.")
    lines = signed[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteMalformed(f"The note has more than {MOST_SIGNATURES} signatures.")
    return Note(body, unverified=tuple(dict.fromkeys(map(_signature, lines))))


def sign_note(text: str, signers: Sequence[NoteSigner]) -> str:
    """This is the note of that text, signed by each in turn.

    Raises:
        NoteMalformed: text or names cannot stand in a note, or nobody signs.
    """
    if not text.endswith("\n"):
        raise NoteMalformed("The text of a note ends with a newline.")
    message = _characters(text).encode()
    lines = (Signature(each.name, each.key_id, each.sign(message)).line for each in signers)
    note = f"{text}\n{''.join(lines)}"
    if read_note(note).text != text:
        raise NoteMalformed("A signer's name or signature cannot stand in a note.")
    return note


def _characters(text: str | bytes) -> str:
    try:
        raw = text.encode() if isinstance(text, str) else text
        said = raw.decode()
    except UnicodeError:
        raise NoteMalformed("The note is not UTF-8.") from None
    if len(raw) > LONGEST_BYTES:
        raise NoteMalformed(f"The note has more than {LONGEST_BYTES:,} bytes.")
    if CONTROL.search(said):
        raise NoteMalformed("The note has control characters.")
    return said


def _signature(line: str) -> Signature:
    name, _, base64 = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not is_name(name):
        raise NoteMalformed("A line after the text is no signature.")
    try:
        raw = decoded(base64)
    except ProofInvalid:
        raise NoteMalformed(f"The signature of {name!a} is not base64.") from None
    if len(raw) <= ID_BYTES:
        raise NoteMalformed(f"The signature of {name!a} is too short.")
    return Signature(name, raw[:ID_BYTES], raw[ID_BYTES:])


def _id_of(verifier: NoteVerifier) -> bytes:
    given = verifier.key_id
    return given.to_bytes(ID_BYTES, "big") if isinstance(given, int) else bytes(given)


def _called(signature: Signature) -> str:
    return f"{signature.name!a} {signature.key_id.hex()}"
