"""A fact the code cannot read: its topic is unknown, or its body has another shape.

Readers of the log and of the stream hand it on in place of the fact, so that whoever follows
can park its stream instead of stopping, or worse, of skipping it.
"""

from functools import cache

from domain.shared.event import Fact


class UnreadableFact(Fact):
    """This stands in for a fact that cannot be read; its class still tells the topic."""

    __slots__ = ()


@cache
def unreadable(topic: str) -> type[UnreadableFact]:
    """This is the stand-in for the unreadable facts of one topic."""
    return type("UnreadableFact", (UnreadableFact,), {"TOPIC": topic, "__slots__": ()})
