"""Tags: words a tutor chose freely, so they are personal and kept as one text, one a line."""

from collections.abc import Iterable

LINE = "\n"


def as_text(tags: Iterable[str]) -> str:
    """This is the tags as a fact keeps them."""
    return LINE.join(tags)


def tags_in(text: str) -> tuple[str, ...]:
    """This is the tags of a fact; none are left of what was erased."""
    return tuple(filter(None, text.split(LINE)))
