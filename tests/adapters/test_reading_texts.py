"""Models of texts are read as they lie there, and looked for now and then, not with each text."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from adapters.reading_texts import FreshTextReader
from tests.support.looking import hours_pass


class Told:
    """This says of texts what it was made with."""

    def __init__(self, opinion: float) -> None:
        self._opinion = opinion

    def opinions(self, texts: Sequence[str]) -> Sequence[float | None]:
        return [self._opinion] * len(texts)

    def is_toxic(self, text: str) -> bool:
        return len(text) > self._opinion


class Models:
    """This is a folder with models of texts, and how often one was read."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "sentiment.npz"
        self.reads = 0
        self.fresh = FreshTextReader(folder, self._read)

    def _read(self) -> Told:
        self.reads += 1
        return Told(float(self.path.read_text()))

    def put(self, opinion: str) -> None:
        """This puts a model in place of the one before, as learning does."""
        written = self.path.with_name(".being written")
        written.write_text(opinion)
        written.replace(self.path)


@pytest.fixture
def models(tmp_path: Path) -> Models:
    return Models(tmp_path)


def test_says_nothing_where_nothing_was_learnt(models: Models) -> None:
    assert models.fresh.opinions(["one", "two"]) == [None, None]
    assert not models.fresh.is_toxic("one")
    assert models.reads == 0


def test_takes_up_what_was_learnt_meanwhile(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert models.fresh.opinions(["one"]) == [None]
    hours_pass(monkeypatch)
    for opinion in (0.5, 0.7):
        models.put(f"{opinion}")
        assert models.fresh.opinions(["one"]) == [opinion]
        assert models.fresh.is_toxic("one")
    models.path.unlink()
    assert models.fresh.opinions(["one"]) == [None]
    assert models.reads == 2


def test_looks_now_and_then_and_reads_what_is_new(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    models.put("0.5")
    assert models.fresh.opinions(["one"]) == [0.5]
    models.put("0.7")
    assert models.fresh.opinions(["one"]) == [0.5], "it was looked at just now"
    hours_pass(monkeypatch)
    for _ in range(3):
        assert models.fresh.opinions(["one"]) == [0.7]
    assert models.reads == 2, "the same file is read once"
