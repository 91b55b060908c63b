"""What somebody wants of a tutor, as one filter that every branch of search shares."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, LiteralString

from projections.tutor_search import free

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Wish:
    """This is everything that can be asked of a tutor; what is left out is not asked.

    Attributes:
        subject: the code of a subject, such as `english`.
        level: a level they teach, of the subject if one is asked.
        language: a language the tutor speaks or teaches in.
        currency: of the prices; prices of other currencies do not compare.
        price_from_minor: least price of an hour.
        price_to_minor: highest price of an hour.
        rating: least rating.
        weekday: a day of the week by the tutor's clock, Monday is 1, on which they have hours.
        from_minute: with `weekday`, open from that minute of the day on …
        to_minute: … up to this one; without them, any open time of that day will do.
        free_from: with `free_to`, at most a day later, free and open for all of that time.
        free_to: see there.
        starts: free and open for all of a lesson that starts at one of these instants; in their
            place when both are asked.
        lasting: how long that lesson is.
        is_bookable: only tutors who take bookings.
        now: when it is asked: where a time is, their notice, horizon and rest count from then on.
    """

    subject: str | None = None
    level: int | None = None
    language: str | None = None
    currency: str | None = None
    price_from_minor: int | None = None
    price_to_minor: int | None = None
    rating: float | None = None
    weekday: int | None = None
    from_minute: int | None = None
    to_minute: int | None = None
    free_from: datetime | None = None
    free_to: datetime | None = None
    starts: tuple[datetime, ...] | None = None
    lasting: timedelta = HOUR
    is_bookable: bool = False
    now: datetime | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """This is the names of what is asked, what is easiest to do without first."""
        blank = Wish()
        return tuple(
            name
            for name, fields in FILTERS.items()
            if any(getattr(self, field) != getattr(blank, field) for field in fields)
        )

    def without(self, *names: str) -> "Wish":
        """This is the same wish, those filters not asked."""
        blank, fields = Wish(), [field for name in names for field in FILTERS[name]]
        return replace(self, **{field: getattr(blank, field) for field in fields})

    @property
    def condition(self) -> LiteralString:
        """This is the filter in SQL, over `tutors AS t` or `profiles AS t`."""
        return self.indexed + _all_of(
            (self.price_from_minor is not None, PRICE_FROM),
            (self.rating is not None, RATING),
            (self.level is not None, LEVEL),
            (self.is_bookable, BOOKABLE),
            (self.weekday is not None, self._weekday),
            (self._spans is not None, self._free if self._spans else NOBODY),
        )

    @property
    def indexed(self) -> LiteralString:
        """This is the part of the filter that indexes serve, so that nobody else is looked at."""
        return "t.is_listed" + _all_of(
            (self.subject is not None, SUBJECT),
            (self.language is not None, LANGUAGE),
            (self.currency is not None, CURRENCY),
            (self.price_to_minor is not None, PRICE_TO),
        )

    @property
    def times(self) -> int:
        """This is at how many times they may be free, which takes longer to tell than all else."""
        return len(self._spans or ())

    @property
    def values(self) -> dict[str, Any]:
        """This is what the filter's parameters stand for."""
        opens, closes = self._minutes
        return {
            "subjects": [self.subject],
            "languages": [self.language],
            "currency": self.currency,
            "price_from": self.price_from_minor,
            "price_to": self.price_to_minor,
            "rating": self.rating,
            "levels": [f"{self.subject}:{self.level}" if self.subject else str(self.level)],
            "opens": opens,
            "closes": closes,
            **self._time,
        }

    @property
    def _minutes(self) -> tuple[int, int]:
        midnight = ((self.weekday or 1) - 1) * MINUTES_A_DAY
        closes = MINUTES_A_DAY if self.to_minute is None else self.to_minute
        return midnight + (self.from_minute or 0), midnight + closes

    @property
    def _time(self) -> dict[str, Any]:
        return free.parameters(self._spans, self.now) if self._spans else {}

    @property
    def _free(self) -> LiteralString:
        return free.FREE if self.now is None else free.BOOKABLE

    @property
    def _spans(self) -> tuple[tuple[datetime, datetime], ...] | None:
        """This is the times of which one must be free; nothing when any will do."""
        if self.starts is not None:
            return tuple((start, start + self.lasting) for start in self.starts)
        if self.free_from is None or self.free_to is None:
            return None
        can_be = self.free_from < self.free_to <= self.free_from + DAY
        return ((self.free_from, self.free_to),) if can_be else ()

    @property
    def _weekday(self) -> LiteralString:
        opens, closes = self._minutes
        if opens >= closes:
            return NOBODY
        return WHOLE_TIME if self.from_minute is not None else ANY_TIME


FILTERS = {
    "time": ("weekday", "from_minute", "to_minute", "free_from", "free_to", "starts"),
    "price": ("currency", "price_from_minor", "price_to_minor"),
    "rating": ("rating",),
    "level": ("level",),
    "language": ("language",),
    "is_bookable": ("is_bookable",),
    "subject": ("subject",),
}
"""What can be asked, each with its fields, in the order in which people do without it."""

TUTORS: LiteralString = "tutor_search.tutors"
PROFILES: LiteralString = "tutor_search.profiles"
SUBJECT: LiteralString = " AND t.subject_codes @> %(subjects)s::text[]"
LANGUAGE: LiteralString = " AND t.languages @> %(languages)s::text[]"
CURRENCY: LiteralString = " AND t.currency = %(currency)s"
PRICE_FROM: LiteralString = " AND t.price_to_minor >= %(price_from)s"
PRICE_TO: LiteralString = " AND t.price_from_minor <= %(price_to)s"
LEVEL: LiteralString = " AND t.levels @> %(levels)s::text[]"
RATING: LiteralString = " AND t.rating >= %(rating)s"
ANY_TIME: LiteralString = " AND t.week_open && int4range(%(opens)s, %(closes)s)"
WHOLE_TIME: LiteralString = " AND t.week_open @> int4range(%(opens)s, %(closes)s)"
BOOKABLE: LiteralString = " AND t.is_bookable"
NOBODY: LiteralString = " AND false"


def _all_of(*parts: tuple[bool, LiteralString]) -> LiteralString:
    return "".join(part for is_asked, part in parts if is_asked)
