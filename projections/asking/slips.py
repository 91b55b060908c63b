"""Words typed with the wrong keyboard, or written in the wrong script."""

import re

LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
CYRILLIC = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_CYRILLIC = str.maketrans(LATIN, CYRILLIC)
_TO_LATIN = str.maketrans(CYRILLIC, LATIN)

_SOUNDS = {
    "iya": "ия",
    "iyu": "ию",
    "shch": "щ",
    "sch": "щ",
    "zh": "ж",
    "kh": "х",
    "ts": "ц",
    "ch": "ч",
    "sh": "ш",
    "yu": "ю",
    "ju": "ю",
    "ya": "я",
    "ja": "я",
    "yo": "е",
    "ye": "е",
    "ij": "ий",
    "iy": "ий",
    **dict(zip("abvgdezijklmnoprstufhcywxq", "абвгдезийклмнопрстуфхцывкк", strict=True)),
}
_SPELT = {
    **dict(zip("абвгдезийклмнопрстуфцыэ", "abvgdeziyklmnoprstufcye", strict=True)),
    "ё": "e",
    "ж": "zh",
    "х": "kh",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}
_SOUND = re.compile("|".join(_SOUNDS))


def other_layout(word: str) -> str:
    """This is what the same keys write on the other keyboard, English or Russian."""
    small = word.lower()
    is_russian = any("а" <= letter <= "ё" for letter in small)
    return small.translate(_TO_LATIN if is_russian else _TO_CYRILLIC)


def other_script(word: str) -> str:
    """This is a word as it sounds, in the other script."""
    small = word.lower()
    if any("а" <= letter <= "ё" for letter in small):
        return "".join(_SPELT.get(letter, letter) for letter in small)
    return _SOUND.sub(lambda sound: _SOUNDS[sound[0]], small)
