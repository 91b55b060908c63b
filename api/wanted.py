"""What somebody wants of a tutor, and when: the filters that finding and counting share."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from api.answers import Question
from application.fields import Code, Currency, Moment, TimeZone
from projections.asking.hours import MINUTES_A_DAY, PARTS, WishedTime
from projections.tutor_search.wishes import Wish

DAY: Final = timedelta(days=1)
Amount = Annotated[int, Field(ge=0, le=1_000_000_000)]
Minute = Annotated[int, Field(ge=0, le=MINUTES_A_DAY)]
"""A minute of the day: by the clocks of `zone`, and without one by the tutor's."""


class Wanted(Question):
    """This is what somebody wants of a tutor; what is left out is not asked.

    With `zone`, weekday and hours are by the clocks there, and tutors must be free then for a
    lesson of `lasting_minutes` within so many weeks; without it, they have hours then by their own.
    """

    subject: Code | None = None
    level: int | None = Field(default=None, ge=1, le=7)
    language: Code | None = None
    currency: Currency | None = None
    price_from_minor: Amount | None = None
    price_to_minor: Amount | None = None
    rating: float | None = Field(default=None, ge=0, le=5, allow_inf_nan=False)
    weekday: int | None = Field(default=None, ge=1, le=7)
    part: Literal["morning", "afternoon", "evening", "night"] | None = None
    from_minute: Minute | None = None
    to_minute: Minute | None = None
    zone: TimeZone | None = None
    weeks: int = Field(default=2, ge=1, le=4)
    lasting_minutes: int = Field(default=60, ge=15, le=240)
    free_from: Moment | None = None
    free_to: Moment | None = None
    is_bookable: bool = False

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.part and (self.from_minute is not None or self.to_minute is not None):
            raise ValueError("a part of the day is from a minute to a minute: ask for either")
        opens, closes = self.hours
        if closes <= opens:
            raise ValueError("to_minute comes after from_minute")
        if (self.free_from is None) != (self.free_to is None):
            raise ValueError("free_from and free_to are asked together")
        if self.zone is not None and self.free_from is not None:
            raise ValueError("free_from names an instant, which is the same in every zone")
        lasts = self.free_to - self.free_from if self.free_from and self.free_to else DAY
        if not timedelta(minutes=1) <= lasts <= DAY:
            raise ValueError("free_to comes after free_from, and at most a day later")
        return self

    @property
    def hours(self) -> tuple[int, int]:
        """This is from and to which minute of the day."""
        if self.part is not None:
            return PARTS[self.part]
        return self.from_minute or 0, MINUTES_A_DAY if self.to_minute is None else self.to_minute

    @property
    def names_a_time(self) -> bool:
        """This is true when they said outside of any words when it shall be."""
        said = (self.weekday, self.part, self.from_minute, self.to_minute, self.free_from)
        return any(each is not None for each in said)

    def wish(
        self, now: datetime, heard: WishedTime | None = None, own_zone: str | None = None
    ) -> Wish:
        """This is the same in the words of the read model, with a time heard in other words.

        That is by the clocks of whoever asks, where they say none: by those of UTC, of a stranger.
        """
        if heard is None and self.zone is not None and self.names_a_time:
            heard = WishedTime(() if self.weekday is None else (self.weekday,), None, *self.hours)
        wish = Wish(**self.model_dump(include=set(Wish.__slots__)), now=now)
        if heard is not None:
            return self._at(heard, now, self.zone or own_zone or "UTC", wish)
        if self.weekday is None:
            return replace(wish, from_minute=None, to_minute=None)
        opens, closes = self.hours
        return replace(wish, from_minute=opens, to_minute=closes) if self._has_hours else wish

    @property
    def _has_hours(self) -> bool:
        return self.part is not None or self.from_minute is not None

    def _at(self, time: WishedTime, now: datetime, zone: str, wish: Wish) -> Wish:
        lasting = timedelta(minutes=self.lasting_minutes)
        starts = time.starts(now, zone, self.weeks, lasting)
        return replace(wish.without("time"), starts=starts, lasting=lasting)
