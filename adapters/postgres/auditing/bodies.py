"""Bodies as they lie in the log, looked at by those who open none: they may say anything."""

from collections.abc import Sequence
from typing import Any

import msgspec

from adapters.bodies.sealing import Seal, seals_in

Fields = dict[str, Any]


def fields_of(body: bytes) -> Fields | None:
    """This is what the body says, ciphertexts among it; none when it is no JSON object."""
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return None
    return found if isinstance(found, dict) else None


def seals_or_none(body: bytes) -> Sequence[Seal] | None:
    """This is the ciphertexts of the body; none when they cannot be told apart."""
    try:
        return seals_in(body)
    except msgspec.MsgspecError:
        return None
