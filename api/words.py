"""The few words of the status page, in the two languages the product speaks."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "title": "Preceptor: status",
    "all_well": "Everything runs.",
    "not_well": "Something needed does not run.",
    "alarm": "Something does not fit together",
    "position": "Facts in the log",
    "parts": "What runs",
    "part": "Part",
    "state": "State",
    "note": "Note",
    "up": "runs",
    "down": "does not answer",
    "views": "How far behind",
    "view": "Read model or process",
    "reached": "Complete up to",
    "lag": "Behind by",
    "parked": "Parked keys",
    "links": "More",
    "docs": "Interactive reference",
    "catalogue": "Catalogue of facts",
    "schema": "OpenAPI document",
    "metrics": "Numbers for Prometheus",
    "nothing": "Nothing yet.",
}
RUSSIAN: Final[Mapping[str, str]] = {
    "title": "Preceptor: состояние",
    "all_well": "Всё работает.",
    "not_well": "Что-то необходимое не работает.",
    "alarm": "Что-то не сходится",
    "position": "Фактов в журнале",
    "parts": "Что работает",
    "part": "Часть",
    "state": "Состояние",
    "note": "Заметка",
    "up": "работает",
    "down": "не отвечает",
    "views": "Отставание",
    "view": "Представление или процесс",
    "reached": "Полно до",
    "lag": "Отстаёт на",
    "parked": "Отложено ключей",
    "links": "Ещё",
    "docs": "Интерактивный справочник",
    "catalogue": "Каталог фактов",
    "schema": "Документ OpenAPI",
    "metrics": "Показатели для Prometheus",
    "nothing": "Пока ничего.",
}


def language_of(accept_language: str) -> str:
    """This is the language preferred by an Accept-Language header (RFC 9110): `en` or `ru`."""
    ranked = sorted(map(_weighted, accept_language.split(",")), key=lambda each: -each[1])
    names = (name.partition("-")[0] for name, weight in ranked if weight > 0)
    return next((name for name in names if name in {"en", "ru"}), "en")


def weights_in(accept: str) -> Mapping[str, float]:
    """This is how gladly each is taken that an Accept header names."""
    return dict(map(_weighted, accept.split(",")))


def words_in(language: str) -> Mapping[str, str]:
    """This is every word of the page in that language."""
    return RUSSIAN if language == "ru" else ENGLISH


def _weighted(part: str) -> tuple[str, float]:
    name, _, weight = part.partition(";")
    try:
        value = float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        value = 0.0
    return name.strip().lower(), value
