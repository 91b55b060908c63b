"""`preceptor bench text`, with nothing running, on files as other tools leave them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.shell import type_in
from tests.support.telling import opinions

pytestmark = pytest.mark.trains

KNOWN = opinions()
LINES = [f"{label}\t{text}" for label, text in zip(KNOWN.labels, KNOWN.texts, strict=True)]
HIDDEN = "good\tтерпеливый учитель\nbad\tboring lesson\n"
ODD = {
    "names on top": "label\ttext\n" + "\n".join(LINES),
    "other names": "Оценка\tОтзыв\n" + "\n".join(LINES),
    "no names": "\n".join(LINES),
    "other line ends": "\ufeff" + "\r\n".join([*LINES, "", ""]),
    "tabs in texts": "\n".join(f"{line}\tи ещё" for line in LINES),
}


def typed(folder: Path, train: str, test: str, *more: str) -> Any:
    (folder / "train.tsv").write_text(train, encoding="utf-8")
    (folder / "test.tsv").write_text(test, encoding="utf-8")
    files = ("--train", folder / "train.tsv", "--test", folder / "test.tsv")
    return type_in("bench", "text", "--task", "sentiment", *files, *more)


def measured(folder: Path, train: str, test: str) -> Any:
    told = typed(folder, train, test, "--json")
    assert told.exit_code == 0, told.output
    return json.loads(told.output)


class TestText:
    @pytest.mark.parametrize("train", ODD.values(), ids=ODD)
    def test_reads_what_others_write(self, train: str, tmp_path: Path) -> None:
        found = measured(tmp_path, train, HIDDEN)
        assert (found["known"], found["hidden"], found["too_rare"]) == (len(LINES), 2, [])
        assert (found["labels"], found["positive"]) == (["bad", "good"], "good")
        majority, _, own = found["figures"]
        assert (majority["accuracy"], own["accuracy"], own["auc"]) == (0.5, 1.0, 1.0)

    def test_keeps_a_first_line_that_is_no_name(self, tmp_path: Path) -> None:
        assert measured(tmp_path, "\n".join(LINES), "bad\tboring lesson\n")["hidden"] == 1

    def test_tells_what_it_passed_over_and_could_not_learn(self, tmp_path: Path) -> None:
        train = "\n".join([*LINES, "odd\tx", "odd\ty", "broken"])
        told = typed(tmp_path, train, HIDDEN)
        assert told.exit_code == 0, told.output
        assert "Too rare to be learnt: odd." in told.output
        assert "1 lines are no label and text" in told.output
        assert "Looked for is good; the other label is bad." in told.output
        assert "\nmajority " in told.output
        assert "\nPreceptor " in told.output

    def test_says_in_a_sentence_what_is_missing(self, tmp_path: Path) -> None:
        for train, test, sentence in (
            ("good\tone\n" * 9, HIDDEN, "no two labels that at least 3 texts have"),
            ("\n".join(LINES), "", "nothing to be held against"),
            ("a\t!\na\t?\na\t.\nb\t:\nb\t;\nb\t,\n", HIDDEN, "No text has a word"),
        ):
            told = typed(tmp_path, train, test)
            assert (told.exit_code, sentence in told.output) == (1, True), told.output
