"""`preceptor bench success`: tables of people are read, learnt from and told of."""

import json
from math import isnan
from pathlib import Path

import numpy as np
import pytest

from api.shell.measuring.outcomes import read
from application.status import CannotBeDone
from tests.support.shell import type_in

NAMES = "person\thappened\tscore\tnoise\tgroup:place"


def written(folder: Path, train: str, test: str | None = None) -> Path:
    """This is a folder with both tables; without another one the second is like the first."""
    (folder / "train.tsv").write_text(f"{NAMES}\n{train}", "utf-8")
    (folder / "test.tsv").write_text(f"{NAMES}\n{train if test is None else test}", "utf-8")
    return folder


def people(seed: int, count: int = 400) -> str:
    """This is people to whom it happens the more likely the nearer to the middle their score is."""
    random = np.random.default_rng(seed)
    score, noise = random.uniform(0, 10, count), random.normal(size=count)
    happened = random.random(count) < np.exp(-((score - 5) ** 2) / 6)
    rows = zip(range(count), happened, score, noise, strict=True)
    return "\n".join(
        f"p{seed}-{at}\t{int(did)}\t{one:.3f}\t{other:.3f}\t{'ab'[at % 2]}"
        for at, did, one, other in rows
    )


class TestReading:
    def test_tells_features_from_groups_and_what_is_not_known(self, tmp_path: Path) -> None:
        given = read(written(tmp_path, "x\t1\t2.5\t\tnorth\ny\t0\tfar\tinf\t\n"))
        assert (given.known.people, given.known.happened) == (["x", "y"], [True, False])
        assert given.known.features["score"][0] == 2.5
        unknown = (given.known.features["score"][1], *given.known.features["noise"])
        assert all(isnan(each) for each in unknown)
        assert given.known.groups == {"x": {"place": "north"}, "y": {}}

    def test_counts_lines_that_are_no_people(self, tmp_path: Path) -> None:
        given = read(written(tmp_path, "x\t1\t2\t3\ta\n\t1\t2\t3\ta\nz\tyes\t2\t3\ta\nw\t1\n"))
        assert (len(given.known.people), given.unreadable) == (1, 6)

    def test_says_what_is_wrong_with_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(CannotBeDone, match="cannot be read"):
            read(tmp_path)
        folder = written(tmp_path, "x\t1\t2\t3\ta\n")
        (folder / "test.tsv").write_text("person\thappened\tother\n", "utf-8")
        with pytest.raises(CannotBeDone, match="not have the same names"):
            read(folder)
        for name in ("train.tsv", "test.tsv"):
            (folder / name).write_text("person\thappened\n", "utf-8")
        with pytest.raises(CannotBeDone, match="what is known"):
            read(folder)


class TestMeasuring:
    def test_finds_what_a_feature_tells(self, tmp_path: Path) -> None:
        folder = written(tmp_path, people(1), people(2))
        trial = json.loads(type_in("bench", "success", "--data", folder, "--json").output)
        everybody, alone, own = trial["figures"]
        assert alone["model"] == "score alone"
        assert own["auc"] > 0.75 > everybody["auc"] == 0.5
        assert own["brier"] < everybody["brier"] - 0.03
        said = type_in("bench", "success", "--data", folder).output
        assert "Learnt from 400 rows, and told of 400." in said
        assert "place a" in said

    def test_needs_both_outcomes(self, tmp_path: Path) -> None:
        folder = written(tmp_path, "x\t1\t2\t3\ta\ny\t1\t2\t3\ta\n")
        failed = type_in("bench", "success", "--data", folder)
        assert (failed.exit_code, "happened to somebody" in failed.output) == (1, True)
