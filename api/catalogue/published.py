"""The catalogue as files: made of the code and of the shapes already published, checked, written.

A shape that is published holds for ever. So the files are an input as well as an output: what an
older version looks like only they know, and a newer shape that would break them is not written.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from adapters.bodies.upcasts import UPCASTS
from api.catalogue.asyncapi import asyncapi
from api.catalogue.entries import chapters
from api.catalogue.pages import pages, pretty
from application.cataloguing.compatibility import broken_by
from application.cataloguing.schemas import Schema, stored_schema
from application.status import CannotBeDone
from domain.catalogue import FACTS

FILES: Final = Path(__file__).with_name("files")
SCHEMAS: Final = "schemas"
VERSION: Final = "1.0.0"
"""Of the document, not of the facts: each fact has its own in its topic."""


def published(folder: Path = FILES) -> dict[str, Schema]:
    """This is every shape that was published, by topic."""
    return {
        path.name.removesuffix(".json"): json.loads(path.read_text("utf-8"))
        for path in sorted((folder / SCHEMAS).glob("*.json"))
    }


def promises_broken(
    before: Mapping[str, Schema], now: Mapping[str, Schema], lifted: Mapping[str, str]
) -> list[str]:
    """This is every reason why who reads by the published shapes could not go on, in sentences."""
    return [
        f"{topic}: {reason}"
        for topic, old in before.items()
        for reason in (
            broken_by(old, now[topic]) if topic in now else _left_behind(topic, lifted, now)
        )
    ]


def catalogue(before: Mapping[str, Schema]) -> dict[str, str]:
    """This is every file of the catalogue by its name, given the shapes published before.

    Raises:
        CannotBeDone: a shape would break what was published.
    """
    now = {topic: stored_schema(fact) for topic, fact in FACTS.items()}
    lifted = {topic: following for topic, (following, _) in UPCASTS.items()}
    if broken := promises_broken(before, now, lifted):
        raise CannotBeDone(
            "Facts would change for whoever reads them; make another version, with its upcast:\n"
            + "\n".join(broken)
        )
    schemas = {**before, **now}
    told = chapters(schemas)
    return {
        "asyncapi.json": f"{pretty(asyncapi(told, VERSION))}\n",
        **pages(told),
        **{f"{SCHEMAS}/{topic}.json": f"{pretty(one)}\n" for topic, one in schemas.items()},
    }


def write(made: Mapping[str, str], folder: Path) -> list[str]:
    """This writes the files that differ, and names them; what else lies there is left alone."""
    changed = [name for name in differing(made, folder) if name in made]
    for name in changed:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[name], encoding="utf-8")
    return changed


def differing(made: Mapping[str, str], folder: Path) -> list[str]:
    """This is what of the folder is not as it should be: missing, other, or left over."""
    there = {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def _left_behind(topic: str, lifted: Mapping[str, str], now: Mapping[str, Schema]) -> Iterator[str]:
    """This is why a version the code knows no more cannot be read, if it cannot."""
    seen = topic
    while seen in lifted:
        seen = lifted[seen]
    if seen == topic:
        yield "is gone, and has no upcast to another version"
    elif seen not in now:
        yield f"is read as {seen}, which is gone"
