"""One file of several modules: their sources one after another, in one name space.

Nothing is written a second time, so nothing can come to differ. Imports of ours fall away, those
of others are gathered at the top; a name that two modules have would be a mistake, and is told.
"""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

MODULES = (
    "domain.proof.invalid",
    "domain.proof.spelling",
    "domain.proof.merkle",
    "domain.proof.keys",
    "domain.proof.note",
    "domain.proof.cosignature",
    "domain.proof.checkpoint",
    "domain.proof.frontier",
    "domain.proof.proving",
    "domain.proof.tiles",
    "domain.proof.growth",
    "domain.proof.bundles",
    "domain.proof.record",
    "domain.proof.history",
    "domain.proof.export",
    "adapters.crypto.notes",
    "adapters.verifier.folder",
    "adapters.verifier.checking",
    "adapters.verifier.offline",
)
OURS = ("adapters", "domain")
HEAD = '''\
#!/usr/bin/env python3
"""Checks an export of Preceptor's log, offline and without trust in whoever made it.

    python3 -I verify.py FOLDER --vkey NAME+ID+BASE64 --since MY.CHECKPOINT

Needs Python 3.11 or newer with `cryptography`, and nothing else. This file is assembled from the
modules of Preceptor that are named in it (Apache License 2.0).
"""

'''
TAIL = """

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


class NameIsTaken(ValueError):
    """This is a name that two of the modules have, and mean two things by."""


def assembled() -> str:
    """This is the verifier in one file.

    Raises:
        NameIsTaken: two modules cannot stand in one file.
    """
    sources = {module: _source(module) for module in MODULES}
    trees = {module: ast.parse(source) for module, source in sources.items()}
    imports = sorted({line for tree in trees.values() for line in _imports_of_others(tree)})
    _check_names(trees, imports)
    bodies = [
        f"\n\n# {module}\n\n{_without_imports(source, trees[module])}"
        for module, source in sources.items()
    ]
    return HEAD + "".join(f"{line}\n" for line in imports) + "".join(bodies) + TAIL


def _source(module: str) -> str:
    path = importlib.import_module(module).__file__
    assert path is not None
    return Path(path).read_text(encoding="utf-8")


def _check_names(trees: Mapping[str, ast.Module], imports: Iterable[str]) -> None:
    names = {
        alias.asname or alias.name: "imports"
        for line in imports
        for node in ast.parse(line).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for module, tree in trees.items():
        for name in _names(tree):
            if names.setdefault(name, module) != module:
                raise NameIsTaken(f"{name} is in {names[name]} and in {module}")


def _names(tree: ast.Module) -> Iterator[str]:
    """This is every name that a module gives to something."""
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                for target in targets:
                    yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def _imports_of_others(tree: ast.Module) -> Iterator[str]:
    for node in _imports(tree):
        if not _is_ours(node):
            yield ast.unparse(node)


def _imports(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node


def _is_ours(node: ast.Import | ast.ImportFrom) -> bool:
    module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
    return (module or "").partition(".")[0] in OURS


def _without_imports(source: str, tree: ast.Module) -> str:
    lines = source.splitlines()
    for node in _imports(tree):
        for number in range(node.lineno - 1, node.end_lineno or node.lineno):
            lines[number] = ""
    kept = "\n".join(lines).strip("\n")
    return re.sub(r"\n{4,}", "\n\n\n", kept) + "\n"
