"""Histories of a small marketplace, as they could have happened, stream by stream.

Anna and Ivan teach, Ben and Olga learn. Bookings and payments live through whatever decisions
are drawn for them, calendars follow; every other context adds some of its facts in any number.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, get_args

import hypothesis.strategies as st

from domain.account.events import EmailEvent, HolderEvent, SessionEvent
from domain.audit.events import CommandRefused
from domain.availability.events import AvailabilityEvent
from domain.booking.aggregate import BOOKING, Booking, begun
from domain.booking.events import BookingEvent
from domain.booking.holding import hold
from domain.booking.state import BLOCKING, PENDING
from domain.booking.terms import (
    Acceptance,
    CancellationPolicy,
    Conditions,
    Credit,
    Party,
    ProblemReason,
    Terms,
    Waiver,
)
from domain.breach import events as breach
from domain.calendar.aggregate import CALENDAR, Calendar, untouched
from domain.calendar.lesson import Lesson
from domain.consent.events import AnswerEvent, TextPublished
from domain.credit.aggregate import CREDIT, Credits, nothing_bought
from domain.credit.events import CreditEvent
from domain.credit.package import Order
from domain.debt.events import DebtEvent
from domain.earning import events as earning
from domain.experiment.events import LifeEvent, PartEvent
from domain.payment import answers
from domain.payment.aggregate import PAYMENT, Payment, begin
from domain.payment.answers import Answer
from domain.payment.due import Due
from domain.payment.events import PaymentEvent, RefundReason
from domain.payout.events import PayoutEvent
from domain.privacy import events as privacy
from domain.privacy.subject_events import SubjectEvent
from domain.reading.events import DataRead
from domain.retention.events import RetentionEvent
from domain.review import rulings, second_look
from domain.review.aggregate import REVIEW, Review, unwritten
from domain.review.events import AnswerWritten, Fault, Part, ReviewEvent, ReviewWritten
from domain.review.rulings import Ruling
from domain.shared.errors import Refused
from domain.shared.event import Fact
from domain.shared.money import Money
from domain.shared.personal import person_fields
from domain.shared.time import Interval
from domain.showing.aggregate import SHOWING, Showing, show
from domain.showing.events import ShowingEvent
from domain.showing.terms import Way
from domain.tutor.events import TutorEvent
from domain.verification.events import VerificationEvent
from tests.support.calendar import FRIDAY, MONDAY, days, hours, minutes
from tests.support.examples import example
from tests.support.people import ANNA, BEN, GRETA, IVAN, OLGA, RITA
from tests.support.showings import shown
from tests.support.views import Stream, stream

MONTHS = ("2026-03", "2026-04")
TURN_OF_THE_MONTH = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
CONDITIONS = Conditions(CancellationPolicy.STANDARD, 1999)
STUDENT, TUTOR, PLATFORM = Party
ORDER = Order("five", "hour", 60, 5, Money(2500, "EUR"), 1500)
CREDIT_OF_FIVE = Credit("five", "of-five", Money(2500, "EUR"))

BookingStep = Callable[[Booking, datetime], Sequence[BookingEvent]]
PaymentStep = Callable[[Payment, datetime], Sequence[PaymentEvent]]
ReviewStep = Callable[[Review, datetime], Sequence[ReviewEvent]]
ShowingStep = Callable[[Showing, datetime], Sequence[ShowingEvent]]
CreditStep = Callable[[Credits, datetime], Sequence[CreditEvent]]

BOOKING_STEPS: Mapping[str, BookingStep] = {
    "submit": lambda b, now: b.submit(by=STUDENT, now=now),
    "redeem": lambda b, now: b.submit_covered(CREDIT_OF_FIVE, CONDITIONS, by=STUDENT, now=now),
    "reserve": lambda b, now: b.note_authorisation(f"{b.booking_id}-1", b.price, now=now),
    "accept": lambda b, now: b.accept(CONDITIONS, by=TUTOR, now=now),
    "decline": lambda b, now: b.decline(by=TUTOR, now=now),
    "pay": lambda b, now: b.note_payment(f"{b.booking_id}-1", b.price, CONDITIONS, now=now),
    "pay again": lambda b, now: b.note_payment(f"{b.booking_id}-2", b.price, CONDITIONS, now=now),
    "pay wrongly": lambda b, now: b.note_payment("b-3", Money(1, "EUR"), CONDITIONS, now=now),
    "fail to pay": lambda b, now: b.note_payment_failure(f"{b.booking_id}-1", now=now),
    "move": lambda b, now: b.reschedule(_later(b), by=TUTOR, now=now),
    "propose": lambda b, now: b.propose_reschedule(_later(b), by=STUDENT, now=now),
    "agree": lambda b, now: b.agree_to_reschedule(by=TUTOR, now=now),
    "turn down": lambda b, now: b.turn_down_reschedule(by=TUTOR, now=now),
    "student cancels": lambda b, now: b.cancel(by=STUDENT, now=now),
    "tutor cancels": lambda b, now: b.cancel(by=TUTOR, now=now),
    "platform cancels": lambda b, now: b.cancel(by=PLATFORM, now=now),
    "waive": lambda b, now: b.waive_late_fee(Waiver.HALF, by=TUTOR, now=now),
    "student comes": lambda b, now: b.join(by=STUDENT, now=now),
    "tutor comes": lambda b, now: b.join(by=TUTOR, now=now),
    "student waits": lambda b, now: b.report_no_show(by=STUDENT, now=now),
    "tutor waits": lambda b, now: b.report_no_show(by=TUTOR, now=now),
    "confirm": lambda b, now: b.confirm_completion(by=STUDENT, now=now),
    "complain": lambda b, now: b.report_problem(
        ProblemReason.QUALITY, 700, "Too short.", by=STUDENT, now=now
    ),
    "contest": lambda b, now: b.report_problem(
        ProblemReason.NO_SHOW_CONTESTED, 0, "I was there.", by=STUDENT, now=now
    ),
    "contradict": lambda b, now: b.answer_problem("No.", is_agreed=False, by=TUTOR, now=now),
    "reword": lambda b, now: b.correct_words("Shorter.", by=STUDENT, now=now),
    "give in": lambda b, now: b.answer_problem("Yes.", is_agreed=True, by=TUTOR, now=now),
    "resolve": lambda b, now: b.resolve(900, by=PLATFORM, now=now),
    "dispute": lambda b, now: b.note_dispute(now=now),
    "lose dispute": lambda b, now: b.close_dispute(is_won=False, now=now),
    "wait": lambda b, now: b.advance(now),
    "forget": lambda b, now: b.advance(now),
}
PAYMENT_STEPS: Mapping[str, PaymentStep] = {
    "reserve": lambda p, now: answers.record_authorisation(p, Answer("pi", now), p.due.amount, now),
    "ask to take": lambda p, now: p.request_capture(now),
    "take": lambda p, now: answers.record_capture(p, Answer("pi", now), p.due.amount, now),
    "decline": lambda p, now: answers.record_decline(p, Answer("pi", now, "insufficient_funds")),
    "fail to take": lambda p, now: answers.record_capture_failure(p, Answer("pi", now, "expired")),
    "abandon": lambda p, now: p.request_void(now),
    "release": lambda p, now: answers.record_void(p, Answer("pi", now)),
    "fail to release": lambda p, now: answers.record_void_failure(p, Answer("pi", now, "taken")),
    "ask back": lambda p, now: p.request_refund(
        "r1", Money(700, "EUR"), RefundReason.RESOLUTION, now
    ),
    "give back": lambda p, now: answers.record_refund(p, "r1", Answer("re", now)),
    "fail to give back": lambda p, now: answers.record_refund_failure(
        p, "r1", Answer("re", now, "closed")
    ),
}
CREDIT_STEPS: Mapping[str, CreditStep] = {
    "order": lambda c, now: c.order(ORDER, now),
    "buy": lambda c, now: c.buy("five", "of-five", ORDER.price, now),
    "buy wrongly": lambda c, now: c.buy("five", "of-four", Money(1, "EUR"), now),
    "withdraw": lambda c, now: c.withdraw("five", now),
    "forget": lambda c, now: c.expire("five", now),
    "redeem": lambda c, now: c.redeem(c.usable("hour", 60), "b0", now),
    "return": lambda c, now: c.return_credit("b0", now),
    "ask back": lambda c, now: c.ask_refund("five", 2, now),
    "take the trial": lambda c, now: c.take_trial("b1", now),
    "return the trial": lambda c, now: c.return_trial("b1", now, is_free=True),
}
CREDIT_STORIES = (
    (),
    ("order", "buy", "redeem", "return"),
    ("order", "buy", "ask back", "redeem"),
    ("order", "withdraw", "take the trial"),
    ("take the trial", "return the trial"),
)


def _ruling(part: Part, review: Review, by: str, now: datetime) -> Ruling:
    return Ruling(part, review.words(part).revision, by, "1", now)


REVIEW_STEPS: Mapping[str, ReviewStep] = {
    "review": lambda r, now: r.write(4, "Good.", r.student_id, now),
    "answer": lambda r, now: r.write_answer("Thanks.", r.tutor_id, now),
    "approve": lambda r, now: rulings.approve(r, _ruling(Part.REVIEW, r, RITA, now)),
    "approve the answer": lambda r, now: rulings.approve(r, _ruling(Part.ANSWER, r, RITA, now)),
    "reject": lambda r, now: rulings.reject(r, Fault.SPAM, _ruling(Part.REVIEW, r, RITA, now)),
    "reject the answer": lambda r, now: rulings.reject(
        r, Fault.SPAM, _ruling(Part.ANSWER, r, RITA, now)
    ),
    "appeal": lambda r, now: second_look.appeal(r, Part.REVIEW, "No.", r.student_id, now),
    "appeal for the answer": lambda r, now: second_look.appeal(
        r, Part.ANSWER, "No.", r.tutor_id, now
    ),
    "flag": lambda r, now: second_look.flag(r, Part.REVIEW, Fault.FAKE, r.tutor_id, now),
    "give in": lambda r, now: rulings.approve(r, _ruling(Part.REVIEW, r, GRETA, now)),
    "insist": lambda r, now: rulings.reject(r, Fault.FAKE, _ruling(Part.REVIEW, r, GRETA, now)),
    "correct": lambda r, now: r.correct(Part.REVIEW, "Better.", r.student_id, now),
    "correct the answer": lambda r, now: r.correct(Part.ANSWER, "Better.", r.tutor_id, now),
    "withdraw": lambda r, now: r.withdraw(Part.REVIEW, r.student_id, now),
    "withdraw the answer": lambda r, now: r.withdraw(Part.ANSWER, r.tutor_id, now),
    "show": lambda r, now: r.show(now),
    "erase": lambda r, now: r.forget(r.student_id, "r", now),
}
_COMES_OF = {Way.SEARCH: "b0", Way.RECOMMENDATION: "b2"}
"""A booking comes of one showing at most."""

SHOWING_STEPS: Mapping[str, ShowingStep] = {
    "open": lambda s, now: s.click(ANNA, s.student_id, now),
    "open the other": lambda s, now: s.click(IVAN, s.student_id, now),
    "look at": lambda s, now: s.view(ANNA, s.student_id, now),
    "book": lambda s, now: () if s.has_booking else s.tie(_COMES_OF[s.way], ANNA, BEN, now),
}
REVIEW_STORIES = (
    (),
    ("review", "answer", "approve", "approve the answer", "flag", "insist", "appeal"),
    ("answer", "review", "approve", "approve the answer", "correct"),
    ("review", "approve", "show", "answer", "reject the answer", "appeal for the answer"),
    ("review", "withdraw", "review", "reject", "appeal", "give in"),
)
AGREED = ("submit", "pay")
TAUGHT = (*AGREED, "tutor comes", "student comes", "wait")
BOOKING_STORIES = (
    (),
    ("wait",),
    ("submit", "pay wrongly", "wait"),
    ("submit", "reserve", "decline"),
    ("submit", "reserve", "accept", "propose", "turn down"),
    (*AGREED, "propose", "agree"),
    (*AGREED, "move", "wait"),
    (*AGREED, "student cancels", "waive"),
    ("redeem", "accept", "student cancels", "waive"),
    ("redeem", "decline"),
    (*AGREED, "tutor cancels"),
    (*AGREED, "forget"),
    (*AGREED, "student comes", "student waits", "wait"),
    (*AGREED, "tutor comes", "tutor waits", "contest"),
    (*AGREED, "student comes", "student waits", "forget"),
    (*TAUGHT, "dispute", "lose dispute"),
    (*TAUGHT, "forget"),
    (*TAUGHT, "confirm"),
    (*TAUGHT, "complain", "contradict", "resolve"),
    (*TAUGHT, "complain", "reword", "contradict"),
    (*TAUGHT, "complain", "give in"),
)
PAYMENT_STORIES = (
    (),
    ("take", "ask back", "give back", "fail to give back"),
    ("reserve", "ask to take"),
    ("reserve", "abandon"),
)
"""What has happened before more is drawn."""

SENT = (earning.EarningDecided, earning.TransferRequested, earning.EarningTransferred)
EARNING_STORIES: Sequence[Sequence[Any]] = (
    (),
    (earning.EarningDecided, earning.EarningHeld, *SENT[1:]),
    (*SENT, earning.EarningFrozen, earning.ReversalRequested, earning.EarningReversed),
    (*SENT, earning.EarningFrozen, earning.EarningUnfrozen, earning.TransferFailed),
    (*SENT, earning.ReversalRequested, earning.ReversalFailed),
    (earning.EarningDecided, earning.EarningWithheld, earning.EarningOwed),
)

WAITS = (minutes(1), minutes(20), hours(5), days(1), days(4))
EARLIEST = {
    "student cancels": hours(-3),
    "tutor cancels": hours(-3),
    "student comes": minutes(16),
    "tutor comes": minutes(16),
    "student waits": minutes(16),
    "tutor waits": minutes(16),
    "contest": minutes(50),
    "complain": hours(2),
    "confirm": hours(2),
    "wait": hours(1),
    "forget": hours(80),
}
"""Counted from the lesson's start; all else happens when it is drawn."""


