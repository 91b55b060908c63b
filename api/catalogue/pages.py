"""The catalogue as pages that are read anywhere: an index, and a page a context."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from api.catalogue.entries import Chapter
from application.delivery import TOPIC_PREFIX

KINDS: Final[Mapping[str, str]] = {
    "choice": "One of the words beside it; more may be added.",
    "code": "One word of a vocabulary that many share.",
    "currency": "An ISO 4217 currency.",
    "day": "A day, ISO 8601.",
    "decimal": "A number with a fraction, as text.",
    "digest": "The SHA-256 of something that is public, or that nobody can guess.",
    "duration": "A span of time, ISO 8601.",
    "flag": "Yes or no.",
    "handle": "An id that leads to a person, or may.",
    "identity": "An id of a thing; it tells nothing.",
    "instant": "A moment, ISO 8601, UTC.",
    "month": "A month, as YYYY-MM.",
    "number": "A whole number; what ends in minor is money in its smallest unit.",
    "person": "The random pseudonym of a person.",
    "personal": "Somebody's data, sealed with their key.",
    "pseudonym": "A keyed name of something personal.",
    "reference": "What somebody else calls a thing of theirs.",
    "route": "By which address something was read.",
    "statement": "What we wrote to be read by others.",
    "unsealed": "What somebody worded, from before it was sealed.",
    "version": "The version of a text or of rules of ours.",
    "wall time": "A time of day.",
    "zone": "An IANA time zone.",
}
"""What the kinds of values are, in a sentence each."""


def pages(chapters: Sequence[Chapter]) -> dict[str, str]:
    """This is every page by its name."""
    return {
        "index.html": _page(chapters, None, "What happens here"),
        **{
            f"{chapter.context}.html": _page(chapters, chapter, chapter.name)
            for chapter in chapters
        },
    }


@cache
def style() -> tuple[str, str]:
    """This is how the pages look, and the digest by which a policy lets it in."""
    css = files("api").joinpath("templates", "page.css").read_text("utf-8")
    return css, b64encode(sha256(css.encode()).digest()).decode()


def pretty(found: Any) -> str:
    """This is JSON for people and for comparing, with the letters as they are."""
    return json.dumps(found, indent=2, ensure_ascii=False)


def _page(chapters: Sequence[Chapter], chapter: Chapter | None, title: str) -> str:
    return (
        _environment()
        .get_template("catalogue.html")
        .render(
            chapters=chapters,
            chapter=chapter,
            title=title,
            css=style()[0],
            prefix=TOPIC_PREFIX,
            kinds=_used(chapters),
        )
    )


def _used(chapters: Sequence[Chapter]) -> Mapping[str, str]:
    found = {one.kind for each in chapters for entry in each.entries for one in entry.fields}
    return {kind: KINDS[kind] for kind in sorted(found)}


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("api"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["pretty"] = pretty
    return made
