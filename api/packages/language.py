"""The language a package speaks: that of the person's account."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from inspect import cleandoc
from typing import Any, Final, Self

from api.packages import english, russian
from api.packages.russian_columns import COLUMNS
from api.packages.russian_facts import WHAT_HAPPENED
from api.packages.russian_processing import SAID
from api.packages.russian_values import VALUES
from domain.catalogue import FACTS

CODE: Final = re.compile("[a-z]+(_[a-z]+)+")


@dataclass(frozen=True, slots=True)
class Language:
    """This is every word of a package; a name that has none is told as it is, with blanks.

    Attributes:
        code: of the language, by ISO 639.
        texts: sentences and headings.
        sections: what each table holds.
        processing: what the record of processing says, by its own words, which are English.
        columns, values, facts: what else is named in the tables.
    """

    code: str
    texts: Mapping[str, str]
    sections: Mapping[str, str]
    processing: Mapping[str, str]
    columns: Mapping[str, str]
    values: Mapping[str, str]
    facts: Mapping[str, str]

    @classmethod
    @cache
    def of(cls, locale: str | None) -> Self:
        """This is the language of a locale; English where there is none."""
        if locale == "ru":
            words = (russian.TEXTS, russian.SECTIONS, SAID)
            return cls("ru", *words, COLUMNS, VALUES, WHAT_HAPPENED)
        return cls("en", english.TEXTS, english.SECTIONS, {}, {}, {}, _described())

    def column(self, name: str) -> str:
        """This is the heading of a column; money is not told in minor units."""
        return self.columns.get(name) or _spaced(name.removesuffix("_minor")).capitalize()

    def value(self, code: str) -> str:
        """This is what a code means; somebody's label is a code and a number."""
        kind, _, number = code.rpartition(" ")
        if number.isdecimal() and kind in self.values:
            return f"{self.values[kind]} {number}"
        return self.values.get(code) or (_spaced(code) if CODE.fullmatch(code) else code)

    def said(self, words: str) -> str:
        """This is what the record of processing says in those words."""
        return self.processing.get(words, words)

    def fact(self, topic: str) -> str:
        """This is what happened, in a sentence; of what the code cannot read, its topic."""
        return self.facts.get(topic, topic)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


@cache
def _described() -> Mapping[str, str]:
    """This is the first sentence of each fact's class."""
    kinds: dict[str, Any] = dict(FACTS)
    return {topic: cleandoc(kind.__doc__).partition("\n")[0] for topic, kind in kinds.items()}
