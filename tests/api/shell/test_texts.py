"""`preceptor text`: models are learnt from files, kept, and read reviews from then on."""

import json
from pathlib import Path

import pytest

from adapters.bootstrap import Container
from adapters.settings import Settings
from tests.support.looking import hours_pass
from tests.support.shell import type_in

pytestmark = pytest.mark.trains


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRECEPTOR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_model_is_learnt_from_texts_of_our_own_and_read_by_what_runs_already(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Container.from_settings(Settings(preceptor_home=home)) as container:
        assert container.text_reader.opinions(["отличный урок"]) == [None]
        told = type_in("text", "train", "--kind", "sentiment")
        assert told.exit_code == 0, told.output
        assert "Learnt sentiment from 144 texts" in told.output
        hours_pass(monkeypatch)
        praise, blame = container.text_reader.opinions(
            ["Замечательный преподаватель, очень помогла", "He was rude, late and boring"]
        )
    assert praise is not None
    assert blame is not None
    assert blame < 0 < praise


def test_toxicity_is_learnt_and_then_told_how_sure_to_be(tmp_path: Path) -> None:
    known, ordinary = tmp_path / "known.tsv", tmp_path / "ordinary.txt"
    rude = [f"toxic\tты {word} {at}" for at in range(20) for word in ("болван", "негодяй")]
    known.write_text("\n".join([*rude, *(f"clean\tурок {at} был" for at in range(40))]))
    ordinary.write_text("\n".join(f"урок {at} прошёл хорошо" for at in range(50)) + "\n\n")
    told = type_in("text", "calibrate", "--data", ordinary)
    assert (told.exit_code, "No model of toxicity" in told.output) == (1, True)
    assert type_in("text", "train", "--kind", "toxicity", "--data", known).exit_code == 0
    told = type_in("text", "calibrate", "--data", ordinary, "--json")
    assert told.exit_code == 0, told.output
    (found,) = json.loads(told.output)
    assert (found["language"], found["texts"], found["found"]) == ("ru", 50, 0)
    assert "ru" in type_in("text", "calibrate", "--data", ordinary).output


def test_what_is_missing_is_said_in_a_sentence(tmp_path: Path) -> None:
    told = type_in("text", "train", "--kind", "toxicity")
    assert (told.exit_code, "no texts of our own" in told.output) == (1, True)
    empty = tmp_path / "empty.txt"
    empty.write_text("\n")
    for path, sentence in ((empty, "There is no text in"), (tmp_path / "no", "cannot be read")):
        told = type_in("text", "calibrate", "--data", path)
        assert (told.exit_code, sentence in told.output) == (1, True)
