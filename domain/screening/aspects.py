"""What of a lesson somebody speaks of, and in which of their clauses, in Russian and English."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final


class Aspect(StrEnum):
    """This is a side of lessons that people praise or blame; the first is all of it."""

    LESSON = "lesson"
    TEACHING = "teaching"
    PUNCTUALITY = "punctuality"
    PRICE = "price"
    CONNECTION = "connection"
    MANNER = "manner"
    MATERIALS = "materials"


STEMS: Final[Mapping[Aspect, str]] = {
    Aspect.TEACHING: (
        r"expla\w+|teach(?:es|ing)|method\w*|knowledge\w*|explanation\w*|pronunciation|grammar"
        r"|объясн\w+|преподает|преподавани\w+|методик\w*|знани\w+|грамматик\w*|произношени\w+"
    ),
    Aspect.PUNCTUALITY: (
        r"late|punctual\w*|on time|delay\w*|cancel\w*|reschedul\w*|no-show"
        r"|опазд\w+|опозд\w+|пунктуал\w+|вовремя|перен[оеё]с\w*|отмен\w+"
    ),
    Aspect.PRICE: (
        r"pric(?:e[sd]?|ey|ing)|expensive|cheap\w*|costs?|money|affordable|overpriced|worth"
        r"|цен[аыуе]|ценник\w*|дорог(?:о|ой|ие|овато)|недорог\w*|дешев\w*|стоимост\w*|деньги|денег"
    ),
    Aspect.CONNECTION: (
        r"internet|connection|sound|audio|video|camera|microphone|lag(?:s|ged|gy)?|froze"
        r"|связь|связи|интернет\w*|звук\w*|видео|камер[аыу]|микрофон\w*|зависа\w+|лага\w+"
    ),
    Aspect.MANNER: (
        r"patien\w+|impatient|kind|friendly|unfriendly|rude\w*|polite\w*|warm|attentive"
        r"|терпел\w+|нетерпел\w+|добр(?:ый|ая|ожелател\w+)|вежлив\w*|невежлив\w*|груб\w*|внимател\w+"
        r"|приветлив\w*|дружелюбн\w*"
    ),
    Aspect.MATERIALS: (
        r"homework\w*|material\w*|textbook\w*|exercis\w+|slides?|worksheets?"
        r"|домашк\w*|домашн\w+|материал\w*|учебник\w*|упражнени\w+|задани\w+|презентаци\w+"
    ),
}
FINDING: Final = {
    aspect: re.compile(rf"(?<!\w)(?:{stems})(?!\w)") for aspect, stems in STEMS.items()
}
CLAUSE: Final = re.compile(
    r"[.!?;\n]+|,?\s(?:but|however|although|though|зато|однако|хотя|но)\s|,\sа\s"
)
"""Where one thing ends that somebody says, and another begins."""


def aspects_of(text: str) -> Mapping[Aspect, Sequence[str]]:
    """This is the clauses that speak of each aspect; all of the text speaks of the lesson."""
    found: dict[Aspect, list[str]] = defaultdict(list)
    if text.strip():
        found[Aspect.LESSON].append(text.strip())
    for clause in map(str.strip, CLAUSE.split(text)):
        plain = clause.casefold().replace("ё", "е")
        for aspect, stems in FINDING.items():
            if stems.search(plain):
                found[aspect].append(clause)
    return found
