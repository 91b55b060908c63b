"""The catalogue as pages that are read anywhere: an index, and a page a context."""

import json
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from api.catalogue.entries import Chapter
from application.delivery import TOPIC_PREFIX


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
            chapters=chapters, chapter=chapter, title=title, css=style()[0], prefix=TOPIC_PREFIX
        )
    )


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
