"""What speaks for and against somebody's going on, in the two languages the product speaks.

Each sentence says what is known, of nobody by name, so that it reads alike for the student, their
tutor and support. Whether it speaks for or against going on stands beside it.
"""

from collections.abc import Mapping
from math import isnan
from typing import Final

from api.recommendation_words import Language

ENGLISH: Final[Mapping[str, str]] = {
    "days_since_lesson": "Days since the last lesson: {value}.",
    "days_between_lessons": "Usual days between lessons: {value}.",
    "overdue": "Time since the last lesson, in usual times between lessons: {value}.",
    "lessons": "Lessons so far: {value}.",
    "lessons_lately": "Lessons in the last 60 days: {value}.",
    "lessons_ahead": "Lessons agreed and still to come: {value}.",
    "days_learning": "Days since the first lesson: {value}.",
    "called_off_lately": "Lessons the student called off in the last 60 days: {value}.",
    "missed_lately": "Lessons the student missed in the last 60 days: {value}.",
    "let_down_lately": "Lessons that did not take place through no fault of the student's in the"
    " last 60 days: {value}.",
    "complaints_lately": "Problems reported in the last 60 days: {value}.",
    "failed_payments_lately": "Payments that failed in the last 60 days: {value}.",
    "credits_left": "Lessons paid for in advance and not used: {value}.",
    "tutors": "Tutors learnt with: {value}.",
    "stars": "Mean of the stars given: {value}.",
}
RUSSIAN: Final[Mapping[str, str]] = {
    "days_since_lesson": "Дней с последнего занятия: {value}.",
    "days_between_lessons": "Обычно дней между занятиями: {value}.",
    "overdue": "Время с последнего занятия, в обычных промежутках между ними: {value}.",
    "lessons": "Занятий всего: {value}.",
    "lessons_lately": "Занятий за последние 60 дней: {value}.",
    "lessons_ahead": "Занятий согласовано и впереди: {value}.",
    "days_learning": "Дней с первого занятия: {value}.",
    "called_off_lately": "Занятий, отменённых учеником за последние 60 дней: {value}.",
    "missed_lately": "Занятий, пропущенных учеником за последние 60 дней: {value}.",
    "let_down_lately": "Занятий, не состоявшихся не по вине ученика за последние 60 дней: {value}.",
    "complaints_lately": "Жалоб за последние 60 дней: {value}.",
    "failed_payments_lately": "Неудавшихся платежей за последние 60 дней: {value}.",
    "credits_left": "Занятий оплачено заранее и не использовано: {value}.",
    "tutors": "Репетиторов, с которыми были занятия: {value}.",
    "stars": "Среднее из поставленных звёзд: {value}.",
}
WORDS: Final = {Language.ENGLISH: ENGLISH, Language.RUSSIAN: RUSSIAN}
NOT_KNOWN: Final = {Language.ENGLISH: "none yet", Language.RUSSIAN: "пока нет"}
POINT: Final = {Language.ENGLISH: ".", Language.RUSSIAN: ","}


def sentence(feature: str, value: float, language: Language) -> str:
    """This is what is known, as a sentence."""
    if isnan(value):
        told = NOT_KNOWN[language]
    else:
        told = f"{round(value, 1):g}".replace(".", POINT[language])
    return WORDS[language][feature].format(value=told)
