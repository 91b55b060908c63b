"""Reading texts, in the words of who asks for it."""

from collections.abc import Sequence
from typing import Protocol


class TextReader(Protocol):
    """This tells what a text says, as far as a model has learnt to."""

    def opinions(self, texts: Sequence[str]) -> Sequence[float | None]:
        """This is what each text thinks, from -1 (bad) to 1 (good), in two decimals.

        It is nothing where no model has learnt sentiment.
        """

    def is_toxic(self, text: str) -> bool:
        """This is true where a model says so, and is as sure as was asked of its language."""


class NoTextReader:
    """This stands where nothing has been learnt: it says nothing of any text."""

    def opinions(self, texts: Sequence[str]) -> Sequence[float | None]:
        """This is no opinion."""
        return [None] * len(texts)

    def is_toxic(self, text: str) -> bool:  # noqa: ARG002 - whatever it is
        """This accuses nobody."""
        return False