def _later(booking: Booking) -> Interval:
    return Interval(booking.slot.start + days(1), booking.slot.end + days(1))


@dataclass
class Market:
    """This is all streams so far, by id, each with the facts that were decided."""

    streams: dict[str, list[Fact]] = field(default_factory=dict)

    def note(self, stream_id: str, facts: Sequence[Fact]) -> None:
        """This adds facts to a stream."""
        if facts:
            self.streams.setdefault(stream_id, []).extend(facts)

    def reserve(self, booking: Booking, now: datetime) -> None:
        """This brings both calendars to where the booking stands."""
        lesson = Lesson(booking.booking_id, booking.tutor_id, booking.student_id, booking.slot)
        until = booking.due_at if booking.state in PENDING else None
        for entry, person in (
            (lesson.entry_of_tutor(10, 15, until), booking.tutor_id),
            (lesson.entry_of_student(until), booking.student_id),
        ):
            for month in MONTHS:
                calendar = self._calendar(person, month)
                if booking.state not in BLOCKING or month not in booking.slot.months():
                    facts = calendar.release(booking.booking_id, now)
                elif _has_other_time(calendar, booking):
                    facts = calendar.hold(entry, now)
                elif until is None:
                    facts = calendar.keep(booking.booking_id, now)
                else:
                    facts = calendar.extend(booking.booking_id, until, now)
                self.note(CALENDAR.stream(f"{person}-{month}"), facts)

    def _calendar(self, person: str, month: str) -> Calendar:
        calendar = untouched(person, month)
        for fact in self.streams.get(CALENDAR.stream(f"{person}-{month}"), ()):
            calendar = CALENDAR.evolve(calendar, fact)
        return calendar


