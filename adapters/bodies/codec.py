"""Facts as bytes: JSON by the types of the fact, found again by topic, upcast on reading.

The JSON is canonical (RFC 8785), because what is proved of a fact is made of it.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from adapters.bodies.upcasts import UPCASTS, Upcast
from domain.catalogue import FACTS
from domain.shared.event import Fact
from domain.shared.personal import Erased


class Unreadable(Exception):
    """This is a stored fact the code cannot read: an unknown topic, or a body of another shape."""


def unmarked(thing: Any) -> str:
    """This is what stands for something erased in a state that is kept: nothing.

    Raises:
        NotImplementedError: it is something else, which has no place in a fact or a state.
    """
    if isinstance(thing, Erased):
        return ""
    raise NotImplementedError(f"{type(thing).__name__} is neither a fact's nor a state's")


_ENCODER = msgspec.json.Encoder(order="sorted", enc_hook=unmarked)


def encode(fact: object) -> bytes:
    """This is a fact, or what is left of one when parts are sealed, as canonical JSON, UTF-8."""
    return _ENCODER.encode(fact)


def decode(topic: str, body: bytes, upcasts: Mapping[str, tuple[str, Upcast]] = UPCASTS) -> Fact:
    """This is the fact that was stored under the topic, as the code knows it today.

    Raises:
        Unreadable: nobody knows the topic, or the body does not fit it.
    """
    try:
        if topic not in upcasts:
            return _decoder(topic).decode(body)
        raw = msgspec.json.decode(body)
        while topic in upcasts:
            topic, step = upcasts[topic]
            raw = step(raw)
        fact: Fact = msgspec.convert(raw, FACTS[topic], strict=False)
    except (KeyError, msgspec.MsgspecError) as reason:
        raise Unreadable(f"{topic}: {reason}") from reason
    return fact


@cache
def _decoder(topic: str) -> "msgspec.json.Decoder[Fact]":
    return msgspec.json.Decoder(FACTS[topic])
