"""A market whose reviews are known to be honest or not: who wrote them, and who only seems to have.

Honest students find a tutor of their subject, the popular ones more often, take a lesson or more,
and say so. A campaign brings many of them to one tutor within two days: new accounts, a trial, full
of praise, and honest. What is not honest is of three kinds: rings of accounts that lift the same
tutors, tutors who lift one another, and accounts that are paid by the review. These also review
some tutors that they have nothing to do with, so that they look like everybody else.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from domain.screening.traces import Trace
from tests.support.calendar import MONDAY

SUBJECTS = tuple("abcdef")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class ReviewMarket:
    """This is the reviews of half a year; `made_up` names those that nobody meant."""

    seed: int
    students: int = 700
    tutors: int = 90
    traces: list[Trace] = field(default_factory=list)
    made_up: set[str] = field(default_factory=set)
    campaign: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._draw = Random(self.seed)  # noqa: S311 - nobody has anything of guessing it
        self._numbers = count()
        self._appeal = [1 / (1 + at // len(SUBJECTS)) for at in range(self.tutors)]
        for at in range(self.students):
            self._honest(f"student-{at}")
        self._campaigns()
        self._rings()
        self._circles()
        self._paid()

    def _honest(self, student: str) -> None:
        subject = self._draw.randrange(len(SUBJECTS))
        for tutor in self._chosen(subject, min(1 + int(self._draw.expovariate(0.9)), 5)):
            for _ in range(self._draw.choice((1, 1, 2))):
                self._review(student, tutor, self._some_time(), known_for=self._days(1, 200))

    def _chosen(self, subject: int, number: int) -> set[int]:
        taught = range(subject, self.tutors, len(SUBJECTS))
        weights = [self._appeal[tutor] for tutor in taught]
        return set(self._draw.choices(taught, weights, k=number))

    def _campaigns(self) -> None:
        for tutor in self._draw.sample(range(self.tutors), 2):
            start = self._some_time()
            for at in range(30):
                when = start + self._days(0, 2)
                known_for = self._draw.choice((HOUR, 3 * HOUR, self._days(0, 30)))
                self.campaign.add(
                    self._review(
                        f"campaign-{tutor}-{at}", tutor, when, known_for, is_trial=True, stars=5
                    )
                )

    def _rings(self) -> None:
        for ring in range(3):
            lifted = self._draw.sample(range(self.tutors), self._draw.choice((3, 4, 5)))
            start = self._some_time()
            for at in range(self._draw.choice((4, 6, 8))):
                account = f"ring-{ring}-{at}"
                for tutor in lifted:
                    if self._draw.random() < 0.85:
                        self._pretend(account, tutor, start + self._days(0, 20), oddity=0.4)
                self._disguise(account)

    def _circles(self) -> None:
        for _ in range(3):
            members = self._draw.sample(range(self.tutors), self._draw.choice((2, 3)))
            for one, other in zip(members, (*members[1:], members[0]), strict=True):
                self._pretend(f"tutor-{one}", other, self._some_time(), oddity=0.4)

    def _paid(self) -> None:
        buyers = self._draw.sample(range(self.tutors), 6)
        start = self._some_time()
        for at in range(25):
            account = f"paid-{at}"
            for tutor in self._draw.sample(buyers, self._draw.choice((2, 3, 4))):
                self._pretend(account, tutor, start + self._days(0, 30), oddity=0.6)
            self._disguise(account)

    def _disguise(self, account: str) -> None:
        if self._draw.random() < 0.5:
            subject = self._draw.randrange(len(SUBJECTS))
            for tutor in self._chosen(subject, 1):
                self._review(account, tutor, self._some_time(), known_for=self._days(1, 100))

    def _pretend(self, account: str, tutor: int, when: datetime, oddity: float) -> None:
        """This is a review nobody meant; each thing about it is odd as often as that says."""
        is_odd = [self._draw.random() < oddity for _ in range(6)]
        known_for = HOUR if is_odd[0] else self._days(2, 60)
        self.made_up.add(
            self._review(
                account,
                tutor,
                when,
                known_for,
                is_trial=is_odd[1],
                stars=5,
                lead=HOUR if is_odd[2] else None,
                delay=5 * MINUTE if is_odd[3] else None,
                was_joined=not is_odd[4],
                was_refunded=is_odd[5] and is_odd[4],
            )
        )

    def _review(  # noqa: PLR0913 - each of it may be odd
        self,
        student: str,
        tutor: int,
        held_at: datetime,
        known_for: timedelta,
        *,
        is_trial: bool | None = None,
        stars: int | None = None,
        lead: timedelta | None = None,
        delay: timedelta | None = None,
        was_joined: bool | None = None,
        was_refunded: bool | None = None,
    ) -> str:
        """This is a lesson and its review; what is not said is as with everybody."""
        chance = self._draw.random
        starts_at = held_at + (
            lead or self._draw.choice((HOUR, 8 * HOUR, *[self._days(1, 12)] * 8))
        )
        ends_at = starts_at + HOUR
        trial = chance() < 0.35 if is_trial is None else is_trial
        found = Trace(
            booking_id=f"booking-{next(self._numbers)}",
            tutor_id=f"tutor-{tutor}",
            student_id=student,
            subject=SUBJECTS[tutor % len(SUBJECTS)],
            stars=stars or self._draw.choice((5, 5, 5, 5, 5, 4, 4, 3, 2, 1)),
            written_at=ends_at + (delay or self._days(0, 4)),
            held_at=held_at,
            starts_at=starts_at,
            ends_at=ends_at,
            price_minor=500 if trial else 2_000 + 100 * (tutor % 7),
            is_trial=trial,
            was_joined=chance() < 0.95 if was_joined is None else was_joined,
            was_refunded=chance() < 0.03 if was_refunded is None else was_refunded,
            registered_at=held_at - known_for,
        )
        self.traces.append(found)
        return found.booking_id

    def _some_time(self) -> datetime:
        return MONDAY + self._days(0, 180)

    def _days(self, fewest: int, most: int) -> timedelta:
        return self._draw.uniform(fewest, most) * DAY
