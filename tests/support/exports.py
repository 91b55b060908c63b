"""Exports for tests: of a log in memory, into a folder."""

from pathlib import Path

from adapters.exporting import Exporting
from adapters.memory.tree import InMemoryTree
from adapters.verifier.checking import ExportCheck, Sound
from adapters.verifier.folder import ExportFolder
from domain.proof.export import Manifest
from tests.support.calendar import MONDAY
from tests.support.tree import facts, key, sign, verifier

TOPICS = ("consent.granted.v1", "privacy.keys_destroyed.v1")


def exporting(tree: InMemoryTree, generation: int = 1) -> Exporting:
    """This exports that log, signed by the log's key of a generation."""
    signer = key(generation)
    return Exporting(tree, lambda _: [signer], lambda _: [signer.vkey], TOPICS)


def export(tree: InMemoryTree, folder: Path, until: int | None = None) -> Manifest:
    """This writes an export."""
    return exporting(tree).export(folder, MONDAY, until, lambda _done, _size: None)


def check(folder: Path, *since: str, generation: int = 1) -> Sound:
    """This checks an export with the key of a generation."""
    return ExportCheck(ExportFolder(folder), [verifier(generation)], since).run()


def exported(folder: Path, *sizes: int) -> InMemoryTree:
    """This is a log that was signed at each of those sizes, and then exported."""
    tree = InMemoryTree()
    for size in sizes:
        tree.add(*facts(size - tree.head(), after=tree.head()))
        sign(tree)
    export(tree, folder)
    return tree


def names_in(folder: Path) -> list[str]:
    """This is every file of the folder."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
