"""`python -m streams training tonight`, as the process that looks at the clock starts it."""

import json
import subprocess
from pathlib import Path

import pytest

from adapters.bootstrap import Container
from streams.training import BEGUN
from tests.api.shell.test_operators import followed

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.io


def test_a_night_on_a_new_installation_says_that_there_is_nothing_to_learn(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_FORMAT", "json")
    for name in ("directory", "consent_register", "interactions", "tutor_embeddings"):
        followed(container, name)
    with subprocess.Popen(
        BEGUN, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        lines = [json.loads(line) for line in process.stderr]
    assert process.returncode == 0
    *lines, cleared = lines
    assert (cleared["event"], cleared["models"]) == ("unneeded_models_removed", 0)
    told = [(line["purpose"], line["event"], line["level"]) for line in lines]
    assert told == [(kind, "nothing_to_learn", "info") for kind in ("recommendation", "success")]


def test_only_one_process_trains(container: Container) -> None:
    with container.training_desk() as first, container.training_desk() as second:
        assert first.take_over()
        assert not second.take_over()
    with container.training_desk() as third:
        assert third.take_over()
