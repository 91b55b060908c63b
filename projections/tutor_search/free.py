"""Who is free for one of some spans of time, in SQL over `tutors AS t` or `profiles AS t`.

Free is whoever is open for all of a span and has nothing else then. Asked at a time, it is whoever
could be booked for it as well, as `domain/availability/slots.py` has it: with the notice and the
rest they want, and not beyond their horizon. Limits and lengths of lessons are left to the command
that takes the time; this is advice.
"""

from datetime import datetime, timedelta
from typing import Any, LiteralString

from projections.tutor_search.clocks import by_every_clock

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LONG_NOTICE = timedelta(days=2)
"""Hardly anybody wants more: what lies behind it is not looked at one by one."""

Spans = tuple[tuple[datetime, datetime], ...]


PLACE: LiteralString = "(%(alike)s::jsonb ->> coalesce(t.zone, 'UTC'))::int"
TAKEN: LiteralString = """EXISTS (
        SELECT FROM tutor_search.taken WHERE taken.person_id = t.tutor_id
        AND taken.starts_at < <ends> AND taken.ends_at > <begins>)"""
# No two lessons rest for longer than eight hours together: what ended before is not looked at.
WITH_REST: LiteralString = """EXISTS (
        SELECT FROM tutor_search.taken WHERE taken.person_id = t.tutor_id
        AND (taken.expires_at IS NULL OR taken.expires_at > %(asked_at)s)
        AND taken.starts_at < <ends> + interval '1 min' * (taken.before_minutes + t.after_minutes)
        AND taken.ends_at > <begins> - interval '1 min' * (taken.after_minutes + t.before_minutes)
        AND taken.ends_at > <begins> - interval '8 hours'
        )"""
FITS: LiteralString = """
        AND span.start >= %(minute)s + t.notice_minutes * interval '1 min'
        AND (span.start AT TIME ZONE coalesce(t.zone, 'UTC'))::date
            <= (%(asked_at)s AT TIME ZONE coalesce(t.zone, 'UTC'))::date + t.horizon_days"""
ALL_FIT: LiteralString = f"""
        AND t.horizon_days >= %(farthest_days)s AND (
            t.notice_minutes <= %(soonest_minutes)s OR t.notice_minutes <= %(long_notice)s
            AND t.week_open @> ANY ((%(weeks)s::int4multirange[])[{PLACE}:{PLACE}][%(later)s::int:])
        )"""


def _free(
    taken: LiteralString, fits: LiteralString = "", all_fit: LiteralString = ""
) -> LiteralString:
    """This is the condition.

    Hours follow the week, except where a date has its own; a tutor who named no zone means UTC. The
    cheapest is asked first: most have no hours in that window at all, or none long enough, and of
    the others most have nothing booked around it. Only who is left is looked at span by span.
    """
    of_span = taken.replace("<begins>", "span.start").replace("<ends>", "span.finish")
    of_all = taken.replace("<begins>", "%(begins)s").replace("<ends>", "%(ends)s")
    spans: LiteralString = f"""FROM jsonb_to_recordset(%(spans)s::jsonb -> ({PLACE} - 1)) AS span(
            start timestamptz, finish timestamptz, week int4multirange, days jsonb
        ) WHERE NOT {of_span}{fits}"""
    return f"""
    AND CASE WHEN t.tutor_id IN (
        SELECT own.tutor_id FROM tutor_search.own_days own
        WHERE own.day BETWEEN %(first_day)s AND %(last_day)s
    ) THEN EXISTS (
        SELECT {spans} AND tutor_search.is_open(t.tutor_id, t.week_open, span.days)
    )
    WHEN (t.week_open && (%(windows)s::int4multirange[])[{PLACE}]) IS NOT TRUE THEN false
    WHEN (t.week_open @> ANY ((%(weeks)s::int4multirange[])[{PLACE}:{PLACE}])) IS NOT TRUE
    THEN false
    WHEN NOT {of_all}{all_fit} THEN true
    ELSE EXISTS (SELECT {spans} AND t.week_open @> span.week) END"""


FREE: LiteralString = _free(TAKEN)
BOOKABLE: LiteralString = _free(WITH_REST, FITS, ALL_FIT)


def parameters(spans: Spans, now: datetime | None) -> dict[str, Any]:
    """This is what the parameters stand for; the spans are in order."""
    clocks = by_every_clock(spans)
    return {
        "first_day": (spans[0][0] - DAY).date(),
        "last_day": (spans[-1][1] + DAY).date(),
        "begins": spans[0][0],
        "ends": spans[-1][1],
        "alike": clocks.alike,
        "windows": clocks.windows,
        "weeks": clocks.weeks,
        "spans": clocks.spans,
        **(_asked_at(now, [start for start, _ in spans]) if now else {}),
    }


def _asked_at(now: datetime, starts: list[datetime]) -> dict[str, Any]:
    """This is the same of when it is asked; notice counts from the next whole minute on."""
    minute = (
        now if now.second == now.microsecond == 0 else now.replace(second=0, microsecond=0) + MINUTE
    )
    return {
        "asked_at": now,
        "minute": minute,
        "soonest_minutes": (starts[0] - minute) // MINUTE,
        "long_notice": LONG_NOTICE // MINUTE,
        "later": sum(start < minute + LONG_NOTICE for start in starts) + 1,
        # A local date may be ahead by one more, and by another where a zone leaves out a day.
        "farthest_days": (starts[-1] - now).days + 2,
    }
