"""The portability package (GDPR 20): what a person provided or was observed of them, to take along.

What we concluded, decided or computed is not in it: no strikes, no place in search, no vectors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from api.packages.gathering import Gathering
from application.packing.archive import File, Package
from application.packing.disclosing import SECRETS
from application.packing.lessons import Event, Firmness, calendar
from application.packing.tables import csv_table, flat, json_object
from domain.booking.terms import State
from domain.shared.personal import Erased, personal_fields
from domain.verification.events import InformationRequested
from projections.holdings import HOLDINGS, Holding

SIGNED_AS: Final = "portability-package+jws"
PORTABLE: Final = tuple(holding for holding in HOLDINGS if holding.observed)
LESSONS: Final = next(holding for holding in HOLDINGS if holding.name == "lessons")
WORDS: Final = ("position", "recorded_at", "topic", "field", "words")
PENDING: Final = frozenset({State.HELD, State.REQUESTED, State.AWAITING_PAYMENT})
NEVER_AGREED: Final = frozenset(
    {State.HOLD_EXPIRED, State.REQUEST_EXPIRED, State.PAYMENT_EXPIRED, State.DECLINED}
)


@dataclass(frozen=True, slots=True)
class Portable:
    """This is one table as it is taken along; its columns are told also where it has no rows."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[dict[str, Any]]


def portability_package(gathering: Gathering) -> Package:
    """This is the package, to be read once."""
    readme = gathering.language.texts["readme"].encode()
    files = (
        File("readme.txt", [readme]),
        File("data.json", json_object(_data(gathering))),
        *(File(f"csv/{one.name}.csv", _csv(one)) for one in _tables(gathering)),
        File("lessons.ics", calendar(_lessons(gathering), gathering.at)),
    )
    signer = gathering.container.statement_signer(SIGNED_AS)
    return Package(gathering.about, files, signer, gathering.at)


def _data(gathering: Gathering) -> Iterator[tuple[str, Any]]:
    yield "as_of", gathering.at
    for one in _tables(gathering):
        yield one.name, one.rows


def _tables(gathering: Gathering) -> Iterator[Portable]:
    for holding in PORTABLE:
        yield Portable(holding.name, holding.observed, _observed(gathering, holding))
    yield Portable("words", WORDS, _words(gathering))


def _observed(gathering: Gathering, holding: Holding) -> Iterator[dict[str, Any]]:
    for row in gathering.rows(holding):
        yield {name: row.get(name) for name in holding.observed}


def _words(gathering: Gathering) -> Iterator[dict[str, Any]]:
    """This is everything the person ever wrote of themselves or said, also what they replaced."""
    person_id = gathering.offered.person_id
    for recorded in gathering.facts():
        fact = recorded.fact
        if isinstance(fact, InformationRequested) or not hasattr(fact, "__dataclass_fields__"):
            continue
        for name, mark in personal_fields(type(fact)).items():
            said = getattr(fact, name)
            is_own = getattr(fact, mark.subject) == person_id
            if is_own and said and name not in SECRETS and not isinstance(said, Erased):
                where = (recorded.position, recorded.recorded_at, fact.TOPIC)
                yield dict(zip(WORDS, (*where, name, said), strict=True))


def _csv(table: Portable) -> Iterator[bytes]:
    """This is the table with nothing inside its cells: the columns are those of its first row."""
    rows = map(flat, table.rows)
    first = next(rows, None)
    columns = table.columns if first is None else tuple(first)
    yield from csv_table(columns, rows if first is None else chain([first], rows))


def _lessons(gathering: Gathering) -> Iterator[Event]:
    """This is every lesson that was agreed, or still may be."""
    summary = gathering.language.texts["lesson"]
    for lesson in gathering.rows(LESSONS):
        if lesson["state"] not in NEVER_AGREED:
            yield Event(
                uid=lesson["booking_id"],
                start=lesson["starts_at"],
                end=lesson["ends_at"],
                summary=summary.format(subject=lesson["subject"] or "?"),
                firmness=_firmness(lesson["state"]),
            )


def _firmness(state: str) -> Firmness:
    if state == State.CANCELLED:
        return Firmness.CANCELLED
    return Firmness.TENTATIVE if state in PENDING else Firmness.CONFIRMED
