"""Stores one sample of every topic, and what it folds to: `make samples`. Added, never edited.

A sample is folded behind the one that opens its aggregate, so that most of them find something to
change. What a refusal leaves belongs to no aggregate, and folds to nothing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from adapters.bodies.codec import decode, encode
from application.looking_back import KINDS
from domain.catalogue import FACTS
from domain.shared.event import Kind
from tests.support.examples import example

SAMPLES = Path(__file__).parent.parent / "samples"
STATES = SAMPLES / "states"
BELONGS_NOWHERE = frozenset({"audit.command_refused.v1"})


@dataclass(frozen=True)
class Fold:
    """This is samples in order, of one aggregate, and the state they make."""

    kind: str
    topics: list[str]
    state: Any


def stored() -> dict[str, bytes]:
    """This is the body of every sample by its topic."""
    return {path.stem: path.read_bytes().strip() for path in sorted(SAMPLES.glob("*.json"))}


def fold(kind: str, topics: list[str], bodies: dict[str, bytes]) -> Any:
    """This is the state that samples make, as a snapshot would keep it."""
    state = None
    for topic in topics:
        state = KINDS[kind].evolve(state, decode(topic, bodies[topic]))
    return json.loads(encode(state))


def store_missing() -> list[str]:
    """This writes a sample and a state of each topic that has none yet, and names them."""
    added = [topic for topic in sorted(FACTS) if not (SAMPLES / f"{topic}.json").exists()]
    for topic in added:
        (SAMPLES / f"{topic}.json").write_bytes(encode(example(FACTS[topic])) + b"\n")
    return [*added, *_store_states()]


def _store_states() -> Iterator[str]:
    STATES.mkdir(exist_ok=True)
    bodies = stored()
    for topic in sorted(bodies.keys() - BELONGS_NOWHERE):
        path = STATES / f"{topic}.json"
        if not path.exists():
            path.write_bytes(encode(_folded(topic, bodies)) + b"\n")
            yield f"state of {topic}"


def _folded(topic: str, bodies: dict[str, bytes]) -> Fold:
    """This is the first way to fold a sample that its aggregate takes."""
    home = _home(type(decode(topic, bodies[topic])))
    openings = [each for each in FACTS if _home(FACTS[each]) == home and each != topic]
    ways = [*([opening, topic] for opening in openings), [topic]]
    kinds = [kind for kind in KINDS.values() if _home(kind.evolve) == home]
    return next(
        Fold(kind.name, way, fold(kind.name, way, bodies))
        for way, kind in product(ways, kinds)
        if _takes(kind, way, bodies)
    )


def _takes(kind: Kind[Any], topics: list[str], bodies: dict[str, bytes]) -> bool:
    try:
        fold(kind.name, topics, bodies)
    except (AssertionError, AttributeError, LookupError, TypeError, ValueError):
        return False
    return True


def _home(thing: Any) -> str:
    """This is the part of the domain that something is from."""
    return str(thing.__module__).split(".")[1]


if __name__ == "__main__":
    for topic in store_missing():
        print(topic)  # noqa: T201