def _has_other_time(calendar: Calendar, booking: Booking) -> bool:
    known = calendar.of_booking(booking.booking_id)
    return known is None or known.interval != booking.slot


@st.composite
def histories(draw: st.DrawFn) -> tuple[Stream, ...]:
    """This is a history over all contexts, grouped by stream; each stream is in order."""
    market = Market()
    for number, (tutor, student) in enumerate([(ANNA, BEN), (ANNA, OLGA), (IVAN, BEN)]):
        if draw(st.booleans()):
            _live(draw, market, f"b{number}", _terms(draw, number, tutor, student))
    _save(draw, market)
    for number, (tutor, student) in enumerate([(ANNA, BEN), (ANNA, OLGA), (IVAN, ANNA)]):
        _review(draw, market, unwritten(f"b{number}", tutor, student, MONDAY))
    for way in Way:
        for is_named in (True, False):
            _show(draw, market, way, is_named=is_named)
    for person in (ANNA, BEN):
        registered, *others = get_args(HolderEvent)
        market.note(f"account-{person}", _first(draw, registered, others, person))
        market.note(f"email-{person}", _some(draw, EmailEvent, person))
        market.note(f"session-{person}", _some(draw, SessionEvent, person))
        market.note(f"consent-{person}-terms", _some(draw, AnswerEvent, person))
        market.note(f"subject-{person}", _some(draw, SubjectEvent, person))
        asked = _first(draw, privacy.PrivacyRequestReceived, privacy.LaterEvent, person)
        market.note(f"privacy-{person}", _named(asked, request_id=f"of-{person}"))
        market.note(f"reading-{person}-2026-03", _some(draw, [DataRead], person))
        market.note(f"retention-{person}", _some(draw, RetentionEvent, person))
        market.note(f"participation-{person}", _some(draw, PartEvent, person))
    drafted, *later = get_args(LifeEvent)
    market.note("experiment-1", _first(draw, drafted, later, ANNA))
    for booking_id in ("b0", "b1"):
        shared = list(_about(draw(st.sampled_from(EARNING_STORIES)), ANNA))
        market.note(f"earning-{booking_id}", _named(shared, booking_id=booking_id))
    market.note(f"debt-{ANNA}-EUR", _named(_some(draw, DebtEvent, ANNA), booking_id="b0"))
    market.note(f"payout-{ANNA}-EUR", _some(draw, PayoutEvent, ANNA))
    for person in (ANNA, IVAN):
        market.note(f"tutor-{person}", _some(draw, TutorEvent, person))
        market.note(f"availability-{person}", _some(draw, AvailabilityEvent, person))
        market.note(f"verification-{person}-identity", _some(draw, VerificationEvent, person))
    market.note("consent_text-terms", _some(draw, [TextPublished], ANNA)[:1])
    noticed = _first(draw, breach.BreachRecorded, breach.LaterEvent, ANNA)
    market.note("breach-1", _named(noticed, breach_id="1"))
    market.note("refusal-1", [example(CommandRefused)])
    return tuple(stream(stream_id, *facts) for stream_id, facts in market.streams.items())


