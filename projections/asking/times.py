"""When somebody wants to learn, heard in what they type.

A small grammar, in English and Russian; letters may be small or capital:

    time = (cue* (day | part) "and"?)+
    cue  = "on" | "in the" | "at" | "every" | "в" | "во" | "по" | "на" | free
    free = "free" | "available" | "свободен" …
    day  = a weekday | "weekends" | "weekdays" | "today" | "tomorrow", and the same in Russian
    part = "morning" | "afternoon" | "evening" | "night" | "after 6 pm" | "before 10"
         | "from 10 to 12"

Only a day with a cue or a part is heard, or a part with `free` in front: `Friday` and `evening
courses` are words like any others. What was heard is taken out of the words and told, so that
whoever meant the words can ask for them as typed.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from projections.asking.hours import PARTS, WishedTime

HOUR, NOON = 60, 12 * 60
T = TypeVar("T")

WEEKDAYS = (
    r"mondays?|понедельник(?:ам)?|пн",
    r"tuesdays?|вторник(?:ам)?|вт",
    r"wednesdays?|сред[ау]|средам|ср",
    r"thursdays?|четверг(?:ам)?|чт",
    r"fridays?|пятниц[ау]|пятницам|пт",
    r"saturdays?|суббот[ау]|субботам|сб",
    r"sundays?|воскресенье|воскресеньям|вс",
)
DAYS = {
    **{names: (at,) for at, names in enumerate(WEEKDAYS, start=1)},
    r"weekdays|будни|будням": (1, 2, 3, 4, 5),
    r"weekends?|выходны[ехм]": (6, 7),
}
SOON = {r"today|сегодня": 0, r"tomorrow|завтра": 1}
TIMES = {
    r"mornings?|утром|утро|утрам": "morning",
    r"afternoons?|дн[её]м|после обеда": "afternoon",
    r"evenings?|вечером|вечер|вечерам": "evening",
    r"nights?|ночью": "night",
}
FREE = r"free|available|свобод(?:ен|на|ны|но|ный|ная|ные)"
CUE = rf"on|in the|at|every|во?|по|на|{FREE}"
CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s?([ap]m|утра|вечера)?"
BETWEEN = rf"(?:from|between|с|между)\s+{CLOCK}\s+(?:to|till|until|and|до|по|и)\s+{CLOCK}"
AFTER = rf"(?:after|from|после|с)\s+{CLOCK}"
BEFORE = rf"(?:before|until|till|до)\s+{CLOCK}"


def heard(words: str) -> tuple[str, WishedTime | None]:
    """This is the words without the time they wish for, and that time, if they wish for one."""
    for phrase in _phrases().finditer(words):
        wished = _wished(phrase[0].lower())
        if wished is not None:
            rest = f"{words[: phrase.start()]} {words[phrase.end() :]}"
            return " ".join(rest.split()), wished
    return words, None


def _wished(phrase: str) -> WishedTime | None:
    weekdays = tuple(sorted({day for days in _named(phrase, DAYS) for day in days}))
    in_days = next(iter(_named(phrase, SOON)), None)
    hours = _hours(phrase)
    has_day, has_cue = bool(weekdays) or in_days is not None, _finds(CUE, phrase)
    is_meant = has_cue or hours is not None if has_day else _finds(FREE, phrase)
    if not is_meant:
        return None
    opens, closes = hours or (0, 24 * HOUR)
    return WishedTime(weekdays, in_days, opens, closes) if opens < closes else None


def _hours(phrase: str) -> tuple[int, int] | None:
    """This is from and to which minute of the day; what is named by numbers goes first."""
    if between := re.search(BETWEEN, phrase):
        half = between[6] or between[3] or ""
        return _minute(between.groups()[:3], half), _minute(between.groups()[3:], half)
    if after := re.search(AFTER, phrase):
        return _minute(after.groups()), 24 * HOUR
    if before := re.search(BEFORE, phrase):
        return 0, _minute(before.groups())
    return next((PARTS[part] for part in _named(phrase, TIMES)), None)


def _minute(clock: Iterable[str | None], half: str = "") -> int:
    """This is the minute of the day; `half` is said of both ends: `from 6 to 8 pm`."""
    hour, minute, own = clock
    at = int(hour or 0) * HOUR + int(minute or 0)
    is_late = (own or half) in ("pm", "вечера")
    is_noon = NOON <= at < NOON + HOUR
    if own == "am" and is_noon:
        return at - NOON
    return min(at + NOON if is_late and at < NOON else at, 24 * HOUR)


def _named(phrase: str, names: dict[str, T]) -> list[T]:
    return [value for pattern, value in names.items() if _finds(pattern, phrase)]


def _finds(pattern: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", phrase) is not None


@cache
def _phrases() -> re.Pattern[str]:
    said = "|".join((BETWEEN, AFTER, BEFORE, *DAYS, *SOON, *TIMES))
    said = re.sub(r"\((?!\?)", "(?:", said)
    one = rf"(?:(?:{CUE})\s+)*(?:{said})"
    return re.compile(
        rf"(?<!\w){one}(?:\s*(?:,|\s(?:and|or|и|или))?\s+{one})*(?!\w)", re.IGNORECASE
    )
