"""Random lives of a marketplace: bookings told side by side, with trouble in between."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import hypothesis.strategies as st

from application.booking import (
    AcceptBooking,
    AgreeToReschedule,
    CancelBooking,
    DeclineBooking,
    ProposeReschedule,
    RescheduleBooking,
    SubmitBooking,
)
from application.holding import HoldSlot
from application.lesson import (
    AnswerProblem,
    ConfirmCompletion,
    CorrectWords,
    JoinLesson,
    ReportNoShow,
    ReportProblem,
    ResolveProblem,
    WaiveLateFee,
)
from application.tutor import LosePayoutAccount, ReadyPayoutAccount
from application.work import Command
from domain.booking.aggregate import Booking
from domain.booking.terms import ProblemReason, Waiver
from domain.shared.actor import Actor, Role
from tests.support import banks
from tests.support.calendar import THURSDAY, hours, minutes
from tests.support.market import MortalMarket
from tests.support.opening import account_of
from tests.support.people import (
    ANNA,
    AS_ANNA,
    AS_BEN,
    AS_IVAN,
    AS_OLGA,
    AS_SYSTEM,
    IVAN,
    RITA,
)

AS_SUPPORT = Actor(RITA, frozenset({Role.SUPPORT}))
ACCOUNTS = ("", "old", "new")
"""What a tutor may have to be paid on: nothing, the account of the first day, or another one."""

STUDENTS, TUTORS = (AS_BEN, AS_OLGA), {ANNA: AS_ANNA, IVAN: AS_IVAN}
LONG_ENOUGH_DAYS = 60

Deed = Callable[[Booking], tuple[Command, Actor]]


def _of(command: type[Command], side: str, **fields: Any) -> Deed:
    def deed(booking: Booking) -> tuple[Command, Actor]:
        sides = {
            "student": next(one for one in STUDENTS if one.id == booking.student_id),
            "tutor": TUTORS[booking.tutor_id],
            "support": AS_SUPPORT,
            "system": AS_SYSTEM,
        }
        made = command.model_validate({"booking_id": booking.booking_id, **fields})
        return made, sides[side]

    return deed


def _moving(command: type[Command], side: str, by_hours: float) -> Deed:
    def deed(booking: Booking) -> tuple[Command, Actor]:
        return _of(command, side, start=booking.slot.start + hours(by_hours))(booking)

    return deed


DEEDS: Mapping[str, Deed] = {
    "submits": _of(SubmitBooking, "student"),
    "accepts": _of(AcceptBooking, "tutor"),
    "declines": _of(DeclineBooking, "tutor"),
    "student cancels": _of(CancelBooking, "student"),
    "tutor cancels": _of(CancelBooking, "tutor"),
    "support cancels": _of(CancelBooking, "support"),
    "moves": _moving(RescheduleBooking, "student", 1),
    "moves far": _moving(RescheduleBooking, "tutor", 24),
    "proposes": _moving(ProposeReschedule, "tutor", 2),
    "agrees": _of(AgreeToReschedule, "student"),
    "student comes": _of(JoinLesson, "student"),
    "tutor comes": _of(JoinLesson, "tutor"),
    "student waits": _of(ReportNoShow, "student"),
    "tutor waits": _of(ReportNoShow, "tutor"),
    "confirms": _of(ConfirmCompletion, "student"),
    "complains": _of(
        ReportProblem, "student", reason=ProblemReason.QUALITY, claimed_refund_minor=700
    ),
    "tutor complains": _of(
        ReportProblem, "tutor", reason=ProblemReason.OTHER, claimed_refund_minor=0
    ),
    "rewords": _of(CorrectWords, "student", details="Shorter."),
    "gives in": _of(AnswerProblem, "tutor", is_agreed=True),
    "contradicts": _of(AnswerProblem, "tutor", is_agreed=False),
    "resolves": _of(ResolveProblem, "support", refund_minor=900),
    "waives half": _of(WaiveLateFee, "tutor", waiver=Waiver.HALF),
    "waives all": _of(WaiveLateFee, "tutor", waiver=Waiver.ALL),
}
BANKS: Mapping[str, Callable[[MortalMarket, str], object]] = {
    "disputes": banks.dispute,
    "disputes unheard": partial(banks.dispute, is_told=False),
    "loses dispute": partial(banks.decide, is_won=False),
    "loses dispute unheard": partial(banks.decide, is_won=False, is_told=False),
    "wins dispute": partial(banks.decide, is_won=True),
}
"""What the student's bank does; what nobody hears of at first is told in the end."""

WAITS = {"a minute": 1, "ten": 10, "an hour": 60, "a day": 1440, "three days": 4320}

TAUGHT = (0, "student comes", "tutor comes", 70, "confirms")
A_WEEK = 7 * 24 * 60

