"""The page for people: one file that needs no other, and loads nothing from anywhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from api.packages.gathering import Gathering
from api.packages.showing import Showing, in_words
from application.packing.disclosing import disclosed
from application.packing.uses import uses
from domain.shared.personal import personal_fields
from projections.holdings import HOLDINGS

FILES: Final = (
    *("index.html", "data.json", "consents.json", "processing.json", "events.ndjson"),
    *("proofs.json", "manifest.json", "manifest.jws"),
)
RIGHTS: Final = ("15", "16", "17", "18", "20", "21", "22", "7", "77")
Cells = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    """This is one table, each row of which tells heading and value of what it says."""

    name: str
    title: str
    rows: Iterator[Cells]


def page(gathering: Gathering) -> Iterator[bytes]:
    """This is the page, written while it is read."""
    showing = Showing(gathering.language, gathering.zone, gathering.offered.person_id)
    container = gathering.container
    template = _environment().get_template("package.html")
    written = template.generate(
        css=files("api").joinpath("templates", "page.css").read_text("utf-8"),
        language=gathering.language,
        made={
            "at": showing.value(gathering.at),
            "position": gathering.tree.size,
            "person": gathering.offered.person_id,
        },
        zone=gathering.zone,
        files=FILES,
        sections=_sections(gathering, showing),
        facts=_facts(gathering, showing),
        uses=[in_words(use, gathering.language) for use in uses()],
        rights=RIGHTS,
        controller=container.controller,
    )
    return (piece.encode() for piece in written)


def _sections(gathering: Gathering, showing: Showing) -> Iterator[Section]:
    told = ((holding.name, gathering.rows(holding)) for holding in HOLDINGS)
    for name, rows in chain(told, [("credentials", gathering.credentials())]):
        yield Section(name, showing.language.sections[name], map(showing.cells, rows))


def _facts(gathering: Gathering, showing: Showing) -> Iterator[dict[str, Any]]:
    """This is each fact as a line: where it stands, when, what, by whom, and the person's words."""
    for recorded in gathering.facts():
        line = disclosed(recorded, gathering.labels)
        own = {name: line["fact"].get(name) for name in personal_fields_of(recorded.fact)}
        yield {
            "position": line["position"],
            "at": showing.value(line["recorded_at"]),
            "what": showing.language.fact(line["topic"]),
            "by": showing.value(line["by"]),
            "words": showing.cells(own),
            "erased": line["erased"],
        }


def personal_fields_of(fact: Any) -> Mapping[str, Any]:
    """This is what of a fact is personal; of one that cannot be read nothing is known."""
    return personal_fields(type(fact)) if hasattr(fact, "__dataclass_fields__") else {}


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("api"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
