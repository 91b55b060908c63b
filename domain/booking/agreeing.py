"""From a hold to an agreement: submitting, answering, and money that comes in time or late."""

from collections.abc import Sequence
from datetime import datetime

from domain.booking.clock import Clocked
from domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingCovered,
    BookingEvent,
    BookingRequested,
    LatePaymentReported,
    PaymentAuthorisationNoted,
    PaymentAwaited,
    PaymentMismatchReported,
    RequestDeclined,
)
from domain.booking.evolution import applied
from domain.booking.policies import nothing_paid, submission_expires_at
from domain.booking.state import BookingState
from domain.booking.terms import (
    Acceptance,
    CancellationReason,
    Conditions,
    Credit,
    Party,
    State,
)
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.money import Money


class OnlyTheStudentSubmits(NotAllowed):
    """A hold belongs to its student, and only they turn it into a booking."""


class TheHoldIsOver(RuleBroken):
    """The hold has expired, was given up or was submitted already; look for a slot again."""


class NoTimeIsLeftToAnswer(RuleBroken):
    """The tutor's notice has begun, so a request could not be answered any more."""


class OnlyTheTutorAnswers(NotAllowed):
    """A request is accepted or declined by its tutor."""


class NoRequestIsOpen(RuleBroken):
    """There is no request to answer: it has expired, was answered or was withdrawn."""


class TheMoneyIsNotReservedYet(RuleBroken):
    """A request can be accepted as soon as its price is reserved; try again in a moment."""


