"""Erased: what each context forgets of a person, once nothing personal of them can be read.

The keys are destroyed elsewhere. What is recorded here tells every read model, in the order of the
stream itself, that nothing of the person's own words is to be shown, so that a read model that
grew and one that is built anew hold the same. Asked twice by one request, it is done once.
"""

from pydantic import Field

from application.account import address_of
from application.fields import Identity
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.account.aggregate import ACCOUNT
from domain.booking.aggregate import BOOKING
from domain.payer.aggregate import PAYER
from domain.privacy.aggregate import PRIVACY
from domain.privacy.handling import note_obeyed
from domain.privacy.terms import Recipient
from domain.review.aggregate import REVIEW
from domain.shared.personal import Category
from domain.tutor.aggregate import TUTOR


class EraseAccount(Command):
    """Close the account and forget what is personal of those categories."""

    account_id: Identity
    request_id: Identity
    categories: tuple[Category, ...]


class EraseTutor(Command):
    """Forget what a tutor said of themselves, and show them no more."""

    tutor_id: Identity
    request_id: Identity


class EraseWords(Command):
    """Forget what somebody wrote about a problem with a booking."""

    booking_id: Identity
    person_id: Identity
    request_id: Identity


class EraseReview(Command):
    """Forget what somebody wrote about a lesson, and show it no more."""

    booking_id: Identity
    person_id: Identity
    request_id: Identity


class EraseCards(Command):
    """Note that the provider keeps no card of theirs any more, and that it was told to."""

    student_id: Identity
    request_id: Identity
    count: int = Field(ge=0)


def erase_account(command: EraseAccount, work: Work) -> Decision:
    """This ends an account, sets its address free, and forgets."""
    account = work.load(ACCOUNT, command.account_id)
    gone = account.state.erase(command.request_id, command.categories, work.now)
    address = address_of(account.state.email_pseudonym, work)
    released = address.state.release(command.account_id, work.now)
    return decided(append(account, gone), append(address, released))


def erase_tutor(command: EraseTutor, work: Work) -> Decision:
    """This forgets a tutor's profile."""
    tutor = work.load(TUTOR, command.tutor_id)
    return decided(append(tutor, tutor.state.erase_profile(command.request_id, work.now)))


def erase_words(command: EraseWords, work: Work) -> Decision:
    """This forgets one person's words about a booking."""
    booking = work.load(BOOKING, command.booking_id)
    gone = booking.state.erase_words(command.person_id, command.request_id, work.now)
    return decided(append(booking, gone))


def erase_cards(command: EraseCards, work: Work) -> Decision:
    """This forgets a student's cards; where there were some, the provider has obeyed."""
    payer = work.load(PAYER, command.student_id)
    gone = append(payer, payer.state.erase(command.request_id, work.now))
    if not command.count:
        return decided(gone)
    request = work.load(PRIVACY, command.request_id)
    reference = f"{command.request_id}:cards"
    told = note_obeyed(request.state, Recipient.PAYMENT_PROVIDER, reference, work.now)
    return decided(gone, append(request, told))


def erase_review(command: EraseReview, work: Work) -> Decision:
    """This forgets one person's part of what was said of a lesson."""
    review = work.load(REVIEW, command.booking_id)
    gone = review.state.forget(command.person_id, command.request_id, work.now)
    return decided(append(review, gone))


HANDLERS: Handlers = (
    (EraseAccount, erase_account),
    (EraseTutor, erase_tutor),
    (EraseWords, erase_words),
    (EraseCards, erase_cards),
    (EraseReview, erase_review),
)
