"""What is looked at in a text: words, letters, letters as they were meant, manner, and meaning."""

import math
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from adapters.ml.history import Numbers
from domain.screening.spelling import straightened

WORD: Final = re.compile(r"\w+")
REPEATED: Final = re.compile(r"(\w)\1\1")
FARTHEST: Final = 3.0
"""So many spreads from the mean is as far as a text's manner counts."""

GRAMS: Final[dict[str, dict[str, Any]]] = {
    "words": {"ngram_range": (1, 2), "min_df": 2, "token_pattern": r"\w+|[^\w\s]+"},
    "letters": {"analyzer": "char", "ngram_range": (1, 5), "min_df": 3, "lowercase": False},
    "meant": {
        "analyzer": "char_wb",
        "ngram_range": (2, 5),
        "min_df": 2,
        "preprocessor": straightened,
    },
}
"""What is counted in texts, each by itself. Of what few texts have nothing is learnt."""

MANNERS: Final = 14
"""So many numbers say how a text is written."""

FEW: Final = 300
"""Of fewer texts everything is counted: hardly anything is in several of them."""


def described() -> tuple[str, ...]:
    """This is everything that is looked at, in words: what a model has to have been learnt for."""
    settings = {
        name: " ".join(
            f"{each}={getattr(to, '__name__', to)}" for each, to in sorted(given.items())
        )
        for name, given in GRAMS.items()
    }
    return (*(f"{name}: {given}" for name, given in settings.items()), f"manner: {MANNERS}")


def counter(name: str, count: int) -> TfidfVectorizer:
    """This counts one of the above in so many texts, and weighs what is rare more."""
    settings = {**GRAMS[name], "sublinear_tf": True, "dtype": np.float32}
    if count < FEW:
        settings["min_df"] = 1
    return TfidfVectorizer(**settings)


def manner(texts: Sequence[str]) -> Numbers:
    """This is how texts are written, whatever they say: long or short, loud or plain."""
    return np.array([_manner(text) for text in texts], dtype=np.float64)


def _manner(text: str) -> tuple[float, ...]:
    words = [word.lower() for word in WORD.findall(text)]
    letters, count = max(len(text), 1), max(len(words), 1)
    return (
        math.log1p(letters),
        math.log1p(count),
        sum(map(str.isupper, text)) / letters,
        sum(map(str.isdigit, text)) / letters,
        sum(not one.isalnum() and not one.isspace() for one in text) / letters,
        len(set(words)) / count,
        sum(map(len, words)) / count,
        max(map(len, words), default=0),
        text.count(",") / count,
        text.count(".") / count,
        text.count("!"),
        text.count("?"),
        text.count(")") - text.count("("),
        len(REPEATED.findall(text)),
    )