def _terms(draw: st.DrawFn, number: int, tutor: str, student: str) -> Terms:
    """This asks for an hour of its own for each booking, so that none is in another's way."""
    start = draw(st.sampled_from([FRIDAY, TURN_OF_THE_MONTH])) + hours(2 * number)
    slot, price = Interval(start, start + hours(1)), Money(3001, "EUR")
    acceptance, is_trial = draw(st.sampled_from(Acceptance)), draw(st.booleans())
    return Terms(
        tutor, student, "course", "mathematics", "en", slot, price, acceptance, 60, is_trial
    )


def _live(draw: st.DrawFn, market: Market, booking_id: str, terms: Terms) -> None:
    story = draw(st.sampled_from(BOOKING_STORIES))
    drawn = draw(st.lists(st.sampled_from(sorted(BOOKING_STEPS)), max_size=3))
    now = MONDAY
    (held,) = hold(booking_id, terms, now)
    booking = begun(held)
    market.note(BOOKING.stream(booking_id), [held])
    market.reserve(booking, now)
    for step in (*story, *drawn):
        now = max(now + minutes(1), booking.slot.start + EARLIEST.get(step, -days(99)))
        facts: Sequence[BookingEvent] = _decided(BOOKING_STEPS[step], booking, now)
        market.note(BOOKING.stream(booking_id), facts)
        for fact in facts:
            booking = BOOKING.evolve(booking, fact)
            market.reserve(booking, now)
        if step == "submit":
            _pay(draw, market, booking)


