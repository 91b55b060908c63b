"""What a reviewer is told of words, and how soon they should look."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final

from domain.screening import contacts, spam, swearing
from domain.screening.spelling import straightened


class Sign(StrEnum):
    """This is something in words that speaks against showing them."""

    SWEARING = "swearing"
    INSULT = "insult"
    PHONE = "phone"
    EMAIL = "email"
    MESSENGER = "messenger"
    LINK = "link"
    SPAM = "spam"
    TOXIC = "toxic"


FOUND: Final[Mapping[Sign, Callable[[str], bool]]] = {
    Sign.SWEARING: lambda text: swearing.swears(straightened(text)),
    Sign.INSULT: lambda text: swearing.insults(straightened(text)),
    Sign.PHONE: contacts.has_phone,
    Sign.EMAIL: contacts.has_email,
    Sign.MESSENGER: contacts.has_messenger,
    Sign.LINK: contacts.has_link,
    Sign.SPAM: spam.is_spam,
}
"""What is found by rules; that words are toxic is told by a model."""

URGENCY: Final[Mapping[Sign, int]] = {
    Sign.SWEARING: 3,
    Sign.TOXIC: 3,
    Sign.PHONE: 2,
    Sign.EMAIL: 2,
    Sign.MESSENGER: 2,
    Sign.INSULT: 2,
    Sign.LINK: 1,
    Sign.SPAM: 1,
}
"""How soon words with that sign are looked at; whoever is hurt by them comes first."""


def signs_of(text: str) -> tuple[Sign, ...]:
    """This is every sign that rules find in the text."""
    return tuple(sign for sign, is_found in FOUND.items() if is_found(text))


def urgency_of(signs: Iterable[Sign]) -> int:
    """This is how soon a reviewer should look: as soon as for the worst of the signs."""
    return max((URGENCY[sign] for sign in signs), default=0)
