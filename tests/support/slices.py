"""The tables of the README, made from the code: `python -m tests.support.slices` writes them.

A slice is a command, the facts its decision may record, and where both live.
"""

import ast
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from adapters.embeddings.hashing import HashingEmbedder
from api.catalogue.code import facts_decided_by
from api.catalogue.entries import who_may
from application.access import ACCESS
from application.automation import PROCESSES, REACTIONS
from application.commands import COMMANDS
from application.todo import Process
from projections.catalogue import read_models
from projections.texts import NoTextReader
from tests.support.sources import ROOT, parsed

README = ROOT / "README.md"


def slices() -> str:
    """This is one line a command: who may, which facts, where decided, where tested."""
    lines = [
        "| command | who | facts | decided in | tested in |",
        "| --- | --- | --- | --- | --- |",
    ]
    for table in COMMANDS:
        for command, handler in table:
            module = inspect.getmodule(handler)
            assert module is not None
            home = module.__name__.rpartition(".")[2]
            who, facts = who_may(ACCESS[command]), ", ".join(facts_decided_by(handler))
            lines.append(
                f"| {command.__name__} | {who} | {facts}"
                f" | [{home}]({_path(module)}) | {_tests(home)} |"
            )
    return "\n".join(lines)


def views() -> str:
    """This is one line a read model: its question, whose facts it follows, where it lives."""
    lines = ["| read model | question | follows |", "| --- | --- | --- |"]
    for projection in read_models(HashingEmbedder(), NoTextReader()):
        folder = projection.schema.parent
        package = parsed(folder / "__init__.py")
        question = (ast.get_docstring(package) or "").partition("\n\n")[0].replace("\n", " ")
        contexts = ", ".join(sorted(projection.contexts))
        lines.append(
            f"| [{projection.name}]({folder.relative_to(ROOT)}) | {question} | {contexts} |"
        )
    return "\n".join(lines)


def processes() -> str:
    """This is one line a process or reaction: what it does, what it follows, what it asks."""
    lines = ["| process | what it does | follows | asks |", "| --- | --- | --- | --- |"]
    for process in (*PROCESSES, *REACTIONS):
        module = _module_of(process)
        meaning = (inspect.getdoc(module) or "").partition("\n")[0]
        acts = ", ".join(act.__name__ for act in process.acts)
        contexts = ", ".join(sorted(process.contexts))
        lines.append(f"| [{process.name}]({_path(module)}) | {meaning} | {contexts} | {acts} |")
    return "\n".join(lines)


TABLES = {"slices": slices, "views": views, "processes": processes}


def filled(text: str) -> str:
    """This is the README with every table as the code has it now.

    Raises:
        ValueError: a table has lost its place, or stands twice.
    """
    for name, make in TABLES.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text, times = marked.subn(_between(make() + "\n"), text)
        if times != 1:
            raise ValueError(f"{times} places for the table {name}")
    return text


def _between(table: str) -> Callable[[re.Match[str]], str]:
    return lambda found: found[1] + table + found[2]


def _module_of(process: Process[Any]) -> ModuleType:
    module = inspect.getmodule(process.evolve)
    assert module is not None
    return module


def _path(module: ModuleType) -> Path:
    return Path(inspect.getfile(module)).relative_to(ROOT)


def _tests(home: str) -> str:
    test = ROOT / "tests" / "application" / f"test_{home}.py"
    return f"[{test.name}]({test.relative_to(ROOT)})" if test.exists() else ""


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
