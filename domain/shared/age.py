"""How old somebody is, as far as anybody needs to know: a band, never a date of birth."""

from enum import StrEnum


class AgeBand(StrEnum):
    """This is how old somebody is by the law of their country; see `domain/consent/ages.py`.

    A child is below the age of digital consent, a teen has reached it but is no adult yet.
    """

    CHILD = "child"
    TEEN = "teen"
    ADULT = "adult"
