"""What is done with people's data, for the people themselves (GDPR 15(1)(a) to (d)).

Nothing is written here by hand: it is made of the facts and of what is said of them, as the record
of processing activities is, and told once a purpose instead of once a fact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.catalogue import FACTS
from domain.shared.activities import ACTIVITIES, GIVEN
from domain.shared.personal import Category, personal_fields
from domain.shared.processing import (
    AFTER_CLOSING,
    PSEUDONYMOUS,
    UNANSWERED,
    Basis,
    Handling,
    Recipient,
    handling,
)


@dataclass(frozen=True, slots=True)
class Use:
    """This is one purpose, in the words of the record.

    Attributes:
        category: of what is personal; None stands for pseudonyms, times, amounts and choices.
        retention: each rule by which it has an end, whichever comes first.
    """

    purpose: str
    category: Category | None
    basis: tuple[Basis, ...]
    recipients: tuple[Recipient, ...]
    retention: tuple[str, ...]


def uses() -> Iterator[Use]:
    """This is everything that is done: with what is personal, and with what names nobody."""
    for category, said in _handled():
        rules = (rule for rule in (*AFTER_CLOSING, UNANSWERED) if category in rule.categories)
        words = tuple(rule.words for rule in rules)
        yield Use(said.purpose, category, said.basis, said.recipients, words)
    for context, one in ACTIVITIES.items():
        yield Use(one.purpose, None, (one.basis,), GIVEN.get(context, ()), (PSEUDONYMOUS,))


def _handled() -> list[tuple[Category, Handling]]:
    """This is each way in which something is handled that a fact holds, category by category."""
    kinds: Mapping[str, Any] = FACTS
    found = dict.fromkeys(
        (mark.category, handling(topic, mark.category))
        for topic, kind in kinds.items()
        for mark in personal_fields(kind).values()
    )
    return sorted(found, key=lambda each: list(Category).index(each[0]))
