"""What may change of a published shape, so that whoever reads by the older one still can.

A fact that is stored stays as it is, and readers are not ours to change. So a field that may be
absent can be added, and a choice; everything else is another version of the topic.
"""

from collections.abc import Iterator

from application.cataloguing.schemas import Schema

SAME = ("type", "format", "pattern", "maxLength", "x-kind", "x-personal")
"""What of a value has to stay as it is."""


def broken_by(old: Schema, new: Schema, path: str = "") -> Iterator[str]:
    """This is each promise of the older shape that the newer one does not keep, in a sentence."""
    here = path or "the body"
    for word in SAME:
        if old.get(word) != new.get(word):
            yield f"{here}: {word} was {old.get(word)}, is {new.get(word)}"
    for value in old.get("enum", ()):
        if value not in new.get("enum", ()):
            yield f"{here}: {value} can no longer be chosen"
    yield from _fields(old, new, path)
    if "items" in old and "items" in new:
        yield from broken_by(old["items"], new["items"], f"{path}[]")
    for before, after in zip(old.get("anyOf", ()), new.get("anyOf", ()), strict=False):
        yield from broken_by(before, after, path)
    if len(old.get("anyOf", ())) != len(new.get("anyOf", ())):
        yield f"{here}: could{'' if 'anyOf' in old else ' not'} be absent before"


def _fields(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    needed, still = set(old.get("required", ())), set(new.get("required", ()))
    for name, shape in before.items():
        here = f"{path}.{name}" if path else name
        if name not in after:
            yield f"{here}: is gone"
        else:
            yield from broken_by(shape, after[name], here)
    for name in sorted(still - needed):
        yield f"{path}.{name}: is required now, and older facts lack it".lstrip(".")
    for name in sorted((needed - still) & after.keys()):
        yield f"{path}.{name}: was required, and may be absent now".lstrip(".")
