"""Why somebody is recommended, in the two languages the product speaks."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.matching.reasons import Code, Reason


class Language(StrEnum):
    """This is a language the product speaks."""

    ENGLISH = "en"
    RUSSIAN = "ru"


ENGLISH: Final[Mapping[Code, str]] = {
    Code.BOOKED_BEFORE: "You booked lessons with them before ({times}).",
    Code.CHOSEN_BY_OTHERS: "Students who booked the same tutors as you booked them too.",
    Code.LIKE_THOSE_BOOKED: "They teach much like tutors you booked.",
    Code.FITS_GOAL: "What they teach fits your goal and level.",
    Code.FITS_STYLE: "They teach the way you like to learn.",
    Code.SPEAKS: "They speak a language you learn in.",
    Code.HAS_TIME: "They have time when you want to learn.",
    Code.IN_BUDGET: "Their price is what you want to pay.",
    Code.RELIABLE: "Lessons with them take place as agreed.",
    Code.WELL_REVIEWED: "Students review them very well ({count} reviews).",
    Code.EXPERIENCED: "They gave many lessons here ({lessons}).",
    Code.POPULAR: "They are among the best reviewed and most experienced.",
    Code.NEW_HERE: "They are new here: this place was drawn by lot among new tutors who fit.",
    Code.FITS_WISH: "They have what you asked for, and take bookings.",
}
RUSSIAN: Final[Mapping[Code, str]] = {
    Code.BOOKED_BEFORE: "Вы уже занимались с этим репетитором (бронирований: {times}).",
    Code.CHOSEN_BY_OTHERS: "Его выбирали ученики тех же репетиторов, что и вы.",
    Code.LIKE_THOSE_BOOKED: "Преподаёт похоже на репетиторов, которых вы выбирали.",
    Code.FITS_GOAL: "Подходит для вашей цели и вашего уровня.",
    Code.FITS_STYLE: "Преподаёт так, как вам удобно учиться.",
    Code.SPEAKS: "Говорит на языке, на котором вы учитесь.",
    Code.HAS_TIME: "Свободен тогда, когда вы хотите заниматься.",
    Code.IN_BUDGET: "Цена укладывается в ваш бюджет.",
    Code.RELIABLE: "Занятия проходят, как договорились.",
    Code.WELL_REVIEWED: "Ученики пишут очень хорошие отзывы (отзывов: {count}).",
    Code.EXPERIENCED: "Провёл здесь много занятий ({lessons}).",
    Code.POPULAR: "Один из самых опытных, с лучшими отзывами.",
    Code.NEW_HERE: "Новый репетитор: это место выпало ему по жребию среди новых, которые подходят.",
    Code.FITS_WISH: "Отвечает тому, что вы искали, и принимает записи.",
}
WORDS: Final = {Language.ENGLISH: ENGLISH, Language.RUSSIAN: RUSSIAN}


def sentence(reason: Reason, language: Language) -> str:
    """This is the reason as a sentence."""
    return WORDS[language][reason.code].format(**reason.told)
