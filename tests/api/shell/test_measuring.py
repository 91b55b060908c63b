"""`preceptor bench`, with nothing running, on files as other tools leave them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.choosing import chosen
from tests.support.shell import type_in

ODD = {
    "names on top": "user\titem\tvalue\ttime\nann\tchess\t1\t5\nben\tchess\t1\t6\n",
    "other names": "who\twhat\tstars\twhen\nann\tchess\t1\t5\nben\tchess\t1\t6\n",
    "no names": "ann\tchess\t1\t5\nben\tchess\t1\t6\n",
    "no times": "ann\tchess\nben\tchess\n",
    "times missing here and there": "ann\tchess\t1\t\nben\tchess\t1\t6\n",
    "no such times": "ann\tchess\t1\tnan\nben\tchess\t1\tinf\n",
    "the same twice": "ann\tchess\t1\t5\nann\tchess\t3\t7\nben\tchess\t1\t6\n",
    "other line ends": "\ufeffann\tchess\t1\t5\r\nben\tchess\t1\t6\r\n\r\n",
}


def write(folder: Path, train: str, test: str, items: str | None = None) -> Path:
    (folder / "train.tsv").write_text(train, encoding="utf-8")
    (folder / "test.tsv").write_text(test, encoding="utf-8")
    if items is not None:
        (folder / "items.tsv").write_text(items, encoding="utf-8")
    return folder


def measured(folder: Path) -> Any:
    told = type_in("bench", "ranking", "--data", folder, "--json")
    assert told.exit_code == 0, told.output
    return json.loads(told.output)


class TestRanking:
    @pytest.mark.parametrize("train", ODD.values(), ids=ODD)
    def test_reads_what_others_write(self, train: str, tmp_path: Path) -> None:
        found = measured(write(tmp_path, train + "cy\tgo\n", "ann\tgo\t5\t9\n"))
        assert (found["people"], found["items"]) == (1, 2)
        assert all(figures["mrr"] == 1.0 for figures in found["figures"])

    def test_tells_people_and_items_with_spaces_apart(self, tmp_path: Path) -> None:
        train = "ann b\tchess a\nann c\tchess b\n"
        found = measured(write(tmp_path, train, "ann b\tchess b\n"))
        assert (found["people"], found["items"]) == (1, 2)

    def test_passes_over_what_is_no_line_and_says_so(self, tmp_path: Path) -> None:
        train = "ann\tchess\nben\tgo\nbroken\n\tgo\nben\t\n"
        told = type_in("bench", "ranking", "--data", write(tmp_path, train, "ann\tgo\n"))
        assert told.exit_code == 0, told.output
        assert "3 lines name no user and item" in told.output

    def test_prints_every_model_and_by_how_much_it_is_better(self, tmp_path: Path) -> None:
        who, what, when = chosen(80, 20, 5)
        lines = [
            f"{user}\t{item}\t4\t{time:.0f}\n"
            for user, item, time in zip(who, what, when, strict=True)
        ]
        train = "".join(line for at, line in enumerate(lines) if at % 5 < 4)
        items = "item\ttext\n" + "".join(f"{n}\tkind {n % 4}\n" for n in range(22))
        write(tmp_path, train, "".join(lines[4::5]), items)
        told = type_in("bench", "ranking", "--data", tmp_path)
        assert told.exit_code == 0, told.output
        assert "22 items ranked for each of 80 people." in told.output
        for model in ("popularity", "item-kNN", "EASE", "ALS", "content", "two-stage"):
            assert f"\n{model} " in told.output
        assert "over the best other model" in told.output
        assert told.output.count("95 % interval") == 5

    def test_says_in_a_sentence_what_is_missing(self, tmp_path: Path) -> None:
        told = type_in("bench", "ranking", "--data", tmp_path)
        assert (told.exit_code, "train.tsv cannot be read" in told.output) == (1, True)
        told = type_in("bench", "ranking", "--data", write(tmp_path, "ann\tgo\n", ""))
        assert (told.exit_code, "Nobody has anything hidden" in told.output) == (1, True)