def _pay(draw: st.DrawFn, market: Market, booking: Booking) -> None:
    payment_id, people = f"{booking.booking_id}-1", (booking.student_id, booking.tutor_id)
    due = Due(payment_id, booking.booking_id, *people, booking.price, 1999, capture=True)
    facts: Sequence[PaymentEvent] = begin(None, due, MONDAY)
    payment = PAYMENT.evolve(None, facts[0])
    market.note(PAYMENT.stream(due.payment_id), facts)
    story = draw(st.sampled_from(PAYMENT_STORIES))
    drawn = draw(st.lists(st.sampled_from(sorted(PAYMENT_STEPS)), max_size=4))
    now = MONDAY
    for step in (*story, *drawn):
        now += draw(st.sampled_from(WAITS))
        facts = _decided(PAYMENT_STEPS[step], payment, now)
        market.note(PAYMENT.stream(due.payment_id), facts)
        for fact in facts:
            payment = PAYMENT.evolve(payment, fact)


def _save(draw: st.DrawFn, market: Market) -> None:
    """This is what Ben has with Anna."""
    story = draw(st.sampled_from(CREDIT_STORIES))
    drawn = draw(st.lists(st.sampled_from(sorted(CREDIT_STEPS)), max_size=4))
    credits_, now = nothing_bought(BEN, ANNA), MONDAY
    for step in (*story, *drawn):
        now += draw(st.sampled_from(WAITS[:2]))
        facts: Sequence[CreditEvent] = _decided(CREDIT_STEPS[step], credits_, now)
        market.note(CREDIT.stream(f"{BEN}-{ANNA}"), facts)
        for fact in facts:
            credits_ = CREDIT.evolve(credits_, fact)


