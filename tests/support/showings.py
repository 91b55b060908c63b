"""What the tests show to Ben: Anna before Ivan."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.showing.terms import Candidate, Shown, Wanted, Way
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, BEN, IVAN

SHOWING_ID = "5f0c7d52-6f0e-4f57-9f1b-8d6f6b1f2f11"
WANTED = Wanted(subject="english", price_to_minor=3_000, has_words=True)
FEATURES = ("lessons_given", "rating")
ANNA_SHOWN = Candidate(ANNA, 1, 900_000, ("words", "meaning"), (12_000_000, 4_800_000))
IVAN_SHOWN = Candidate(IVAN, 2, 100_000, ("meaning",), (0, None), propensity_millionths=250_000)
IVAN_FIRST = (replace(IVAN_SHOWN, position=1), replace(ANNA_SHOWN, position=2))
"""This is the two the other way round."""


def shown(way: Way = Way.SEARCH, at: datetime = MONDAY, **changed: Any) -> Shown:
    """This is Anna and Ivan shown to Ben, or something a little different."""
    said: dict[str, Any] = {
        "showing_id": SHOWING_ID,
        "way": way,
        "student_id": BEN,
        "words": "patient English teacher",
        "model_version": "search-1",
        "wanted": WANTED,
        "features": FEATURES,
        "candidates": (ANNA_SHOWN, IVAN_SHOWN),
        "at": at,
    }
    return Shown(**{**said, **changed})
