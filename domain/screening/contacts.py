"""Ways to meet elsewhere: phone numbers, e-mail addresses, messengers and links, also spelled out.

Wherever people may book around the platform neither side is protected by it. What lessons are held
with (`I teach by Zoom`) is no contact; a name or a number to find somebody by is one.
"""

import re
from itertools import groupby, pairwise
from typing import Final

_ENDING: Final = r"(?:com|ru|net|org|info|me|io|edu|online|pro|by|ua|kz|uk|de|рф)"
EMAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]{2,64}\s{0,2}"
    r"(?:@|[(\[]\s?(?:at|собака|эт)\s?[)\]]|\s(?:at|собака)\s)\s{0,2}[\w-]{2,63}\s{0,2}"
    rf"(?:\.|[(\[]\s?(?:dot|точка)\s?[)\]]|\s(?:dot|точка)\s)\s{{0,2}}{_ENDING}(?!\w)"
)
LINK: Final = re.compile(
    rf"https?://|www\.\w|(?<![\w@.-])[\w-]{{2,63}}(?:\.[\w-]{{1,63}}){{0,5}}\.{_ENDING}(?:/\S+|(?![\w.]))"
    r"|(?:t\.me|wa\.me|bit\.ly)/\w"
)
NUMBER: Final = re.compile(r"(?<![\w.,/-])\+?\(?\d(?:[ ().\-–\xa0]{0,3}\d){8,14}(?![\w])")
GROUP: Final = re.compile(r"\d+")
YEAR: Final = re.compile(r"(?:19|20)\d\d")

_MESSENGER: Final = (
    r"(?:whats?app?|wats?app?|telegram|viber|wechat|skype|discord|instagram|insta|facebook|messenger"
    r"|line|kakao(?:talk)?|vk|в[ао]т?[сц]апп?\w{0,2}|телеграмм?\w{0,2}|телег[аеу]|тг|вайбер\w{0,2}"
    r"|скайп\w{0,2}|инстаграмм?\w{0,2}|инст[аеу]|дискорд\w{0,2}|вк|вконтакте)"
)
_NAME: Final = r"(?:@\s?\w{3,}|\w*[a-z]\w*[\d_.]\w{2,}|live:\S+|\+?\d{7,})"
_CALL: Final = (
    r"(?:write|text|message|contact|add|find|reach|dm|ping)\s(?:to\s)?me"
    r"|(?:пиши|напиши|найди|добавь|добавляй|звони|позвони|свяжи)(?:те)?(?:сь)?(?:\sмне)?|стучи(?:те)?"
)
MESSENGER: Final = re.compile(
    rf"(?<!\w){_MESSENGER}(?!\w)\W{{0,4}}(?:(?:is|id|me|my|мой|ник|логин)\W{{1,3}}){{0,2}}{_NAME}"
    rf"|(?:{_CALL})\W{{1,3}}(?:\w+\W{{1,3}}){{0,3}}{_MESSENGER}(?!\w)"
    r"|(?<![\w.@/])@[a-z][\w.]{3,}"
)

UNITS: Final = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|"
    "ноль|нуль|один|одна|два|две|три|четыре|пять|шесть|семь|восемь|девять"
)
TENS: Final = (
    r"ten|eleven|twelve|\w{3,5}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|plus|"
    r"десять|\w{2,8}надцать|двадцать|тридцать|сорок|(?:пять|шесть|семь|восемь)десят|девяносто|сто|двести"
    r"|(?:три|четыре)ста|(?:пять|шесть|семь|восемь|девять)сот|плюс"
)
SPELLED: Final = re.compile(rf"(?:{UNITS}|{TENS}|\d{{1,3}})")
TOKEN: Final = re.compile(r"\w+")
VALUES: Final = {
    word: at
    for words in (
        "zero one two three four five six seven eight nine ten",
        "ноль один два три четыре пять шесть семь восемь девять десять",
    )
    for at, word in enumerate(words.split())
}
FEWEST_SPELLED: Final = 6
FEWEST_WORDS: Final = 3


def has_email(text: str) -> bool:
    """This is true where there is an address that mail could be sent to."""
    return EMAIL.search(text.casefold()) is not None


def has_link(text: str) -> bool:
    """This is true where there is an address of a page; that of mail is none."""
    return LINK.search(EMAIL.sub(" ", text.casefold())) is not None


def has_messenger(text: str) -> bool:
    """This is true where it is said by which name somebody is found in a messenger."""
    return MESSENGER.search(EMAIL.sub(" ", text.casefold())) is not None


def has_phone(text: str) -> bool:
    """This is true where there is a phone number, in digits, in words, or in both."""
    found = any(_is_phone(each[0]) for each in NUMBER.finditer(text))
    return found or _is_spelled_out(text.casefold())


def _is_phone(digits: str) -> bool:
    """This leaves out years, dates, and amounts in groups of three."""
    groups = GROUP.findall(digits)
    if digits.startswith(("+", "(")):
        return True
    is_amount = len(groups) > 1 and all(len(group) == len("000") for group in groups[1:])
    is_dated = sum(YEAR.fullmatch(group) is not None for group in groups) * 2 > len(groups) - 1
    return not is_dated and (not is_amount or len(groups[0]) > len("000"))


def _is_spelled_out(text: str) -> bool:
    """This is true where so many numbers stand in a row, and nobody counts."""
    tokens = TOKEN.findall(text)
    for is_number, run in groupby(tokens, lambda token: SPELLED.fullmatch(token) is not None):
        row = list(run)
        words = sum(not token.isdigit() for token in row)
        if is_number and len(row) >= FEWEST_SPELLED and words >= FEWEST_WORDS:
            return not _is_counting(row)
    return False


def _is_counting(row: list[str]) -> bool:
    values = [VALUES.get(token) for token in row]
    steps = [before is not None and after == before + 1 for before, after in pairwise(values)]
    return sum(steps) >= len(steps) - 1
