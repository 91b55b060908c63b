"""Names are part of the design: facts in the past, commands in the imperative, no suffixes."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import application
import domain
from application.work import Command
from domain.catalogue import FACTS
from domain.shared.errors import NotAllowed, NotFound, Refused, RuleBroken
from domain.shared.event import Fact
from tests.support.sources import named, outlined, sources

IRREGULAR = (
    "Bought",
    "Chosen",
    "Frozen",
    "Held",
    "Hidden",
    "Kept",
    "Left",
    "Lost",
    "Overridden",
    "Paid",
    "Put",
    "Read",
    "Sent",
    "Set",
    "Shown",
    "Struck",
    "Taken",
    "Unfrozen",
    "Upheld",
    "Withdrawn",
    "Withheld",
    "Written",
)
PARTICIPLE = re.compile(r"[A-Z][a-z]+ed|" + "|".join(IRREGULAR))
SUFFIXES = (
    "Event",
    "Command",
    "Error",
    "Exception",
    "Manager",
    "Helper",
    "Util",
    "Data",
    "Info",
    "Impl",
    "Port",
)
UNSAID = re.compile(r"\b(manager|helpers?|utils?)\b", re.IGNORECASE)
TOPIC = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)*\.v[1-9]\d*")


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def classes(package: ModuleType, base: type) -> list[type]:
    found = {
        cls
        for module in modules(package)
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, base) and cls.__module__.startswith(package.__name__)
    }
    return sorted(found, key=lambda cls: cls.__name__)


REFUSALS = [
    cls
    for cls in classes(domain, Refused) + classes(application, Refused)
    if cls not in (Refused, NotFound, NotAllowed, RuleBroken)
]
COMMANDS = [cls for cls in classes(application, Command) if cls is not Command]


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.__name__)
def test_a_fact_is_in_the_past(fact: type[Fact]) -> None:
    words = re.findall(r"[A-Z][a-z]*", fact.__name__)
    assert any(PARTICIPLE.fullmatch(word) for word in words), fact.__name__
    assert TOPIC.fullmatch(fact.TOPIC)


def test_every_fact_is_in_the_catalogue() -> None:
    declared = {cls for cls in classes(domain, Fact) if "TOPIC" in vars(cls)}
    assert declared == set(FACTS.values())
    assert len(FACTS) == len(declared), "two facts share a topic"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_a_command_is_imperative_and_explained(command: type[Command]) -> None:
    assert not command.__name__.endswith(SUFFIXES)
    first = re.findall(r"[A-Z][a-z]*", command.__name__)[0]
    assert first == "Set" or not PARTICIPLE.fullmatch(first)
    assert inspect.getdoc(command)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_a_refusal_says_its_rule(refusal: type[Refused]) -> None:
    assert not refusal.__name__.endswith(SUFFIXES)
    sentence = inspect.getdoc(refusal) or ""
    assert sentence.partition("\n")[0].endswith("."), refusal.__name__
    assert refusal().detail == sentence.partition("\n")[0]


@pytest.mark.parametrize("path", sources(), ids=named)
def test_no_class_carries_an_empty_word(path: Path) -> None:
    for name, is_class, _ in outlined(path).definitions:
        if is_class:
            assert name in SUFFIXES or not name.endswith(SUFFIXES), name
        assert not UNSAID.search(name.replace("_", " ")), name
