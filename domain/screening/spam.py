"""Advertising and noise: words that are nobody's words about a lesson or about themselves."""

import re
from collections import Counter
from typing import Final

OFFERS: Final = re.compile(
    r"(?<!\w)(?:casino|казино|bitcoin|биткоин\w*|crypto(?:currency)?|криптовалют\w*|forex|форекс\w*"
    r"|промокод\w*|promo\s?code|click here|кликай\w*|заработ(?:ок|ка) (?:в|на|без)"
    r"|make money (?:fast|online)|earn \$?\d+|пассивн\w+ доход\w*|подпис(?:ывайтесь|ывайся|ка) на"
    r"|(?:100|сто) ?% гаранти\w+|viagra|виагр\w+|ставк[аи] на спорт|кредит\w* без)(?!\w)"
)
WORD: Final = re.compile(r"\w+")
SHOUTED: Final = 0.7
LETTERS_TO_SHOUT: Final = 40
REPEATED: Final = 0.3
WORDS_TO_REPEAT: Final = 12
SIGNS: Final = re.compile(r"([!?$€₽])\1{4,}")


def is_spam(text: str) -> bool:
    """This is true where somebody advertises, shouts, or says one thing over and over."""
    small = text.casefold()
    return (
        OFFERS.search(small) is not None
        or SIGNS.search(text) is not None
        or _is_shouted(text)
        or _is_repeated(WORD.findall(small))
    )


def _is_shouted(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(map(str.isupper, letters))
    return len(letters) >= LETTERS_TO_SHOUT and capitals > SHOUTED * len(letters)


def _is_repeated(words: list[str]) -> bool:
    longer = [word for word in words if len(word) > len("the")]
    if len(longer) < WORDS_TO_REPEAT:
        return False
    return Counter(longer).most_common(1)[0][1] > REPEATED * len(longer)