def _show(draw: st.DrawFn, market: Market, way: Way, *, is_named: bool) -> None:
    """This is Ben being shown Anna and Ivan, and what he does then."""
    seen = shown(way, showing_id=f"{way}-{is_named}")
    facts: Sequence[ShowingEvent] = show(seen, is_named=is_named)
    showing, now, stream_id = None, MONDAY, SHOWING.stream(seen.showing_id)
    for step in ("", *draw(st.lists(st.sampled_from(sorted(SHOWING_STEPS)), max_size=4))):
        if step and showing is not None:
            now += draw(st.sampled_from(WAITS))
            facts = SHOWING_STEPS[step](showing, now)
        market.note(stream_id, facts)
        for fact in facts:
            showing = SHOWING.evolve(showing, fact)


def _review(draw: st.DrawFn, market: Market, review: Review) -> None:
    """This is what two people say of a lesson, and others of that."""
    story = draw(st.sampled_from(REVIEW_STORIES))
    drawn = draw(st.lists(st.sampled_from(sorted(REVIEW_STEPS)), max_size=4))
    now = MONDAY
    for step in (*story, *drawn):
        now += draw(st.sampled_from(WAITS))
        facts: Sequence[ReviewEvent] = _decided(REVIEW_STEPS[step], review, now)
        stream_id = REVIEW.stream(review.booking_id)
        if stream_id not in market.streams and not _are_words(facts):
            # Nobody asks to erase what was never written.
            continue
        market.note(stream_id, facts)
        for fact in facts:
            review = REVIEW.evolve(review, fact)


def _are_words(facts: Sequence[ReviewEvent]) -> bool:
    return any(isinstance(fact, ReviewWritten | AnswerWritten) for fact in facts)


def _decided(step: Callable[[Any, datetime], Sequence[Any]], of: Any, now: datetime) -> Any:
    try:
        return step(of, now)
    except Refused:
        return ()


def _first(draw: st.DrawFn, kind: Any, others: Any, person: str) -> Sequence[Fact]:
    """This is a stream that begins with a fact of that kind."""
    return [*_about([kind], person), *_some(draw, others, person)]


def _named(facts: Sequence[Any], **fields: str) -> Sequence[Fact]:
    """This is the same facts, of one thing."""
    return [replace(fact, **fields) for fact in facts]


def _some(draw: st.DrawFn, kinds: Any, person: str) -> Sequence[Fact]:
    """This is some facts of those kinds about the person, on different days."""
    chosen = draw(_any_of(tuple(kinds if isinstance(kinds, list) else get_args(kinds)), person))
    return [_moved_by(fact, timedelta(days=at)) for at, fact in enumerate(chosen)]


@cache
def _any_of(kinds: tuple[Any, ...], person: str) -> st.SearchStrategy[list[Fact]]:
    """This is made once: to make a strategy takes longer than to draw from it."""
    return st.lists(st.sampled_from(list(_about(kinds, person))), max_size=5)


def _about(kinds: Sequence[Any], person: str) -> Iterator[Fact]:
    for kind in kinds:
        yield _one(kind, person)


@cache
def _one(kind: Any, person: str) -> Fact:
    """This is made once: nothing in it is drawn."""
    made: Fact = replace(example(kind), **dict.fromkeys(person_fields(kind), person))
    return made


def _moved_by(fact: Any, time: timedelta) -> Fact:
    moments = {each.name: getattr(fact, each.name) for each in fields(fact)}
    moved: Fact = replace(
        fact, **{name: at + time for name, at in moments.items() if isinstance(at, datetime)}
    )
    return moved
