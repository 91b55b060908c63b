"""A model of texts as a file: numbers and words, nothing that runs when it is read."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import orjson

from adapters.ml.texts.lines import Line
from adapters.ml.texts.model import TextModel, Usual
from adapters.ml.texts.views import counter, described
from application.status import CannotBeDone
from projections.embedding import Embedder

LAYOUT: Final = "1"
"""Raised whenever the same numbers would say something else."""

MADE_FOR: Final = (LAYOUT, *described())
"""What a model must have been learnt for: of other views its weights mean something else."""


@dataclass(frozen=True, slots=True)
class Origin:
    """This is what a model was learnt from: how many texts, and the digest of their file."""

    texts: int
    digest: str


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """This writes a file in place of another one; whoever reads meanwhile has the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "wb") as file:
        yield file
    Path(fresh).replace(path)


def store(model: TextModel, origin: Origin, path: Path) -> None:
    """This writes the model."""
    words = {name: list(counts.get_feature_names_out()) for name, counts in model.counters.items()}
    about = {
        "made_for": MADE_FOR,
        "labels": list(model.labels),
        "words": words,
        "lines": list(model.lines),
        "embedder": model.embedder.name,
        "texts": origin.texts,
        "digest": origin.digest,
    }
    numbers: dict[str, Any] = {"mean": model.usual.mean, "spread": model.usual.spread}
    numbers |= {f"rarity {name}": counts.idf_ for name, counts in model.counters.items()}
    for name, line in {**model.lines, "together": model.together}.items():
        numbers |= {f"weights {name}": line.weights, f"bias {name}": line.bias}
    with replacing(path) as file:
        np.savez_compressed(file, about=np.frombuffer(orjson.dumps(about), np.uint8), **numbers)


def load(path: Path, embedder: Embedder) -> tuple[TextModel, Origin]:
    """This is the model in that file, and what it was learnt from.

    Raises:
        CannotBeDone: it was learnt by code that looks at other things, or with another embedder.
    """
    with np.load(path, allow_pickle=False) as numbers:
        about = orjson.loads(numbers["about"].tobytes())
        if (*about.get("made_for", ()), about["embedder"]) != (*MADE_FOR, embedder.name):
            raise CannotBeDone(f"{path} was learnt by other code than this; let it learn anew.")
        model = TextModel(
            labels=about["labels"],
            counters={
                name: _counter(name, words, numbers[f"rarity {name}"])
                for name, words in about["words"].items()
            },
            lines={name: _line(name, numbers) for name in about["lines"]},
            usual=Usual(numbers["mean"], numbers["spread"]),
            together=_line("together", numbers),
            embedder=embedder,
        )
    return model, Origin(about["texts"], about["digest"])


def _counter(name: str, words: list[str], rarity: Any) -> Any:
    counts = counter(name, 0)
    counts.vocabulary = {word: at for at, word in enumerate(words)}
    counts.idf_ = rarity
    return counts


def _line(name: str, numbers: Mapping[str, Any]) -> Line:
    return Line(numbers[f"weights {name}"], numbers[f"bias {name}"])
