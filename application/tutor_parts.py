"""What stands inside a tutor's commands: levels, languages, and what is imported whole."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from application.fields import NO_NUL, Code, Currency, Identity, Price, Text, Title
from domain.shared.money import Money
from domain.tutor.events import LanguageSkill, Reputation
from domain.tutor.offer import Course, Levels, Offer

Level = Annotated[int, Field(ge=1, le=7)]
Tag = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\u0000\n]*$")]
Tags = Annotated[tuple[Tag, ...], Field(max_length=20)]
Category = Annotated[str, Field(max_length=40, pattern=NO_NUL)]
Minutes = Annotated[int, Field(ge=15, le=480, examples=[60])]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Percent = Annotated[int, Field(ge=0, le=100)]
Amount = Annotated[int, Field(ge=0, le=1_000_000_000)]
Rating = Annotated[str, Field(pattern=r"^([0-4]\.[0-9]{1,2}|5\.00?)$", examples=["4.9"])]


class Part(BaseModel):
    """This is the shape of whatever stands inside a command."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Language(Part):
    """A language and how well somebody speaks it: 1 is a beginner, 7 native."""

    language: Code
    level: Level | None = None

    @property
    def skill(self) -> LanguageSkill:
        """This is the same in the words of the domain."""
        return LanguageSkill(self.language, self.level)


Languages = Annotated[tuple[Language, ...], Field(max_length=30)]


class ImportedReputation(Part):
    """The public figures a tutor earned elsewhere; a rating of 0.0 says that nobody rated."""

    is_professional: bool = False
    session_count: Count
    student_count: Count
    overall_rating: Rating | None = None
    response_rate_percent: Percent | None = None
    attendance_rate_percent: Percent | None = None
    currency: Currency
    price_from_minor: Amount
    has_trial: bool = False
    trial_price_minor: Amount = 0
    education_count: Count = 0
    certificate_count: Count = 0
    experience_count: Count = 0

    @property
    def reputation(self) -> Reputation:
        """This is the same in the words of the domain."""
        figures = self.model_dump(exclude={"currency", "price_from_minor", "trial_price_minor"})
        return Reputation(
            price_from=Money(self.price_from_minor, self.currency),
            trial_price=Money(self.trial_price_minor, self.currency),
            **figures,
        )


class ImportedCourse(Part):
    """A course as another marketplace describes it."""

    course_id: Identity
    subject: Code
    title: Title
    description: Text = ""
    price_per_hour: Price
    duration_minutes: Minutes = 60
    level_lo: Level
    level_hi: Level
    category: Category = ""
    tags: Tags = ()
    student_count: Count = 0
    session_count: Count = 0

    @property
    def offer(self) -> Offer:
        """This is the same in the words of the domain."""
        price = self.price_per_hour.money
        return Offer(
            Course(self.course_id, self.subject, price, self.duration_minutes),
            self.title,
            self.description,
            Levels(self.level_lo, self.level_hi),
            self.category,
            self.tags,
            self.student_count,
            self.session_count,
        )
