"""Who decides a fact and who reads it, found by reading the code.

A command decides what is built on the way from its handler, along every function it names. A read
model or process reads the facts that its own modules name, and the rules of the domain they rest
on.
"""

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from domain.catalogue import FACTS

ROOT = Path(__file__).parents[2]
NAMES = {fact.__name__: fact for fact in FACTS.values()}
DECLARING = {Path(inspect.getfile(fact)) for fact in FACTS.values()}
RULES = ("domain.", "application.processes.", "application.reactions.")
EVERYWHERE = {"append", "decided", "load", "find", "new_id", "get", "now", "evolve", "replace"}
SHARED = {"agreed_on", "caught_up"}
"""What every decision on a booking passes through: the calendars follow, and time catches up."""


def facts_decided_by(handler: Callable[..., Any]) -> list[str]:
    """This is the facts that a command's handler may record, in the order of the catalogue."""
    module = inspect.getmodule(handler)
    assert module is not None
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


def facts_named_by(modules: Iterable[Path]) -> frozenset[str]:
    """This is the facts that modules name, and the rules they rest on; declaring is no naming."""
    reached = {each for module in modules for each in _reachable(module, RULES)}
    return frozenset(name for path in reached - DECLARING for name in _read(path).named)


class Source(NamedTuple):
    """This is what is wanted of a module: its tree would take a hundred times the room."""

    imported: tuple[tuple[str, Path], ...]
    functions: tuple[tuple[str, tuple[str, ...]], ...]
    named: frozenset[str]


@cache
def _sources(module: ModuleType) -> dict[str, list[tuple[Path, tuple[str, ...]]]]:
    """This is what every function calls, of the handler's module and the modules it rests on."""
    functions: dict[str, list[tuple[Path, tuple[str, ...]]]] = {}
    for path in _reachable(Path(inspect.getfile(module)), ("domain.", "application.")):
        for name, calls in _read(path).functions:
            functions.setdefault(name, []).append((path, calls))
    return functions


def _reachable(path: Path, roots: tuple[str, ...]) -> set[Path]:
    found: set[Path] = set()
    todo = [path]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo.extend(each for name, each in _read(one).imported if name.startswith(roots))
    return found


@cache
def _read(path: Path) -> Source:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    functions = (node for node in nodes if isinstance(node, ast.FunctionDef))
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    named |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return Source(
        tuple(_imports_in(nodes)),
        tuple((function.name, tuple(_calls_in(function))) for function in functions),
        frozenset(named & NAMES.keys()),
    )


def _imports_in(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, Path]]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and "shared" not in node.module:
            for name in (node.module, *(f"{node.module}.{each.name}" for each in node.names)):
                target = ROOT / (name.replace(".", "/") + ".py")
                if target.exists():
                    yield name, target


def _calls_in(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Constant):
                continue
            yield called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
