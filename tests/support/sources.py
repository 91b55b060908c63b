"""Our own sources, for tests that look at how they are written."""

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("domain", "application", "projections", "adapters", "api", "streams")


def sources(*folders: str) -> list[Path]:
    """This is every module in those folders, or in all of them."""
    return [path for folder in folders or FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]


def named(path: Path) -> str:
    """This is how a module is called in the report of a test."""
    return str(path.relative_to(ROOT))


Defining = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Definition(NamedTuple):
    """This is a class or a function, and where it stands."""

    name: str
    is_class: bool
    lines: range


class Call(NamedTuple):
    """This is something called by a name, and where."""

    name: str
    line: int


class Outline(NamedTuple):
    """This is what a module defines and calls; its tree would take a hundred times the room."""

    definitions: tuple[Definition, ...]
    calls: tuple[Call, ...]


@cache
def outlined(path: Path) -> Outline:
    """This reads a module once for everybody who looks at it."""
    nodes = list(ast.walk(parsed(path)))
    return Outline(
        tuple(_definition(node) for node in nodes if isinstance(node, Defining)),
        tuple(Call(called(node), node.lineno) for node in nodes if isinstance(node, ast.Call)),
    )


def parsed(path: Path) -> ast.Module:
    """This is a module as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def called(call: ast.Call) -> str:
    """This is the name by which something is called, of whatever thing it is a method."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _definition(node: Defining) -> Definition:
    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return Definition(node.name, isinstance(node, ast.ClassDef), lines)
