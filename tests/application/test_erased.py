"""What each context forgets of a person, as commands: once a request, and whatever came before."""

from dataclasses import replace

import pytest

from application.erased import (
    HANDLERS,
    EraseAccount,
    EraseCards,
    EraseReview,
    EraseTutor,
    EraseWords,
)
from application.work import Command
from domain.account.events import AccountClosed, AccountErased, AccountRegistered, EmailReserved
from domain.booking.outcomes import WordsErased
from domain.privacy.terms import Recipient
from domain.shared.errors import NotFound
from domain.shared.event import Fact
from domain.shared.personal import Category
from domain.tutor.aggregate import TUTOR
from domain.tutor.events import TutorErased
from tests.application.desk import Desk
from tests.domain.booking import histories as lesson
from tests.domain.payer.test_payer import KEPT
from tests.domain.privacy.history import APPROVED, CONFIRMED, TO_ERASE
from tests.domain.review.history import ANSWERED, SHOWN, WRITTEN, approved
from tests.domain.tutor.history import BOOKABLE
from tests.support.calendar import MONDAY, TUESDAY, WEDNESDAY
from tests.support.examples import example
from tests.support.people import ANNA, AS_SYSTEM, BEN

ADDRESS = "a" * 64
REGISTERED = replace(
    example(AccountRegistered), account_id=BEN, email_pseudonym=ADDRESS, registered_at=MONDAY
)
RESERVED = EmailReserved(email_pseudonym=ADDRESS, account_id=BEN, reserved_at=MONDAY)
CLOSED = AccountClosed(account_id=BEN, closed_at=TUESDAY)
ACCOUNT = EraseAccount(account_id=BEN, request_id="r1", categories=(Category.PROFILE,))
REST_OF_IT = EraseAccount(account_id=BEN, request_id="r2", categories=(Category.BILLING,) * 2)
TUTORS = EraseTutor(tutor_id=ANNA, request_id="r1")
CARDS = EraseCards(student_id=BEN, request_id="r", count=1)
REVIEW = EraseReview(booking_id="b", person_id=BEN, request_id="r1")
WORDS = EraseWords(booking_id="b", person_id=BEN, request_id="r1")


def known(stream_id: str, *facts: Fact) -> Desk:
    desk = Desk(HANDLERS)
    desk.know(stream_id, *facts)
    desk.know(f"email-{ADDRESS}", RESERVED)
    return desk


class TestAnAccount:
    def test_is_closed_and_forgotten_and_its_address_is_free_in_one_append(self) -> None:
        decision = known(f"account-{BEN}", REGISTERED).ask(ACCOUNT, AS_SYSTEM, WEDNESDAY)
        assert [type(fact).__name__ for one in decision.changes for fact in one.facts] == [
            "AccountClosed",
            "AccountErased",
            "EmailReleased",
        ]

    def test_that_is_closed_already_only_forgets(self) -> None:
        desk = known(f"account-{BEN}", REGISTERED, CLOSED)
        desk.ask(ACCOUNT, AS_SYSTEM, WEDNESDAY)
        assert desk.names(f"account-{BEN}")[2:] == ["AccountErased"]

    def test_forgets_once_a_request(self) -> None:
        desk = known(f"account-{BEN}", REGISTERED)
        desk.ask(ACCOUNT, AS_SYSTEM, WEDNESDAY)
        assert desk.ask(ACCOUNT, AS_SYSTEM, WEDNESDAY).changes == ()
        desk.ask(REST_OF_IT, AS_SYSTEM, WEDNESDAY)
        *_, last = desk.facts(f"account-{BEN}")
        assert last == AccountErased(
            account_id=BEN, request_id="r2", categories=(Category.BILLING,), erased_at=WEDNESDAY
        )


class TestATutor:
    def test_is_forgotten_and_shown_no_more(self) -> None:
        desk = known(f"tutor-{ANNA}", *BOOKABLE)
        desk.ask(TUTORS, AS_SYSTEM, WEDNESDAY)
        assert desk.facts(f"tutor-{ANNA}")[len(BOOKABLE) :] == [
            TutorErased(tutor_id=ANNA, request_id="r1", erased_at=WEDNESDAY)
        ]
        state = desk.load(TUTOR, ANNA).state
        assert state is not None
        assert not state.is_bookable

    def test_is_forgotten_once_a_request(self) -> None:
        desk = known(f"tutor-{ANNA}", *BOOKABLE)
        desk.ask(TUTORS, AS_SYSTEM, WEDNESDAY)
        assert desk.ask(TUTORS, AS_SYSTEM, WEDNESDAY).changes == ()


class TestWords:
    def test_about_a_problem_are_forgotten_once_a_request(self) -> None:
        desk = known("booking-b", *lesson.COMPLAINT)
        desk.ask(WORDS, AS_SYSTEM, WEDNESDAY)
        *_, last = desk.facts("booking-b")
        assert last == WordsErased(
            **lesson.ABOUT, person_id=BEN, request_id="r1", erased_at=WEDNESDAY
        )
        assert desk.ask(WORDS, AS_SYSTEM, WEDNESDAY).changes == ()


class TestCards:
    def test_are_forgotten_and_the_provider_has_obeyed_once_a_request(self) -> None:
        desk = known(f"payer-{BEN}", *KEPT)
        desk.know("privacy-r", TO_ERASE, CONFIRMED, APPROVED)
        desk.ask(CARDS, AS_SYSTEM, WEDNESDAY)
        assert desk.names(f"payer-{BEN}")[len(KEPT) :] == ["CardsErased"]
        told = [(type(one).__name__, one.recipient) for one in desk.facts("privacy-r")[3:]]
        assert told == [
            ("RecipientNotified", Recipient.PAYMENT_PROVIDER),
            ("RecipientAcknowledged", Recipient.PAYMENT_PROVIDER),
        ]
        again = desk.ask(CARDS, AS_SYSTEM, WEDNESDAY)
        assert [fact for one in again.changes for fact in one.facts] == []

    def test_that_there_were_not_are_told_to_nobody(self) -> None:
        desk = known(f"payer-{BEN}", *KEPT)
        desk.ask(CARDS.model_copy(update={"count": 0}), AS_SYSTEM, WEDNESDAY)
        assert desk.names(f"payer-{BEN}")[len(KEPT) :] == ["CardsErased"]


class TestAReview:
    def test_is_hidden_with_what_its_student_wrote_once_a_request(self) -> None:
        desk = known("review-b", WRITTEN, ANSWERED, approved(), SHOWN)
        desk.ask(REVIEW, AS_SYSTEM, WEDNESDAY)
        assert desk.names("review-b")[4:] == ["ReviewErased", "ReviewHidden"]
        assert desk.ask(REVIEW, AS_SYSTEM, WEDNESDAY).changes == ()


@pytest.mark.parametrize(
    "command", [ACCOUNT, TUTORS, WORDS, REVIEW, CARDS], ids=lambda one: type(one).__name__
)
def test_what_there_is_not_cannot_be_forgotten(command: Command) -> None:
    with pytest.raises(NotFound):
        Desk(HANDLERS).ask(command, AS_SYSTEM, WEDNESDAY)
