"""Files as another marketplace gives them out: three tutors of our own invention, or a crowd."""

import json
from pathlib import Path
from typing import Any

TUTORS: tuple[dict[str, Any], ...] = (
    {
        "tutor": 1,
        "timezone": "Europe/Moscow",
        "is_pro": 1,
        "teach": [["russian", 7]],
        "speaks": [["english", 5], ["german", None]],
        "session_count": 61,
        "student_count": 11,
        "overall_rating": "4.9",
        "min_price": 1500,
        "trial_price": 500,
        "has_trial": 1,
        "n_edu": 2,
        "n_cert": 0,
        "n_exp": 1,
        "response_rate": 1,
        "attendance_rate": 0.98,
        "teaching_style": "Объясняю грамматику просто. Глаголы движения и падежи по шагам.",
    },
    {
        "tutor": 2,
        "timezone": "America/Bogota",
        "is_pro": 0,
        "teach": [["spanish", 7], ["persian(farsi)", 3]],
        "speaks": [["english", 6]],
        "session_count": 400,
        "student_count": 90,
        "overall_rating": "0.0",
        "min_price": 900,
        "trial_price": 300,
        "has_trial": 0,
        "n_edu": 0,
        "n_cert": 1,
        "n_exp": 0,
        "response_rate": 0.9,
        "attendance_rate": 0,
        "teaching_style": "We talk about travelling, cooking and music from the first minute on.",
    },
    {
        "tutor": 3,
        "timezone": "Europe/London",
        "is_pro": 1,
        "teach": [["english", 7]],
        "speaks": [],
        "session_count": 5,
        "student_count": 4,
        "overall_rating": "5.0",
        "min_price": 3000,
        "trial_price": 1000,
        "has_trial": 1,
        "n_edu": 1,
        "n_cert": 2,
        "n_exp": 3,
        "response_rate": 0.99,
        "attendance_rate": 1,
        "teaching_style": "Job interviews and letters. You write, I correct.",
    },
)
COURSES: tuple[dict[str, Any], ...] = (
    {
        "course": 11,
        "tutor": 1,
        "language": "russian",
        "title": "Русская грамматика",
        "description": "Падежи, виды глагола, много упражнений.",
        "price": 1800,
        "level_lo": 1,
        "level_hi": 4,
        "category": "CA001",
        "tags": ["T0001"],
        "student_count": 7,
        "session_count": 30,
    },
    {
        "course": 12,
        "tutor": 1,
        "language": "other",
        "title": "Reading old letters",
        "description": "",
        "price": 2500,
        "level_lo": 5,
        "level_hi": 7,
        "category": "",
        "tags": [],
        "student_count": 0,
        "session_count": 0,
    },
    {
        "course": 21,
        "tutor": 2,
        "language": "spanish",
        "title": "Spanish for the kitchen",
        "description": "Recipes, markets, small talk.",
        "price": 1000,
        "level_lo": 1,
        "level_hi": 6,
        "category": "CA005",
        "tags": [],
        "student_count": 3,
        "session_count": 9,
    },
)


def tutor(**other: Any) -> dict[str, Any]:
    """This is the first tutor, with some fields changed."""
    return {**TUTORS[0], **other}


def course(**other: Any) -> dict[str, Any]:
    """This is the first course, with some fields changed."""
    return {**COURSES[0], **other}


def crowd(size: int) -> list[dict[str, Any]]:
    """This is so many tutors, one like another."""
    return [tutor(tutor=number) for number in range(1, size + 1)]


def written(path: Path, *lines: dict[str, Any] | str | bytes) -> Path:
    """This is a file with those lines; what is no object is written as it is."""
    raw = [line if isinstance(line, bytes) else _text(line).encode() for line in lines]
    path.write_bytes(b"".join(line + b"\n" for line in raw))
    return path


def _text(line: dict[str, Any] | str) -> str:
    return line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)
