"""What was stored once can be read for ever."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.bodies.codec import Unreadable, decode, encode
from adapters.bodies.upcasts import UPCASTS
from domain.catalogue import FACTS
from tests.support.samples import BELONGS_NOWHERE, SAMPLES, STATES, fold, stored

STORED = sorted(SAMPLES.glob("*.json"))


def test_every_topic_has_a_sample() -> None:
    """Run `make samples` after adding a fact."""
    assert {path.stem for path in STORED} == set(FACTS) | set(UPCASTS)


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_sample_reads_as_it_was_stored(path: Path) -> None:
    body = path.read_bytes().strip()
    fact = decode(path.stem, body)
    if path.stem in FACTS:
        assert json.loads(encode(fact)) == json.loads(body)


def test_every_sample_has_the_state_it_folds_to() -> None:
    """Run `make samples` after adding a fact."""
    stems = {path.stem for path in STATES.glob("*.json")}
    assert stems == {path.stem for path in STORED} - BELONGS_NOWHERE


@pytest.mark.parametrize("path", sorted(STATES.glob("*.json")), ids=lambda path: path.stem)
def test_a_sample_still_folds_to_the_state_it_once_made(path: Path) -> None:
    """A state may know more than it did; what it knew it has to know still."""
    once = json.loads(path.read_bytes())
    assert once["topics"][-1] == path.stem
    assert lost(once["state"], fold(once["kind"], once["topics"], stored())) == []


def lost(once: Any, now: Any, where: str = "state") -> list[str]:
    """This is where a state no longer says what it said."""
    if isinstance(once, dict) and isinstance(now, dict):
        return [
            each
            for name, value in once.items()
            for each in lost(value, now.get(name, "nothing"), f"{where}.{name}")
        ]
    if isinstance(once, list) and isinstance(now, list) and len(once) == len(now):
        pairs = enumerate(zip(once, now, strict=True))
        return [each for at, (was, is_) in pairs for each in lost(was, is_, f"{where}.{at}")]
    return [] if once == now else [f"{where} was {once}, is {now}"]


def test_a_state_that_forgot_or_differs_is_told() -> None:
    once = {"price": {"minor": 1, "currency": "EUR"}, "joined": ["tutor"]}
    assert lost(once, {**once, "colour": "red"}) == []
    assert lost([once], [{**once, "colour": "red"}]) == []
    assert lost([once], [{"joined": ["tutor"]}, {}]) == [
        f"state was {[once]}, is {[{'joined': ['tutor']}, {}]}"
    ]
    assert lost(["tutor"], ["student"]) == ["state.0 was tutor, is student"]
    assert lost(once, {"price": {"minor": 2, "currency": "EUR"}}) == [
        "state.price.minor was 1, is 2",
        "state.joined was ['tutor'], is nothing",
    ]


def test_an_older_version_is_lifted_step_by_step() -> None:
    path = SAMPLES / "audit.command_refused.v1.json"
    steps = {
        "audit.command_refused.v-1": (
            "audit.command_refused.v0",
            lambda old: {**old, "about": [old.pop("whom")]},
        ),
        "audit.command_refused.v0": (
            "audit.command_refused.v1",
            lambda old: {**old, "refusal": old["refusal"].title()},
        ),
    }
    newest = json.loads(path.read_bytes())
    oldest = {"command": newest["command"], "refusal": "no", "whom": "ben"}
    fact = decode("audit.command_refused.v-1", json.dumps(oldest).encode(), steps)
    assert json.loads(encode(fact)) == {**oldest_without(oldest), "refusal": "No", "about": ["ben"]}


def oldest_without(body: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in body.items() if key != "whom"}


def test_an_unknown_topic_is_said_so() -> None:
    with pytest.raises(Unreadable, match=r"nobody\.knows\.v1"):
        decode("nobody.knows.v1", b"{}")
