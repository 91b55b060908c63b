"""Values as people read them: times by their clocks, money in its own unit, codes in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.amounts import amount
from api.packages.language import Language
from application.packing.tables import flat
from application.packing.uses import Use
from domain.catalogue import FACTS
from domain.shared.personal import personal_fields
from projections.holdings import HOLDINGS

MINOR: Final = "_minor"
PROCESS: Final = "process:"
LONGEST: Final = 120
"""Digits and lists longer than that are for machines, and stand whole in the data beside."""

VERBATIM: Final = frozenset(
    {
        *(name for holding in HOLDINGS for name in holding.table.personal),
        *(name for kind in FACTS.values() for name in personal_fields(kind)),
    }
)
"""What somebody wrote: never taken for a code, whatever it says."""


@dataclass(frozen=True, slots=True)
class Showing:
    """This tells values in a language, by the clocks of a zone, to the person they are about."""

    language: Language
    zone: str
    person_id: str

    def cells(self, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """This is heading and value of everything that a row says."""
        plain = flat(row)
        for name, value in plain.items():
            if value is None or value in ("", [], {}):
                continue
            if name in VERBATIM:
                yield self.language.column(name), str(value)
            elif name.endswith(MINOR) and (currency := _currency_of(name, plain)):
                yield self.language.column(name), amount(value, currency)
            elif not name.endswith("currency") or not _has_amounts(plain):
                yield self.language.column(name), self.value(value)

    def value(self, value: Any) -> str:
        """This is one value."""
        match value:
            case None:
                return self.language.texts["none"]
            case bool():
                return self.language.texts["yes" if value else "no"]
            case datetime():
                return f"{value.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"
            case date():
                return value.isoformat()
            case list() | tuple():
                return ", ".join(map(self.value, value))
            case dict():
                return ", ".join(f"{name} {self.value(each)}" for name, each in value.items())
            case str() if value == self.person_id:
                return self.language.texts["you"]
            case str() if value.startswith(PROCESS):
                return self.language.texts["platform"]
            case str():
                return _cut(self.language.value(value))
            case _:
                return str(value)


def in_words(use: Use, language: Language) -> dict[str, str]:
    """This is what is done with data of one kind, each column of it as a sentence has it."""
    nobody, plain = language.texts["nobody"], language.texts["pseudonymous"]
    return {
        "purpose": language.said(use.purpose),
        "category": language.value(use.category) if use.category else plain,
        "basis": _listed(use.basis, language),
        "recipients": _listed(use.recipients, language) or nobody,
        "retention": _listed(use.retention, language),
    }


def _listed(words: Iterable[str], language: Language) -> str:
    return "; ".join(map(language.said, words))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _currency_of(name: str, row: Mapping[str, Any]) -> str | None:
    """This is the currency beside an amount, or the one of the whole row."""
    beside = f"{name.removesuffix(MINOR)}_currency"
    found: str | None = row.get(beside) or row.get("currency")
    return found


def _has_amounts(row: Mapping[str, Any]) -> bool:
    return any(name.endswith(MINOR) for name in row)
