"""What somebody wants of a tutor, as one filter that every branch of search shares."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString

from projections.tutor_search.clocks import by_every_clock

DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Wish:
    """This is everything that can be asked of a tutor; what is left out is not asked.

    Attributes:
        subject: the code of a subject, such as `english`.
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
        is_bookable: only tutors who take bookings.
    """

    subject: str | None = None
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
    is_bookable: bool = False

    @property
    def condition(self) -> LiteralString:
        """This is the filter in SQL, over `tutors AS t` or `profiles AS t`."""
        return self.indexed + _all_of(
            (self.price_from_minor is not None, PRICE_FROM),
            (self.rating is not None, RATING),
            (self.is_bookable, BOOKABLE),
            (self.weekday is not None, self._weekday),
            (self.free_from is not None and self.free_to is not None, self._free),
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
    def is_for_a_time(self) -> bool:
        """This is true when tutors must be free at some time, which takes longer to tell."""
        return self._free is FREE

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
        if not self.is_for_a_time:
            return {}
        assert self.free_from is not None
        assert self.free_to is not None
        clocks = by_every_clock(self.free_from, self.free_to)
        return {
            "free_from": self.free_from,
            "free_to": self.free_to,
            "first_day": (self.free_from - DAY).date(),
            "last_day": (self.free_to + DAY).date(),
            "weeks": clocks.weeks,
            "days": clocks.days,
        }

    @property
    def _weekday(self) -> LiteralString:
        opens, closes = self._minutes
        if opens >= closes:
            return NOBODY
        return WHOLE_TIME if self.from_minute is not None else ANY_TIME

    @property
    def _free(self) -> LiteralString:
        if self.free_from is None or self.free_to is None:
            return NOBODY
        return FREE if self.free_from < self.free_to <= self.free_from + DAY else NOBODY


TUTORS: LiteralString = "tutor_search.tutors"
PROFILES: LiteralString = "tutor_search.profiles"
SUBJECT: LiteralString = " AND t.subject_codes @> %(subjects)s::text[]"
LANGUAGE: LiteralString = " AND t.languages @> %(languages)s::text[]"
CURRENCY: LiteralString = " AND t.currency = %(currency)s"
PRICE_FROM: LiteralString = " AND t.price_to_minor >= %(price_from)s"
PRICE_TO: LiteralString = " AND t.price_from_minor <= %(price_to)s"
RATING: LiteralString = " AND t.rating >= %(rating)s"
ANY_TIME: LiteralString = " AND t.week_open && int4range(%(opens)s, %(closes)s)"
WHOLE_TIME: LiteralString = " AND t.week_open @> int4range(%(opens)s, %(closes)s)"
BOOKABLE: LiteralString = " AND t.is_bookable"
NOBODY: LiteralString = " AND false"
WEEK: LiteralString = "(%(weeks)s::jsonb ->> coalesce(t.zone, 'UTC'))"
FREE: LiteralString = f"""
    AND CASE WHEN t.tutor_id IN (
        SELECT own.tutor_id FROM tutor_search.own_days own
        WHERE own.day BETWEEN %(first_day)s AND %(last_day)s
    ) THEN tutor_search.is_open(t.tutor_id, t.week_open, %(days)s::jsonb -> {WEEK})
    ELSE t.week_open @> {WEEK}::int4multirange END
    AND NOT EXISTS (
        SELECT FROM tutor_search.taken WHERE taken.person_id = t.tutor_id
           AND tstzrange(taken.starts_at, taken.ends_at) && tstzrange(%(free_from)s, %(free_to)s)
    )"""
"""Hours follow the week, except where a date has its own; a tutor who named no zone means UTC."""


def _all_of(*parts: tuple[bool, LiteralString]) -> LiteralString:
    return "".join(part for is_asked, part in parts if is_asked)
