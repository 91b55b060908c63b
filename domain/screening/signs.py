"""What a reviewer is told of words, and how soon they should look."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final

from domain.screening import contacts, spam, swearing
from domain.screening.spelling import straightened
from domain.shared.harm import Harm


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

URGENCY: Final[Mapping[Sign | Harm, int]] = {
    Sign.SWEARING: 3,
    Sign.TOXIC: 3,
    Sign.PHONE: 2,
    Sign.EMAIL: 2,
    Sign.MESSENGER: 2,
    Sign.INSULT: 2,
    Sign.LINK: 1,
    Sign.SPAM: 1,
    Harm.HATE: 3,
    Harm.HARASSMENT: 3,
    Harm.THREAT: 3,
    Harm.SEXUAL: 3,
    Harm.SEXUAL_MINORS: 3,
    Harm.SELF_HARM: 3,
    Harm.VIOLENCE: 2,
    Harm.CRIME: 2,
    Harm.PERSONAL_DETAILS: 2,
}
"""How soon words with that sign are looked at; whoever is hurt by them comes first."""

LIKELY: Final = 5_000
"""From so many basis points on a reviewer is told of a harm."""


def signs_of(text: str) -> tuple[Sign, ...]:
    """This is every sign that rules find in the text."""
    return tuple(sign for sign, is_found in FOUND.items() if is_found(text))


def harms_in(scores: Mapping[Harm, int]) -> tuple[Harm, ...]:
    """This is every harm that a service outside finds likely, in the order of their list."""
    return tuple(harm for harm in Harm if scores.get(harm, 0) >= LIKELY)


def urgency_of(signs: Iterable[Sign | Harm]) -> int:
    """This is how soon a reviewer should look: as soon as for the worst of the signs."""
    return max((URGENCY[sign] for sign in signs), default=0)
