"""An embedder without a model: words hashed into a vector, for tests that need no meaning."""

import hashlib
import math
import re
from collections.abc import Sequence

WORD = re.compile(r"\w+")


class HashingEmbedder:
    """This puts texts that share words close together; it knows no synonyms and no languages."""

    name = "hashing"

    def __init__(self, dimensions: int = 512) -> None:
        self.dimensions = dimensions

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """This is one vector of length 1 for each text."""
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> list[float]:
        vector = [0.0] * self.dimensions
        for word in WORD.findall(text.lower()) or [""]:
            digest = hashlib.sha256(word.encode()).digest()
            vector[int.from_bytes(digest[:4]) % self.dimensions] += 1.0 if digest[4] & 1 else -1.0
        length = math.sqrt(sum(value * value for value in vector)) or 1.0
        return [value / length for value in vector]
