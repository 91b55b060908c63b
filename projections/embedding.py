"""Words as vectors, in the words of who asks for them."""

from collections.abc import Sequence
from typing import Protocol

from domain.shared.errors import Unavailable


class Embedder(Protocol):
    """This turns texts of any language into vectors that lie close when their meaning does."""

    @property
    def name(self) -> str:
        """This names model and version: vectors of different names do not compare."""

    @property
    def dimensions(self) -> int:
        """This is how long each vector is."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """This is one vector of length 1 for each text, in order."""


class NoEmbedder:
    """This stands where read models are only named: it makes no vector."""

    name = "none"
    dimensions = 0

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """This refuses to be more than a name."""
        raise Unavailable(f"nothing here makes vectors of {len(texts)} texts")
