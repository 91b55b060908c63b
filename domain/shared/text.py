"""Text that says nothing of a person: each kind has a form, and a reason why it is safe.

A field of a fact that is text is either `Personal` (domain/shared/personal.py) or one of these.
Each name says where the text comes from; `form` is what all of it looks like. Whatever somebody
may word as they like is none of these, however short it is.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Plain:
    """This marks text that is not personal: what kind it is, and the form it always has."""

    kind: str
    form: str


Identity = Annotated[str, Plain("identity", r"[A-Za-z0-9:_-]{1,120}")]
"""An id of ours: drawn by us, or made of ids that were. It names a thing and tells nothing."""

Handle = Annotated[str, Plain("handle", r"[A-Za-z0-9:_-]{1,120}")]
"""An id that leads to a person, or may: a course's, which stands on its tutor's page, for one."""

Code = Annotated[str, Plain("code", r"[A-Za-z][A-Za-z0-9().:_-]{0,79}")]
"""One word of a vocabulary that many share, such as `english` or `insufficient_funds`."""

Version = Annotated[str, Plain("version", r"[A-Za-z0-9._-]{1,40}")]
"""The version of a text or of rules of ours."""

Zone = Annotated[str, Plain("zone", r"[A-Za-z0-9_+/-]{1,64}")]
"""An IANA time zone; whole countries share one."""

Currency = Annotated[str, Plain("currency", r"[A-Z]{3}")]
"""An ISO 4217 currency."""

Month = Annotated[str, Plain("month", r"\d{4}-\d{2}")]
"""A month, as `YYYY-MM`."""

Decimal = Annotated[str, Plain("decimal", r"\d+(\.\d+)?")]
"""A number with a fraction; facts hold no floats."""

Digest = Annotated[str, Plain("digest", r"[0-9a-f]{64}")]
"""The SHA-256 of something that nobody can guess, or that is public."""


def digest_of(text: str) -> Digest:
    """This is what something is called that nobody can guess, where it is not to be read."""
    return sha256(text.encode()).hexdigest()


Pseudonym = Annotated[str, Plain("pseudonym", r"[0-9a-f]{64}")]
"""A keyed name of something personal: who lacks the installation's key learns nothing from it."""

Reference = Annotated[str, Plain("reference", r"[!-~]{0,255}")]
"""What somebody else calls a thing or a deed of theirs, as they drew it: never a person.

Empty where they gave it no name: what is declined at once was perhaps never called anything.
"""

Statement = Annotated[str, Plain("statement", r"[\s\S]*")]
"""What we wrote ourselves to be read by others, made of nothing that stands in no fact."""
