"""The words in which it is told how a package stands."""

from enum import StrEnum


class Dispute(StrEnum):
    """This is where the student's bank stands on taking the package's payment back."""

    NONE = "none"
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class State(StrEnum):
    """This is where a package stands."""

    ORDERED = "ordered"
    BOUGHT = "bought"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