class Agreeing(Clocked):
    """This is a booking on its way to a confirmed lesson."""

    __slots__ = ()

    def submit(self, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This asks a tutor who answers by hand, or asks for the money at once.

        Raises:
            OnlyTheStudentSubmits: somebody else tried.
            TheHoldIsOver: there is no hold alive.
            NoTimeIsLeftToAnswer: the request would expire as it is made.
        """
        until = self.check_submission(by=by, now=now)
        if self.acceptance is Acceptance.BY_HAND:
            return (_requested(self, now, until),)
        return (PaymentAwaited(**self.about, price=self.price, submitted_at=now, expires_at=until),)

    def submit_covered(
        self, credit: Credit, conditions: Conditions, *, by: Party, now: datetime
    ) -> Sequence[BookingEvent]:
        """This does the same with a credit: no money is waited for, so an instant one is agreed.

        Raises:
            OnlyTheStudentSubmits, TheHoldIsOver, NoTimeIsLeftToAnswer: as above.
        """
        until = self.check_submission(by=by, now=now)
        fact = BookingCovered(
            **self.about,
            package_id=credit.package_id,
            payment_id=credit.payment_id,
            price=credit.price,
            covered_at=now,
        )
        covered = applied(self, fact)
        if self.acceptance is Acceptance.BY_HAND:
            return (fact, _requested(covered, now, until))
        return (fact, _confirmed(covered, credit.payment_id, conditions, now))

    def check_submission(self, *, by: Party, now: datetime) -> datetime:
        """This lets a hold be submitted, and is until when it is waited for an answer then.

        Raises:
            OnlyTheStudentSubmits, TheHoldIsOver, NoTimeIsLeftToAnswer: it cannot be.
        """
        if by is not Party.STUDENT:
            raise OnlyTheStudentSubmits
        if self.caught_up(now)[1].state is not State.HELD:
            raise TheHoldIsOver
        until = submission_expires_at(self.acceptance, self.slot.start, self.notice_minutes, now)
        if until <= now:
            raise NoTimeIsLeftToAnswer
        return until

    def accept(self, conditions: Conditions, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This confirms a request on today's conditions; taking the reserved money follows.

        Raises:
            OnlyTheTutorAnswers: somebody else tried.
            NoRequestIsOpen: it is too late, or not a request.
            TheMoneyIsNotReservedYet: no authorisation has been noted.
        """
        self._check_answer(by, now)
        if self.payment_id is None:
            raise TheMoneyIsNotReservedYet
        return (_confirmed(self, self.payment_id, conditions, now),)

    def decline(self, *, by: Party, now: datetime) -> Sequence[BookingEvent]:
        """This says no to a request; what was reserved is let go.

        Raises:
            OnlyTheTutorAnswers: somebody else tried.
            NoRequestIsOpen: it is too late, or not a request.
        """
        self._check_answer(by, now)
        return (RequestDeclined(**self.about, payment_id=self.payment_id, declined_at=now),)

    def note_authorisation(
        self, payment_id: str, amount: Money, *, now: datetime
    ) -> Sequence[BookingEvent]:
        """This notes that a request's price is reserved; anything else is to be given back."""
        if self._knows(payment_id):
            return ()
        due, booking = self.caught_up(now)
        if booking.state is not State.REQUESTED or booking.payment_id is not None:
            return (*due, self._late(payment_id, amount, now))
        if amount != self.price:
            return (self._mismatch(payment_id, amount, now),)
        return (
            PaymentAuthorisationNoted(
                **self.about, payment_id=payment_id, amount=amount, noted_at=now
            ),
        )

    def note_payment(
        self, payment_id: str, amount: Money, conditions: Conditions, *, now: datetime
    ) -> Sequence[BookingEvent]:
        """This confirms a booking that waited for just this money; other money is given back."""
        if self._knows(payment_id):
            return ()
        due, booking = self.caught_up(now)
        if booking.state is not State.AWAITING_PAYMENT:
            return (*due, self._late(payment_id, amount, now))
        if amount != self.price:
            return (self._mismatch(payment_id, amount, now),)
        return (_confirmed(self, payment_id, conditions, now),)

    def note_payment_failure(self, payment_id: str, *, now: datetime) -> Sequence[BookingEvent]:
        """This calls a confirmed lesson off when its reserved money could not be taken.

        Before that nothing is lost, the student may pay in another way until the deadline. Once
        the lesson has started the platform bears the loss, not the tutor.
        """
        due, booking = self.caught_up(now)
        if booking.state is not State.CONFIRMED or booking.payment_id != payment_id:
            return due
        return (
            BookingCancelled(
                **self.about,
                by=Party.PLATFORM,
                reason=CancellationReason.PAYMENT_FAILED,
                is_late=False,
                payment_id=payment_id,
                price=self.price,
                split=nothing_paid(self.price.currency),
                cancelled_at=now,
            ),
        )

    def _check_answer(self, by: Party, now: datetime) -> None:
        if by is not Party.TUTOR:
            raise OnlyTheTutorAnswers
        if self.caught_up(now)[1].state is not State.REQUESTED:
            raise NoRequestIsOpen

    def _knows(self, payment_id: str) -> bool:
        return payment_id == self.payment_id or payment_id in self.returned_payments

    def _late(self, payment_id: str, amount: Money, now: datetime) -> LatePaymentReported:
        return LatePaymentReported(
            **self.about, payment_id=payment_id, amount=amount, reported_at=now
        )

    def _mismatch(self, payment_id: str, amount: Money, now: datetime) -> PaymentMismatchReported:
        return PaymentMismatchReported(
            **self.about,
            payment_id=payment_id,
            amount=amount,
            expected=self.price,
            reported_at=now,
        )


def _requested(booking: BookingState, now: datetime, until: datetime) -> BookingRequested:
    return BookingRequested(
        **booking.about, price=booking.price, requested_at=now, expires_at=until
    )


def _confirmed(
    booking: BookingState, payment_id: str, conditions: Conditions, now: datetime
) -> BookingConfirmed:
    return BookingConfirmed(
        **booking.about,
        price=booking.price,
        payment_id=payment_id,
        acceptance=booking.acceptance,
        cancellation_policy=conditions.cancellation_policy,
        fee_basis_points=conditions.fee_basis_points,
        is_trial=booking.is_trial,
        confirmed_at=now,
    )
