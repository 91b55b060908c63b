"""Simulated students with a known truth: who has a rhythm, who tires, and what makes them stop.

Each student learns in a rhythm of their own and stops one day, and more likely so the more goes
wrong: who is let down or cannot pay, and who begins to call lessons off, is on the way out; who has
credits left is not. So the days since the last lesson tell something, and all of it tells more.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import numpy as np

from application.ports import Append, Change, EventLog
from domain.account.events import AccountRegistered
from domain.booking.events import BookingCancelled, BookingConfirmed, LessonCompleted
from domain.booking.terms import Party
from domain.consent.events import Purpose
from domain.credit.events import CreditRedeemed, CreditsBought
from domain.payment.events import PaymentDeclined
from domain.shared.event import Fact
from domain.success.deeds import Deed, Done
from tests.support.calendar import MONDAY
from tests.support.consents import granted, withdrawn
from tests.support.examples import example

WEEKS = 52
COUNTRIES = ("DE", "RU")
DAYS = timedelta(days=1)
REFUSES = "student-6"
PROFILING = Purpose.RECOMMENDATION_PROFILING


@dataclass
class Life:
    """This is what one student does, in the order of time."""

    student_id: str
    done: list[Done] = field(default_factory=list)

    def note(self, deed: Deed, at: datetime, about: str, **more: object) -> None:
        """This adds a deed; its place in the log follows from its time."""
        position = int((at - MONDAY).total_seconds()) * 1000 + len(self.done)
        self.done.append(Done(position, deed, at, f"tutor-of-{self.student_id}", about, **more))  # type: ignore[arg-type]


def learners(
    random: np.random.Generator, students: int, weeks: int = WEEKS
) -> Mapping[str, Sequence[Done]]:
    """This is what so many students do in so many weeks."""
    lives = (Life(f"student-{at}") for at in range(students))
    return {life.student_id: _lived(life, random, weeks) for life in lives}


def groups_of(students: Mapping[str, object]) -> Mapping[str, Mapping[str, str]]:
    """This is a group for each that has nothing to do with how they learn."""
    return {
        student_id: {"country": COUNTRIES[at % 2]} for at, student_id in enumerate(sorted(students))
    }


def _lived(life: Life, random: np.random.Generator, weeks: int) -> Sequence[Done]:
    rhythm = random.choice([3.5, 7.0, 14.0])
    tires = random.beta(1, 9)
    at = MONDAY + random.uniform(0, 7 * weeks * 0.7) * DAYS
    end = MONDAY + 7 * weeks * DAYS
    left = 0
    for number in range(400):
        about = f"{life.student_id}-{number}"
        stops = tires
        if left == 0 and random.random() < 0.15:
            left = 5
            life.note(Deed.CREDITED, at, f"{about}-package", value=left)
        for trouble in _troubles(random, tires):
            life.note(trouble, at, about)
            stops += 0.25
        if left:
            left, stops = left - 1, stops / 6
            life.note(Deed.CREDITED, at, f"{about}-package", value=-1)
        at += max(random.gamma(9, rhythm / 9), 0.5) * DAYS
        if random.random() < stops or at > end:
            break
        agreed = at - min(rhythm, 3.0) * random.uniform(0.2, 0.9) * DAYS
        life.note(Deed.AGREED, agreed, about, lesson_at=at)
        life.note(Deed.LEARNT, at, about)
    return [each for each in sorted(life.done, key=lambda each: each.position) if each.at <= end]


def _troubles(random: np.random.Generator, tires: float) -> Iterator[Deed]:
    for deed, share in (
        (Deed.CALLED_OFF, 0.05 + tires),
        (Deed.LET_DOWN, 0.05),
        (Deed.PAYMENT_FAILED, 0.04),
    ):
        if random.random() < share:
            yield deed


def fact_of(student_id: str, done: Done) -> tuple[str, Any]:
    """This is the fact that tells of a deed, with the stream it belongs to."""
    sides: dict[str, Any] = {"student_id": student_id, "tutor_id": done.tutor_id}
    of: dict[str, Any] = {"booking_id": done.about, **sides}
    match done.deed:
        case Deed.AGREED:
            told: dict[str, Any] = {"start": done.lesson_at, "end": done.lesson_at}
            return f"booking-{done.about}", replace(example(BookingConfirmed), **of, **told)
        case Deed.LEARNT:
            return f"booking-{done.about}", replace(example(LessonCompleted), **of)
        case Deed.CALLED_OFF | Deed.LET_DOWN:
            by = Party.STUDENT if done.deed is Deed.CALLED_OFF else Party.TUTOR
            return f"booking-{done.about}", replace(example(BookingCancelled), **of, by=by)
        case Deed.PAYMENT_FAILED:
            paid: dict[str, Any] = {"payment_id": done.about, **of}
            return f"payment-{done.about}", replace(example(PaymentDeclined), **paid)
        case _:
            package: dict[str, Any] = {"package_id": done.about, **sides}
            if done.value > 0:
                bought = replace(example(CreditsBought), **package, lessons=done.value)
                return f"credit-{student_id}", bought
            return f"credit-{student_id}", replace(example(CreditRedeemed), **package)


def record_lives(log: EventLog, lives: Mapping[str, Sequence[Done]]) -> None:
    """This records everybody's account and agreement, and then what all did, day by day.

    One of them takes back what they agreed to. What is done on a day is recorded at its end.
    """
    days: dict[datetime, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for student_id in lives:
        account = replace(example(AccountRegistered), account_id=student_id)
        days[MONDAY - DAYS][f"account-{student_id}"].append(account)
        answers = days[MONDAY - DAYS][f"consent-{student_id}-{PROFILING}"]
        answers.append(granted(student_id, PROFILING))
        if student_id == REFUSES:
            answers.append(withdrawn(student_id, PROFILING))
    for student_id, done in lives.items():
        for each in done:
            stream_id, fact = fact_of(student_id, each)
            days[MONDAY + ceil((each.at - MONDAY) / DAYS) * DAYS][stream_id].append(fact)
    versions: dict[str, int] = defaultdict(int)
    for day in sorted(days):
        changes = tuple(
            Change(stream_id, versions[stream_id], tuple(facts))
            for stream_id, facts in days[day].items()
        )
        guards = {stream_id: versions[stream_id] for stream_id in days[day]}
        told = ("test", f"{day}", "", "{}", changes, guards, day, "system", "system:Test")
        log.append(Append(*told, "c", "c"))
        for change in changes:
            versions[change.stream_id] += len(change.facts)
