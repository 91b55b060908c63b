"""Reading texts by the models that lie in a folder, also by those that came there meanwhile.

A file that is put in place of another one has another stamp. Stamps are looked at every half
minute, so that following facts costs nothing by it. Without a model no library is loaded.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from adapters.looking import Kept
from projections.texts import NoTextReader, TextReader

Stamps = frozenset[tuple[str, int, int, int]]
"""This is each file of a model: its name, which file it is, when it was written, and how long."""


class FreshTextReader:
    """This reads texts by the newest models there are."""

    def __init__(self, folder: Path, read: Callable[[], TextReader]) -> None:
        self._folder = folder
        self._read = read
        self._found: tuple[Stamps, TextReader] = frozenset(), NoTextReader()
        self._in_use = Kept(self._look)

    def opinions(self, texts: Sequence[str]) -> Sequence[float | None]:
        """This is what each text thinks, from -1 (bad) to 1 (good), or nothing without a model."""
        return self._in_use.get().opinions(texts)

    def is_toxic(self, text: str) -> bool:
        """This is true where a model says so, and is as sure as was asked of its language."""
        return self._in_use.get().is_toxic(text)

    def _look(self) -> TextReader:
        stamps = _stamps(self._folder)
        if stamps != self._found[0]:
            self._found = stamps, self._read() if stamps else NoTextReader()
        return self._found[1]


def _stamps(folder: Path) -> Stamps:
    """This is every file of a model; the name of what is only being written begins with a dot."""
    found = ((path.name, path.stat()) for path in folder.glob("[!.]*.*"))
    return frozenset((name, at.st_ino, at.st_mtime_ns, at.st_size) for name, at in found)
