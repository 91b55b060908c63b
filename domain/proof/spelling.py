"""Numbers and bytes as text, each spelt one way only.

A second spelling of the same value would be a change that no hash notices: bits of the last
letter of base64 that nobody reads, a zero before a number. So there is none.
"""

import re
from base64 import b64decode, b64encode

from domain.proof.invalid import ProofInvalid

LARGEST = 2**64 - 1
NUMBER = re.compile(r"0|[1-9][0-9]{0,19}")


def encoded(raw: bytes) -> str:
    """This is the bytes in the standard base64 of RFC 4648, padded."""
    return b64encode(raw).decode("ascii")


def decoded(text: str) -> bytes:
    """This is the bytes that the base64 stands for.

    Raises:
        ProofInvalid: it is not what `encoded` would have written.
    """
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        raise ProofInvalid("Something that should be base64 is not.") from None
    if encoded(raw) != text:
        raise ProofInvalid("Something in base64 is spelt another way than the usual one.")
    return raw


def number(text: str) -> int:
    """This is the number that the digits stand for, of 64 bits at most.

    Raises:
        ProofInvalid: they have a zero, a sign or anything else before or after them.
    """
    if not NUMBER.fullmatch(text) or int(text) > LARGEST:
        raise ProofInvalid("A number is not written in plain digits, or is larger than 64 bits.")
    return int(text)
