"""Swearing and insults in Russian and English, by the roots of words as they were meant.

Roots stand with what may come before them, so that a word which only contains one is none:
`потребитель`, `страховка`, `оскорблять`, `мандарин`, `Scunthorpe`, `cocktail`.
"""

import re
from typing import Final

_BEFORE: Final = r"(?:за|на|ни|по|до|от|вы|у|о|об|про|пере|при|раз|рас|изъ|под|не|недо)?ъ?"

RUSSIAN: Final = (
    rf"{_BEFORE}ху(?:[йеюя]|и(?!н[ьг]))\w*",
    r"\w*пизд\w*",
    rf"(?:{_BEFORE}|съ|долбо|мозго|вз)[йь]?еб(?!итд)(?:[аеиклнуцштя]|о(?!л)|ыр)\w*",
    r"(?:вы)?бля(?:[дт]\w*)?",
    r"\w*(?:блядс|блядин|блядь)\w*",
    r"муд(?:а[кч]|ил[аоу]|озвон)\w*",
    r"пид[аоеу]?р\w*|педик\w*|педр[иы]л\w*",
    r"сук(?:а|и|у|ой|е|ин\w*)|суч(?:ар|ка|ки|ку|ье|ий|ья)\w*",
    r"г[ао]ндон\w*",
    r"шлюх\w*|шалав\w*|проститутк\w*",
    r"залуп\w*|дроч\w*|минет\w*",
    r"манд(?:а|е|ы|у|ой|авошк\w*)",
    r"г[ао]вн(?!ар)\w*|дерьм\w*",
    r"(?:о|об|на|за|по|вы|у)?с(?:рать|рал[аио]?|рут|раный|раная|рань)",
    r"жоп\w*",
)
INSULTING: Final = (
    r"ублюд\w*|мраз(?:ь|и|ью|ота)|дебил\w*|кретин\w*|придур\w*|долбо\w+|дегенерат\w*",
    r"чмо(?:шник\w*)?|лохуш\w*|дур(?:а|у|ой)|дурак\w*|тупиц\w*|тупор\w*|тварь|тварин\w*",
    r"moron\w*|imbecile\w*|retard(?:ed|s)?|scum(?:bags?)?|dumbass\w*|loser",
)
ENGLISH: Final = (
    r"\w*fuck\w*|fuk(?:ing|er)?|fck\w*",
    r"(?:bull|horse|dip|ape)?shit(?:ty|s|head\w*|hole\w*|bag\w*|show|storm|ting)?",
    r"(?:son)?bitch\w*",
    r"cunts?|cunty",
    r"(?:ass|arse)(?:holes?|hat|wipe)|jackass\w*",
    r"dick(?:heads?|less|wad)|cocksuck\w*|motherf\w*",
    r"whor(?:e|es|ish)|slut(?:s|ty)?|bastards?|twats?|wank\w*",
    r"fag(?:got\w*|s)|nigg(?:er|a)(?:s|z)?",
)
TRANSLITERATED: Final = (
    r"(?:na|po|do|o)?[xh]u[yij](?:a|lo|nya|ovo|nja)?",
    r"\w*pizd(?:a|e|u|oy|ets|ec)\w*|blya(?:t|d)?\w{0,2}|suka",
    r"mud(?:ak|ila)\w*|pid(?:or|ar)\w*|(?:za|ot|raz|u)?[jy]?ebat\w*|yoban\w*|dolboeb\w*",
)

SWEARS: Final = re.compile("|".join((*RUSSIAN, *ENGLISH, *TRANSLITERATED)))
INSULTS: Final = re.compile("|".join(INSULTING))
WORD: Final = re.compile(r"\w+")


def swears(meant: str) -> bool:
    """This is true where somebody swears; the text is one that was straightened."""
    return any(map(SWEARS.fullmatch, WORD.findall(meant)))


def insults(meant: str) -> bool:
    """This is true where somebody is called names, without swearing."""
    return any(map(INSULTS.fullmatch, WORD.findall(meant)))
