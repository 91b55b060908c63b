"""Words as they were meant: whatever was done to them so that no machine knows them, is undone.

`х у й`, `6ляДь`, `bl@d`, `фууууу` and `shіt` with a Cyrillic letter in it are all read as what
people read. What is written as everybody writes it stays as it is, but for capitals and `ё`.
"""

import re
import unicodedata
from typing import Final

LATIN_ALIKE: Final = dict(
    zip("асеорхуіјѕкмтнвгпиьбз", "aceopxyijskmthbrnubb3", strict=True),
)
"""Cyrillic letters, and the Latin ones that people read in their place."""

CYRILLIC_ALIKE: Final = {
    **dict(zip("aceopxyijskmthbnur", "асеорхуиjѕкмтнвпиг", strict=True)),
    "b": "ь",
    "h": "н",
    "3": "з",
}
"""Latin letters in a Cyrillic word, and what people read."""

DIGITS: Final = {
    "latin": dict(zip("0134578@$!", "oieastbasi", strict=True)),
    "cyrillic": dict(zip("01346@$!", "оизчбаси", strict=True)),
}
"""Signs within a word, and the letters they stand for."""

UNSEEN: Final = re.compile(r"[^\w\s\x00-\x7F]+")
"""Where accents and what has no shape can be; most texts have little of it."""

PLAIN: Final = r"(?:[а-яіјѕ]+(?:['’][а-яіјѕ]+)*|[a-z]+(?:['’][a-z]+)*)(?![^\W_]|[@$!*'’]+[^\W_])"
"""A whole word in the letters of one alphabet is what it looks like, and need not be read."""

WORD: Final = re.compile(
    rf"(?<![^\W_])(?!{PLAIN})[^\W_]+(?:[@$!*'’]+[^\W_]+)*|[@$!*]{{1,3}}[^\W_]+"
)
SPACED: Final = re.compile(r"(?<!\w)(?:[^\W\d_][\s.\-_*,|/]{1,2}){2,}[^\W\d_](?!\w)")
"""Letters that stand alone one after the other: three or more of them are one word."""

ORDINARY: Final = re.compile(
    r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+[a-z]+|\d{2,}[^\W\d_]+|\d[^\W\d_]{1,2}|[^\W\d_]+\d+"
)
"""Words that mean what they say, and numbers with letters before or after them: `5th`, `B2`."""

REPEATED: Final = re.compile(r"([^\W\d_])\1{2,}")
BETWEEN: Final = re.compile(r"[\s.\-_*,|/]+")
"""What stands between letters that were taken apart."""


def straightened(text: str) -> str:
    """This is the text as it is read: small letters, one alphabet a word, nothing in between."""
    small = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    plain = UNSEEN.sub(lambda found: _seen(found[0]), small)
    joined = SPACED.sub(lambda found: BETWEEN.sub("", found[0]), plain)
    return REPEATED.sub(r"\1", WORD.sub(lambda found: _word(found[0]), joined))


def _seen(signs: str) -> str:
    return "".join(sign for sign in signs if unicodedata.category(sign) not in {"Cf", "Mn"})


def _word(word: str) -> str:
    """This is a word in the alphabet that most of its letters are of."""
    cyrillic = sum("а" <= letter <= "я" or letter in "іјѕ" for letter in word)
    latin = sum("a" <= letter <= "z" for letter in word)
    if not cyrillic + latin or word.isdecimal():
        return word
    if cyrillic >= latin:
        return _read(word, CYRILLIC_ALIKE if latin else {}, DIGITS["cyrillic"])
    return _read(word, LATIN_ALIKE if cyrillic else {}, DIGITS["latin"])


def _read(word: str, letters: dict[str, str], signs: dict[str, str]) -> str:
    alike = letters if ORDINARY.fullmatch(word) else {**signs, **letters}
    return "".join(alike.get(letter, letter) for letter in word)
