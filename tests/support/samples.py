"""Stores one sample of every topic: `make samples`. Samples are added, never edited."""

from pathlib import Path

from adapters.bodies.codec import encode
from domain.catalogue import FACTS
from tests.support.examples import example

SAMPLES = Path(__file__).parent.parent / "samples"


def store_missing() -> list[str]:
    """This writes a sample of each topic that has none yet, and names those topics."""
    added = [topic for topic in sorted(FACTS) if not (SAMPLES / f"{topic}.json").exists()]
    for topic in added:
        (SAMPLES / f"{topic}.json").write_bytes(encode(example(FACTS[topic])) + b"\n")
    return added


if __name__ == "__main__":
    for topic in store_missing():
        print(topic)  # noqa: T201
