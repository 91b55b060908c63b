"""The words in which an experiment is told, in the two languages the product speaks."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "draft": "planned, nobody sees it yet",
    "running": "running",
    "paused": "paused, everybody sees the control",
    "completed": "completed",
    "since": "since",
    "until": "until",
    "chosen": "chosen for everybody",
    "people": "Who was shown what",
    "variation": "variation",
    "weight": "planned part",
    "shown": "shown to",
    "counted": "counted",
    "how_counted": "Counted is who was shown it up to {day}: whoever came later can still do"
    " something that counts, for {days} days.",
    "expected": "{people} people were expected to take part; {traffic} of all take part now.",
    "spread": "People are spread as planned (p = {p}).",
    "mismatch": "People are not spread as planned (p = {p}). Something is broken, in the experiment"
    " or in how it is counted, and no number below means anything before that is found.",
    "withheld": "Nothing is said: people are not spread as planned.",
    "too_early": "It is too early to say anything: a hundred people have to be counted in each"
    " group, and somebody has to have done something.",
    "undecided": "No difference is certain so far.",
    "better": "Better than the control.",
    "worse": "Worse than the control.",
    "harmful": "Harmful: a guardrail goes the wrong way.",
    "metric": "metric",
    "use": "looked at as",
    "control": "control",
    "treated": "this",
    "difference": "difference",
    "low": "at least",
    "high": "at most",
    "p": "p",
    "explained": "explained before",
    "primary": "what decides",
    "secondary": "a hint",
    "guardrail": "a guardrail",
    "bookings_confirmed": "bookings confirmed",
    "lessons_completed": "lessons completed",
    "minutes_taught": "minutes taught",
    "cancellations": "bookings called off",
    "problems_reported": "problems reported",
    "how_sure": "Each number is what one person did on average. The interval from at least to at"
    " most holds however often one looks; explained before is the part of the chance in it that"
    " what people did in the 28 days before takes out.",
    "nothing": "There are no experiments yet.",
}
RUSSIAN: Final[Mapping[str, str]] = {
    "draft": "задуман, его ещё никто не видит",
    "running": "идёт",
    "paused": "приостановлен, все видят обычный вариант",
    "completed": "завершён",
    "since": "с",
    "until": "до",
    "chosen": "выбрано для всех",
    "people": "Кому что показано",
    "variation": "вариант",
    "weight": "задуманная доля",
    "shown": "показано",
    "counted": "учтено",
    "how_counted": "Учтены те, кому вариант показан не позже {day}: у пришедших позже ещё есть"
    " время сделать то, что учитывается, дней: {days}.",
    "expected": "Ожидалось участников: {people}; сейчас участвует {traffic} всех.",
    "spread": "Люди распределены так, как задумано (p = {p}).",
    "mismatch": "Люди распределены не так, как задумано (p = {p}). Что-то сломано в эксперименте"
    " или в подсчёте; пока это не найдено, числа ниже ничего не значат.",
    "withheld": "Вывода нет: люди распределены не так, как задумано.",
    "too_early": "Говорить рано: в каждой группе нужно учесть хотя бы сто человек, и кто-то должен"
    " что-то сделать.",
    "undecided": "Пока нет разницы, в которой можно быть уверенным.",
    "better": "Лучше обычного варианта.",
    "worse": "Хуже обычного варианта.",
    "harmful": "Вредит: показатель, который охраняется, ухудшился.",
    "metric": "показатель",
    "use": "зачем",
    "control": "обычный",
    "treated": "этот",
    "difference": "разница",
    "low": "не меньше",
    "high": "не больше",
    "p": "p",
    "explained": "объяснено прошлым",
    "primary": "решает",
    "secondary": "подсказка",
    "guardrail": "охраняется",
    "bookings_confirmed": "подтверждённые уроки",
    "lessons_completed": "проведённые уроки",
    "minutes_taught": "минуты занятий",
    "cancellations": "отмены учеником",
    "problems_reported": "жалобы",
    "how_sure": "Каждое число – сколько в среднем сделал один человек. Промежуток верен, как бы"
    " часто в него ни смотрели; объяснено прошлым – та часть случайности, которую убирает знание о"
    " том, что люди делали за 28 дней до этого.",
    "nothing": "Экспериментов пока нет.",
}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {"en": ENGLISH, "ru": RUSSIAN}
