"""The kinds of harm that words may do, as services outside tell them apart."""

from enum import StrEnum


class Harm(StrEnum):
    """This is a kind of harm; whatever a service calls it, here it is called this."""

    HATE = "hate"
    HARASSMENT = "harassment"
    THREAT = "threat"
    SEXUAL = "sexual"
    SEXUAL_MINORS = "sexual_minors"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    CRIME = "crime"
    PERSONAL_DETAILS = "personal_details"
