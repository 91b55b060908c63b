"""Every deadline of a privacy request, as pure functions of days, a zone and holidays.

GDPR 12(3) with Regulation 1182/71: the day of receipt does not count. A period of months ends
with the day of the same number, or the last of the month where there is none; where that is a
Saturday, a Sunday or a holiday, with the next working day. An extension counts from receipt too.

CCPA regulations § 7021: ten business days to acknowledge, 45 calendar days to act and 45 more,
whatever an identity check takes. Calendar days move for no weekend.

A deadline is the end of a local day where the controller is established: the instant at which
the next day begins. Done before that instant is in time. A holiday nobody named makes a deadline
earlier than the law has it, never later.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.privacy.terms import Deadline, Regime
from domain.shared.time import instant, months_later

DAY = timedelta(days=1)
SATURDAY = 5
GDPR_MONTHS, GDPR_MONTHS_EXTENDED = 1, 3
CCPA_DAYS, CCPA_DAYS_EXTENDED = 45, 90
CCPA_BUSINESS_DAYS = 10
REMINDERS = {Deadline.ACKNOWLEDGE: 3 * DAY, Deadline.ACT: 7 * DAY}
"""How long before a deadline it counts as near."""

RECENT = timedelta(minutes=15)
"""A sign-in no older than this shows who somebody is."""

Holidays = AbstractSet[date]


@dataclass(frozen=True, slots=True)
class Establishment:
    """This is where the controller is established: whose clocks count, and whose holidays."""

    zone: str = "Europe/Berlin"
    holidays: frozenset[date] = frozenset()

    def day_of(self, at: datetime) -> date:
        """This is the local day of an instant."""
        return at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """This is by when a request has to be acknowledged, if at all, and done."""

    acknowledge_by: datetime | None
    act_by: datetime


def deadlines(
    regime: Regime, received_at: datetime, where: Establishment, *, is_extended: bool = False
) -> Deadlines:
    """This is the deadlines of what was received at that instant."""
    received_on = where.day_of(received_at)
    acknowledge_on = last_day_to_acknowledge(regime, received_on, where.holidays)
    act_on = last_day_to_act(regime, received_on, where.holidays, is_extended=is_extended)
    return Deadlines(
        acknowledge_by=end_of(acknowledge_on, where.zone) if acknowledge_on else None,
        act_by=end_of(act_on, where.zone),
    )


def last_day_to_acknowledge(regime: Regime, received_on: date, holidays: Holidays) -> date | None:
    """This is the last day on which telling that it arrived is in time; GDPR asks for none."""
    if regime is Regime.GDPR:
        return None
    return business_days_after(received_on, CCPA_BUSINESS_DAYS, holidays)


def last_day_to_act(
    regime: Regime, received_on: date, holidays: Holidays, *, is_extended: bool = False
) -> date:
    """This is the last day on which doing it is in time."""
    if regime is Regime.CCPA:
        return received_on + (CCPA_DAYS_EXTENDED if is_extended else CCPA_DAYS) * DAY
    months = GDPR_MONTHS_EXTENDED if is_extended else GDPR_MONTHS
    return working_day_from(months_later(received_on, months), holidays)


def working_day_from(day: date, holidays: Holidays) -> date:
    """This is the day itself if people work on it, else the next on which they do."""
    while not _is_worked_on(day, holidays):
        day += DAY
    return day


def business_days_after(day: date, count: int, holidays: Holidays) -> date:
    """This is the last of so many working days; the day itself is not one of them."""
    for _ in range(count):
        day = working_day_from(day + DAY, holidays)
    return day


def end_of(day: date, zone: str) -> datetime:
    """This is the instant, in UTC, at which that day is over by the clocks of the zone."""
    return instant(day + DAY, time(), zone)


def nears_at(deadline: Deadline, due_at: datetime) -> datetime:
    """This is from when on a deadline is near."""
    return due_at.astimezone(UTC) - REMINDERS[deadline]


def is_recent(signed_in_at: datetime, now: datetime) -> bool:
    """This is true of a sign-in of the last fifteen minutes."""
    return now - RECENT <= signed_in_at <= now


def _is_worked_on(day: date, holidays: Holidays) -> bool:
    return day.weekday() < SATURDAY and day not in holidays
