"""Ways to learn, and how tutors speak of them: in both languages, for half of them write in one."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Style(StrEnum):
    """This is how somebody likes to learn."""

    STRUCTURED = "structured"
    CONVERSATION = "conversation"
    PLAYFUL = "playful"
    EXAMS = "exams"
    PATIENT = "patient"


SAID: Final[Mapping[Style, str]] = {
    Style.STRUCTURED: "A clear plan, step by step, with homework and notes after each lesson. "
    "Чёткий план, шаг за шагом, с домашними заданиями.",
    Style.CONVERSATION: "We talk from the first lesson: conversation, dialogues, real situations. "
    "Говорим с первого урока: беседы и живые диалоги.",
    Style.PLAYFUL: "Playful lessons with games, songs and stories, good for children. "
    "Уроки в игре: песни, сказки, занятия для детей.",
    Style.EXAMS: "Preparation for exams: typical tasks, tests, strategies, mock exams. "
    "Подготовка к экзаменам: типовые задания и пробные тесты.",
    Style.PATIENT: "Calm and patient, for beginners who are afraid of mistakes. "
    "Спокойно и терпеливо, для тех, кто начинает и боится ошибок.",
}
"""What a tutor who teaches like that would write."""
