"""The time that lessons take from a person, one row a lesson, as a month of theirs tells it."""

from typing import Any, assert_never

from domain.calendar.events import CalendarEvent, SlotExtended, SlotHeld, SlotKept, SlotReleased
from domain.shared.time import Interval
from projections.rows import Row, Rows, Table


def take(rows: Rows, table: Table, key: tuple[Any, ...], fact: CalendarEvent, **more: Any) -> None:
    """This changes the row of that key, with `more` beside the time when it is taken.

    It passes over what a month says of a lesson that began in the month before.
    """
    match fact:
        case SlotHeld() if fact.month == Interval(fact.start, fact.end).months()[0]:
            rows.change(table, *key, **_held(fact), **more)
        case SlotHeld() | SlotReleased():
            rows.delete(table, *key)
        case SlotExtended() | SlotKept() if rows.get(table, *key) is None:
            return
        case SlotExtended():
            rows.change(table, *key, expires_at=fact.expires_at)
        case SlotKept():
            rows.change(table, *key, expires_at=None)
        case _:
            assert_never(fact)


def _held(fact: SlotHeld) -> Row:
    return {
        "starts_at": fact.start,
        "ends_at": fact.end,
        "before_minutes": fact.before_minutes,
        "after_minutes": fact.after_minutes,
        "expires_at": fact.expires_at,
    }
