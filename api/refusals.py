"""Which refusals a command can give, read from the code that decides it.

Nobody lists them by hand, so none is forgotten: starting at the handler, every name that the
code mentions is followed through `application` and `domain`. A method is found by its name
alone, so the answer may hold a refusal too many, but never one too few.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from inspect import isclass, isfunction
from types import CodeType, FunctionType, ModuleType
from typing import Any

from application.access import RoleMissing
from application.bus import KeyReused, StillRunning, TooMuchAtOnce
from application.commands import COMMANDS
from application.work import Command
from domain.shared.errors import PersonIsErased, Refused, TooMuchForOneFact

OURS = ("application.", "domain.")
ALWAYS: frozenset[type[Refused]] = frozenset(
    {RoleMissing, KeyReused, StillRunning, TooMuchAtOnce, PersonIsErased, TooMuchForOneFact}
)


@cache
def refusals_of(command: type[Command]) -> frozenset[type[Refused]]:
    """This is every refusal the command can be answered with."""
    handler = next(table[command] for table in map(dict, COMMANDS) if command in table)
    return ALWAYS | _mentioned(handler)


@cache
def refusals_in(function: Any) -> frozenset[type[Refused]]:
    """This is every refusal that something other than a command can say no with."""
    return _mentioned(function)


def _mentioned(handler: Any) -> frozenset[type[Refused]]:
    methods = _methods(handler.__module__)
    found: set[type[Refused]] = set()
    known: set[FunctionType] = set()
    waiting = [handler]
    while waiting:
        function = waiting.pop()
        if function in known:
            continue
        known.add(function)
        for name in _names(function.__code__):
            thing = function.__globals__.get(name)
            if isclass(thing) and issubclass(thing, Refused):
                found.add(thing)
            elif isfunction(thing) and _is_ours(thing):
                waiting.append(thing)
            else:
                waiting.extend(methods.get(name, ()))
    return frozenset(found)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _reach(start: ModuleType) -> set[ModuleType]:
    """This is every module of ours that the module imports from, and so on."""
    known: set[ModuleType] = set()
    waiting = [start]
    while waiting:
        module = waiting.pop()
        if module not in known:
            known.add(module)
            waiting.extend(_imported(module))
    return known


def _imported(module: ModuleType) -> Iterator[ModuleType]:
    for thing in vars(module).values():
        name = thing.__name__ if isinstance(thing, ModuleType) else _home(thing)
        if name.startswith(OURS):
            yield sys.modules[name]


@lru_cache(maxsize=1)
def _methods(start: str) -> Mapping[str, list[FunctionType]]:
    """This is every function within reach of a module, also those in classes, by name."""
    found: dict[str, list[FunctionType]] = {}
    for module in _reach(sys.modules[start]):
        for name, thing in vars(module).items():
            if _home(thing) != module.__name__:
                continue
            if isfunction(thing):
                found.setdefault(name, []).append(thing)
            elif isclass(thing):
                for inner, method in vars(thing).items():
                    found.setdefault(inner, []).extend(_functions(method))
    return found


def _functions(method: object) -> list[FunctionType]:
    plain = getattr(method, "fget", None) or getattr(method, "__func__", method)
    return [plain] if isfunction(plain) else []


def _is_ours(thing: object) -> bool:
    return _home(thing).startswith(OURS)


def _home(thing: object) -> str:
    return str(getattr(thing, "__module__", None) or "")