TALES: Sequence[Sequence[Any]] = (
    (),
    ("moves",),
    ("moves far", "run", "student cancels"),
    ("proposes", "agrees"),
    ("student cancels",),
    ("tutor cancels",),
    ("support cancels",),
    (-120, "student cancels", "waives half", "run", "waives all"),
    (-120, "tutor cancels"),
    (-120, "proposes", "agrees", "student cancels", "support cancels"),
    (0, "student comes", 16, "student waits"),
    (0, "tutor comes", 16, "tutor waits", "complains", "gives in"),
    (0, "student comes", 16, "student waits", "tutor complains"),
    (0, "student comes", "tutor comes", 70, "confirms", "tutor complains"),
    (0, "student comes", "tutor comes", 70, "complains", "gives in"),
    (0, "student comes", "tutor comes", 70, "complains", "contradicts", "resolves"),
    (0, "student comes", "tutor comes", 70, "disputes", "loses dispute"),
    (0, "student comes", "tutor comes", 70, "disputes", "wins dispute"),
    (0, "student comes", "tutor comes", 70, "disputes unheard", "complains", "gives in", "run"),
    (-120, "student cancels", "disputes", "waives half", "run", "wins dispute", "waives all"),
    ("disputes unheard", "loses dispute unheard", "student cancels"),
    ("disputes", 0, "tutor comes", "student comes", 70, "complains"),
    (*TAUGHT, "run", "disputes", "run", "wins dispute"),
    (*TAUGHT, A_WEEK, "disputes", "run", "wins dispute"),
    (*TAUGHT, A_WEEK, "disputes", "loses dispute"),
    (*TAUGHT, A_WEEK, "tutor complains", "run", "gives in"),
)
"""What may become of a lesson; a number is minutes after its start."""

noise = st.one_of(
    st.tuples(st.sampled_from(["advance", "jump"]), st.sampled_from(sorted(WAITS))),
    st.tuples(st.just("fail"), st.integers(1, 3), st.booleans()),
    st.tuples(st.just("die"), st.integers(1, 20)),
    st.tuples(st.just("account"), st.sampled_from(sorted(TUTORS)), st.sampled_from(ACCOUNTS)),
    st.just(("run",)),
    st.just(("run",)),
    st.tuples(st.just("do"), st.integers(0, 2), st.sampled_from(sorted({*DEEDS, *BANKS}))),
)


@st.composite
def lives(draw: st.DrawFn) -> list[Any]:
    """This is some bookings told side by side, with something else happening in between."""
    told: list[Any] = []
    for number in range(draw(st.integers(1, 3))):
        course = draw(st.sampled_from(["hour", "hour", "hour", "declined", "uncapturable", "free"]))
        whose = draw(st.sampled_from(STUDENTS)), draw(st.sampled_from(sorted(TUTORS)))
        hold = ("hold", number, *whose, draw(st.integers(0, 6)), course)
        answer = draw(st.sampled_from(["accepts", "accepts", "accepts", "declines", "run"]))
        agreeing = [hold, *_told(number, ("submits", "run", answer))]
        ending = _told(number, draw(st.sampled_from(TALES)))
        cut = draw(st.integers(0, len(told)))
        told = [*told[:cut], *agreeing, *told[cut:], *ending]
    for step in draw(st.lists(noise, max_size=6)):
        told.insert(draw(st.integers(0, len(told))), step)
    return told


def _told(number: int, story: Sequence[Any]) -> Iterator[Any]:
    for step in story:
        if step == "run":
            yield ("run",)
        elif isinstance(step, int):
            yield ("lesson", number, step)
        else:
            yield ("do", number, step)


@dataclass
class Life:
    """This is a market, and the bookings of its story by number, as far as they came to be."""

    market: MortalMarket = field(default_factory=MortalMarket.opened)
    held: dict[int, str] = field(default_factory=dict)

    def step(self, step: Sequence[Any]) -> None:
        """This is one thing that happens; what is refused simply does not."""
        match step:
            case ("hold", number, student, tutor, slot, course):
                self._hold(number, student, tutor, slot, course)
            case ("do", number, name) if number in self.held and name in BANKS:
                BANKS[name](self.market, self.held[number])
            case ("do", number, name) if number in self.held:
                self.market.ask(*DEEDS[name](self.market.booking(self.held[number])))
            case ("lesson", number, after) if number in self.held:
                at = self.market.booking(self.held[number]).slot.start + minutes(after)
                wait = (at - self.market.clock.now()).total_seconds()
                self.market.advance(seconds=max(wait, 0.0))
            case ("advance" | "jump" as how, wait):
                getattr(self.market, how)(minutes=WAITS[wait])
            case ("fail", calls, after_moving):
                self.market.gateway.fail_next(calls, after_moving=after_moving)
            case ("account", tutor, which):
                self._paid_on(tutor, which)
            case ("run",):
                self.market.run_until_quiet()
            case ("die", after):
                self.market.die_after(after)

    def end(self) -> None:
        """This lets time pass, and the platform decide what is left to it; tutors can be paid."""
        for tutor in TUTORS:
            self._paid_on(tutor, "old")
        for _ in range(2):
            self.market.advance(days=LONG_ENOUGH_DAYS / 2)
            for booking in self.market.bookings().values():
                banks.decide(self.market, booking.booking_id, is_won=True)
                self.market.ask(*DEEDS["resolves"](booking))
        self.market.run_until_quiet()

    def _paid_on(self, tutor: str, which: str) -> None:
        account = account_of(tutor) if which == "old" else f"{account_of(tutor)}-2"
        self.market.gateway.admit(account)
        lost = LosePayoutAccount(tutor_id=tutor)
        ready = ReadyPayoutAccount(tutor_id=tutor, payout_account=account)
        self.market.ask(ready if which else lost, AS_SYSTEM)

    def _hold(self, number: int, student: Actor, tutor: str, slot: int, course: str) -> None:
        start = THURSDAY + minutes(30 * slot)
        hold = HoldSlot(tutor_id=tutor, course_id=f"{tutor}-{course}", start=start)
        outcome = self.market.ask(hold, student)
        if outcome.accepted:
            self.held[number] = outcome.answer["booking_id"]


def lived(life: Sequence[Any]) -> Life:
    """This is a whole life, lived to its end."""
    whole = Life()
    for step in life:
        whole.step(step)
    whole.end()
    return whole
