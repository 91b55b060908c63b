"""Booking, how it begins: a slot, or a weekly series of them, is held for a few minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time, timedelta
from typing import Annotated

from pydantic import Field

from application.availability import LessonMinutes, hours_of
from application.booking import DEAREST_MINOR
from application.calendar import hold_time
from application.crediting import credits_between
from application.fields import Code, Day, Identity, Moment
from application.ports import Change
from application.showing import tied
from application.work import Command, Decision, Handlers, Work, append, decided, merged
from domain.booking.aggregate import BOOKING
from domain.booking.holding import hold
from domain.booking.series import weekly_slots
from domain.booking.terms import Acceptance, Terms
from domain.calendar.lesson import Lesson
from domain.shared.currency import on_a_card
from domain.shared.errors import Refused, RuleBroken
from domain.shared.money import Money
from domain.shared.time import Interval
from domain.tutor.aggregate import TUTOR
from domain.tutor.offer import MINUTES_PER_HOUR

MINUTE = timedelta(minutes=1)

Language = Annotated[Code, Field(examples=["english", "russian"])]
WallStart = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["18:00"])]


class SomeLessonsCannotBeHeld(RuleBroken):
    """Some lessons of the series cannot be held; none of them was."""


class ATrialIsOneLesson(RuleBroken):
    """A trial is a single lesson; hold a series of an ordinary course."""


class NoLessonCostsThatMuch(RuleBroken):
    """The lesson costs more than one payment can carry; choose a shorter one."""


class HoldSlot(Command):
    """Keep one slot of a tutor for ten minutes while you decide.

    `shown_in` is the id of the showing in which the tutor was found or recommended. It is no id
    that a refusal would repeat: beside the student's it would name who saw a showing of nobody's.
    """

    tutor_id: Identity
    course_id: Identity
    start: Moment
    duration_minutes: LessonMinutes | None = None
    language: Language = "english"
    shown_in: Identity | None = None


class HoldSeries(Command):
    """Keep the same weekly hour of a tutor, by the tutor's wall clock: all lessons or none."""

    tutor_id: Identity
    course_id: Identity
    first_day: Day
    starts_at: WallStart
    count: int = Field(ge=1, le=52)
    language: Language = "english"
    shown_in: Identity | None = None


def hold_slot(command: HoldSlot, work: Work) -> Decision:
    """This takes the slot of tutor and student, and begins the booking."""
    slot = Interval(command.start, command.start + _lasting(work, command))
    booking_id = work.new_id("booking")
    changes = _held(work, booking_id, _wish(work, command, slot))
    shown = tied(command.shown_in, booking_id, command.tutor_id, work)
    return decided(*changes, *shown, booking_id=booking_id)


def hold_series(command: HoldSeries, work: Work) -> Decision:
    """This holds every lesson of the series, each a booking of its own, or none.

    Raises:
        ATrialIsOneLesson: it would be more than one trial.
        SomeLessonsCannotBeHeld: names each lesson that cannot be had, and why.
    """
    course = work.load(TUTOR, command.tutor_id).state.course(command.course_id)
    if course.is_trial and command.count > 1:
        raise ATrialIsOneLesson
    zone, lasts = hours_of(work, command.tutor_id).zone, course.duration_minutes * MINUTE
    wall = time.fromisoformat(command.starts_at)
    slots = weekly_slots(command.first_day, wall, zone, duration=lasts, count=command.count)
    series_id = work.new_id("series")
    wishes = {
        work.new_id(f"lesson-{number}"): replace(_wish(work, command, slot), series_id=series_id)
        for number, slot in enumerate(slots)
    }
    changes = _held_together(work, wishes)
    shown = tied(command.shown_in, next(iter(wishes)), command.tutor_id, work)
    return decided(*changes, *shown, series_id=series_id, booking_ids=list(wishes))


def _wish(work: Work, command: HoldSlot | HoldSeries, slot: Interval) -> Terms:
    tutor = work.load(TUTOR, command.tutor_id).state
    tutor.check_bookable()
    course, rules = tutor.course(command.course_id), hours_of(work, command.tutor_id).rules
    price = on_a_card(course.price_per_hour.share(slot.duration // MINUTE, MINUTES_PER_HOUR))
    if price.minor > DEAREST_MINOR:
        raise NoLessonCostsThatMuch
    if course.is_trial and _is_trial_free(work, command.tutor_id):
        price = Money(0, price.currency)
    return Terms(
        tutor_id=command.tutor_id,
        student_id=work.actor.id,
        course_id=course.course_id,
        subject=course.subject,
        language=command.language,
        slot=slot,
        price=price,
        acceptance=Acceptance(rules.acceptance.value),
        notice_minutes=rules.notice_minutes,
        is_trial=course.is_trial,
    )


def _is_trial_free(work: Work, tutor_id: str) -> bool:
    """This is true of a trial that replaces one the tutor did not come to.

    Raises:
        ThereIsOneTrial: the two have had theirs; asked again when it is submitted.
    """
    known = credits_between(work, work.actor.id, tutor_id).state
    known.check_trial()
    return known.is_trial_free


def _lasting(work: Work, command: HoldSlot) -> timedelta:
    if command.duration_minutes is not None:
        return command.duration_minutes * MINUTE
    tutor = work.load(TUTOR, command.tutor_id).state
    return tutor.course(command.course_id).duration_minutes * MINUTE


def _held(work: Work, booking_id: str, terms: Terms) -> Sequence[Change]:
    facts = hold(booking_id, terms, work.now)
    lesson = Lesson(booking_id, terms.tutor_id, terms.student_id, terms.slot)
    taken = hold_time(work, lesson, facts[0].expires_at)
    return (append(work.find(BOOKING, booking_id), facts), *taken)


def _held_together(
    work: Work, wishes: Mapping[str, Terms], changes: tuple[Change, ...] = ()
) -> Sequence[Change]:
    refused: list[str] = []
    for booking_id, terms in wishes.items():
        try:
            changes = (*changes, *_held(work.after(changes), booking_id, terms))
        except Refused as refusal:
            refused.append(f"{terms.slot.start.isoformat()}: {refusal.detail}")
    if refused:
        raise SomeLessonsCannotBeHeld(" ".join(refused))
    return merged(changes)


HANDLERS: Handlers = (
    (HoldSlot, hold_slot),
    (HoldSeries, hold_series),
)
