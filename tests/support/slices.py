"""The tables of the README, made from the code: `python -m tests.support.slices` writes them.

A slice is a command, the facts its decision may record, and where both live. Facts are found
by reading: from the handler, along every function it names, to the facts built there.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from adapters.embeddings.hashing import HashingEmbedder
from application.access import ACCESS
from application.automation import PROCESSES, REACTIONS
from application.commands import COMMANDS
from application.todo import Process
from domain.catalogue import FACTS
from domain.shared.actor import Role
from projections.catalogue import read_models
from tests.support.sources import ROOT, called, parsed

README = ROOT / "README.md"
NAMES = {fact.__name__: fact for fact in FACTS.values()}
EVERYWHERE = {"append", "decided", "load", "find", "new_id", "get", "now", "evolve", "replace"}
SHARED = {"agreed_on", "caught_up"}
"""What every decision on a booking passes through: the calendars follow, and time catches up."""


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
            lines.append(
                f"| {command.__name__} | {_who(command)} | {', '.join(_facts(handler, module))}"
                f" | [{home}]({_path(module)}) | {_tests(home)} |"
            )
    return "\n".join(lines)


def views() -> str:
    """This is one line a read model: its question, whose facts it follows, where it lives."""
    lines = ["| read model | question | follows |", "| --- | --- | --- |"]
    for projection in read_models(HashingEmbedder()):
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


def _who(command: Any) -> str:
    roles = ACCESS[command]
    if roles is None:
        return "anybody"
    if roles == {Role.SYSTEM}:
        return "the business itself"
    people = sorted(roles - {Role.SYSTEM})
    return "anybody signed in" if len(people) == len(Role) - 1 else ", ".join(people)


def _facts(handler: Any, module: ModuleType) -> list[str]:
    seen: set[tuple[str, Path | None]] = set()
    found: set[str] = set()
    sources = _sources(module)
    todo: list[tuple[str, Path | None]] = [(handler.__name__, Path(inspect.getfile(module)))]
    while todo:
        name, home = todo.pop()
        if (name, home) in seen or name in EVERYWHERE:
            continue
        seen.add((name, home))
        for path, calls in sources.get(name, ()):
            if home not in (None, path):
                continue
            for mentioned in calls:
                if mentioned in NAMES:
                    found.add(mentioned)
                elif mentioned not in SHARED or name == "advance":
                    todo.append((mentioned, path if mentioned.startswith("_") else None))
    order = list(NAMES)
    return sorted(found, key=order.index)


class Source(NamedTuple):
    """This is a module as it is read here: whatever it may import, and what its functions call."""

    imported: list[Path]
    functions: list[tuple[str, list[str]]]


@cache
def _sources(module: ModuleType) -> dict[str, list[tuple[Path, list[str]]]]:
    """This is every function, by name, of the handler's module and the modules it rests on."""
    functions: dict[str, list[tuple[Path, list[str]]]] = {}
    for path in _reachable(Path(inspect.getfile(module))):
        for name, mentioned in _read(path).functions:
            functions.setdefault(name, []).append((path, mentioned))
    return functions


def _reachable(path: Path) -> set[Path]:
    found: set[Path] = set()
    todo = [path]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo.extend(_read(one).imported)
    return found


@cache
def _read(path: Path) -> Source:
    nodes = list(ast.walk(parsed(path)))
    targets = (ROOT / (name.replace(".", "/") + ".py") for name in _imports(nodes))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return Source(
        [target for target in targets if target.exists()],
        [(function.name, list(_mentioned_in(function))) for function in functions],
    )


def _imports(nodes: Sequence[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            relevant = node.module.startswith(("domain.", "application."))
            if relevant and "shared" not in node.module:
                yield node.module
                yield from (f"{node.module}.{name.name}" for name in node.names)


def _mentioned_in(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            of = getattr(node.func, "value", None)
            if not isinstance(of, ast.Constant):
                yield called(node)


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
