"""The hours to assume of tutors who come without any: `mon-fri 09:00-18:00, sat 10:00-14:00`."""

import re

from application.availability import WeeklyOpenTime
from application.status import CannotBeDone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "|".join(DAYS)
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d|24:00"
PART = re.compile(rf"({_DAY})(?:-({_DAY}))? +({_TIME})-({_TIME})")
NONE = "none"


def hours_in(text: str) -> tuple[WeeklyOpenTime, ...] | None:
    """This is the week that the text says, by the wall clock of each tutor; none for `none`.

    Raises:
        CannotBeDone: it says no week.
    """
    if text.strip().lower() == NONE:
        return None
    windows: list[WeeklyOpenTime] = []
    for part in text.lower().split(","):
        found = PART.fullmatch(part.strip())
        if found is None or found[3] >= found[4]:
            raise CannotBeDone(
                "The hours are written like `mon-fri 09:00-18:00, sat 10:00-14:00`, or `none`."
            )
        first, opens, closes = DAYS.index(found[1]), found[3], found[4]
        last = DAYS.index(found[2] or found[1])
        windows.extend(
            WeeklyOpenTime(weekday=1 + (first + day) % 7, opens=opens, closes=closes)
            for day in range((last - first) % 7 + 1)
        )
    return tuple(windows)
