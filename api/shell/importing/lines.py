"""The shape of a line: a tutor, or a course; and the same as the command that brings them.

The data has no names and no headlines. A tutor is called by their number, and their headline
is the title of their first course, else the first sentence they wrote.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, TypeVar
from uuid import UUID, uuid5

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from application.fields import Code, Price, Text, TimeZone, Title
from application.tutor import ImportTutor
from application.tutor_parts import (
    Amount,
    Category,
    Count,
    ImportedCourse,
    ImportedReputation,
    Language,
    Level,
    Rating,
    Tags,
)

CURRENCY = "USD"
NAMESPACE = UUID("b7a1d1c5-61c1-5d0e-9a52-1f6a4f0c7f11")
LONGEST_HEADLINE = 120
SENTENCE = re.compile(r"(?<=[.!?…])\s")
MOST_ERRORS = 3
NUMBER = Annotated[int, Field(ge=0, le=999_999_999_999)]
SHARE = Annotated[float, Field(ge=0, le=1)]
SPOKEN = Annotated[tuple[tuple[Code, Level | None], ...], Field(max_length=30)]


class NotALine(ValueError):
    """This is why a line cannot be used, in words that repeat nothing of it."""


class Line(BaseModel):
    """This is one line of a file; fields nobody knows are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)
    KIND: ClassVar[str]


class CourseLine(Line):
    """A course."""

    KIND: ClassVar[str] = "course"

    course: NUMBER
    tutor: NUMBER
    language: Code
    title: Title
    description: Text = ""
    price: Annotated[int, Field(ge=1, le=1_000_000_000)]
    level_lo: Level
    level_hi: Level
    category: Category = ""
    tags: Tags = ()
    student_count: Count = 0
    session_count: Count = 0

    def imported(self, source: str) -> ImportedCourse:
        """This is the same in the words of the command."""
        shared = self.model_dump(exclude={"course", "tutor", "language", "price"})
        return ImportedCourse(
            course_id=identity(source, "course", self.course),
            subject=self.language,
            price_per_hour=Price(minor=self.price, currency=CURRENCY),
            **shared,
        )


class TutorLine(Line):
    """A tutor."""

    KIND: ClassVar[str] = "tutor"

    tutor: NUMBER
    timezone: TimeZone
    is_pro: bool = False
    teach: Annotated[SPOKEN, Field(min_length=1)]
    speaks: SPOKEN = ()
    session_count: Count
    student_count: Count
    overall_rating: Rating | None = None
    min_price: Amount
    trial_price: Amount = 0
    has_trial: bool = False
    n_edu: Count = 0
    n_cert: Count = 0
    n_exp: Count = 0
    response_rate: SHARE | None = None
    attendance_rate: SHARE | None = None
    teaching_style: Text = ""

    def imported(self, source: str, courses: Sequence[CourseLine]) -> ImportTutor:
        """This is the tutor with their courses as the command that brings them.

        Raises:
            NotALine: together they are more than a tutor can have.
        """
        try:
            return ImportTutor(
                tutor_id=identity(source, "tutor", self.tutor),
                source=source,
                source_reference=str(self.tutor),
                display_name=f"Tutor {self.tutor}",
                headline=self._headline(courses),
                about=self.teaching_style,
                time_zone=self.timezone,
                teaches=_languages(self.teach),
                speaks=_languages(self.speaks),
                reputation=self._reputation(),
                courses=tuple(course.imported(source) for course in courses),
            )
        except ValidationError as reason:
            raise NotALine(_reasons(reason)) from None

    def _headline(self, courses: Sequence[CourseLine]) -> str:
        if courses:
            return courses[0].title
        first = SENTENCE.split(self.teaching_style, maxsplit=1)[0]
        if len(first) <= LONGEST_HEADLINE:
            return first
        return f"{first[:LONGEST_HEADLINE].rsplit(' ', 1)[0]} …"

    def _reputation(self) -> ImportedReputation:
        return ImportedReputation(
            is_professional=self.is_pro,
            session_count=self.session_count,
            student_count=self.student_count,
            overall_rating=self.overall_rating,
            response_rate_percent=_percent(self.response_rate),
            attendance_rate_percent=_percent(self.attendance_rate),
            currency=CURRENCY,
            price_from_minor=self.min_price,
            has_trial=self.has_trial,
            trial_price_minor=self.trial_price,
            education_count=self.n_edu,
            certificate_count=self.n_cert,
            experience_count=self.n_exp,
        )


L = TypeVar("L", bound=Line)


def read(shape: type[L], raw: bytes) -> L:
    """This is the line as it is meant.

    Raises:
        NotALine: it is no JSON object in UTF-8, or not of that shape.
    """
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise NotALine("not JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise NotALine("not a JSON object")
    try:
        return shape.model_validate(found)
    except ValidationError as reason:
        raise NotALine(_reasons(reason)) from None


def identity(source: str, kind: str, number: int) -> str:
    """This is our id of something of theirs: the same however often it is imported."""
    return str(uuid5(NAMESPACE, f"{source}/{kind}/{number}"))


def _languages(spoken: Sequence[tuple[str, int | None]]) -> tuple[Language, ...]:
    return tuple(Language(language=language, level=level) for language, level in spoken)


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _reasons(reason: ValidationError) -> str:
    """This names the fields and what is wrong with each, and nothing that stands in them."""
    found: list[Any] = reason.errors(include_url=False, include_input=False, include_context=False)
    told = [f"{'.'.join(map(str, each['loc']))}: {_plain(each['msg'])}" for each in found]
    more = len(told) - MOST_ERRORS
    return "; ".join(told[:MOST_ERRORS] + ([f"and {more} more"] if more > 0 else []))


def _plain(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
