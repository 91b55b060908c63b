"""Erasing a person: fence, forget, destroy, clear, certify, complete – each once, in that order."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from pydantic import SecretStr

from application.account import RegisterAccount, StartSession
from application.erased import EraseAccount, EraseReview, EraseWords
from application.payer import SaveCard
from application.privacy import FilePrivacyRequest
from application.privacy_handling import ApprovePrivacyRequest, PlaceLegalHold
from application.processes.erasure import ERASURE
from application.reactions.erasing import ClearStores, Fence, LetCardsGo
from application.tutor import PublishProfile
from application.tutor_parts import Language
from domain.account.events import AccountErased
from domain.booking.outcomes import WordsErased
from domain.payer.events import CardsErased
from domain.privacy.terms import HoldBasis, RequestKind
from domain.review.events import Part, ReviewErased
from domain.shared.actor import Actor, Role
from domain.shared.personal import Category, Erased
from tests.domain.booking.histories import ABOUT as OF_BOOKING
from tests.domain.privacy.history import (
    ABOUT,
    APPROVED,
    CERTIFIED,
    CLEAN,
    CLEARED,
    COMPLETED,
    CONFIRMED,
    DESTROYED,
    FENCED,
    HELD,
    RECEIPT,
    STAINED,
    TO_ERASE,
    TOLD,
    WITHDRAWN,
    WITHOUT_BILLING,
)
from tests.domain.review.history import of
from tests.processes.arrival import given, in_every_order
from tests.support.calendar import WEDNESDAY, days
from tests.support.market import Market, MortalMarket
from tests.support.people import AS_SYSTEM, BEN
from tests.support.views import history, stream

GRANTED = (TO_ERASE, CONFIRMED, APPROVED)
TOLD_OFF: Any = {"request_id": "r", "erased_at": WEDNESDAY}
ACCOUNT = AccountErased(account_id=BEN, categories=tuple(Category), **TOLD_OFF)
OF_ONE: Any = {**OF_BOOKING, "booking_id": "1"}
WORDS = WordsErased(**OF_ONE, person_id=BEN, **TOLD_OFF)
AS_SUPPORT = Actor("sam", frozenset({Role.SUPPORT}))


class TestTheSteps:
    def test_begin_when_it_is_approved(self) -> None:
        given(TO_ERASE, CONFIRMED).seen_by(ERASURE).then_nothing()
        todos = given(*GRANTED).seen_by(ERASURE).then_todos("fence")
        assert todos["fence"].act == Fence(**ABOUT, categories=tuple(Category))

    def test_leave_alone_what_is_held(self) -> None:
        todos = given(*GRANTED, HELD).seen_by(ERASURE).then_todos("fence")
        assert todos["fence"].act == Fence(**ABOUT, categories=WITHOUT_BILLING)

    def test_make_every_stream_forget(self) -> None:
        todos = given(*GRANTED, FENCED).seen_by(ERASURE).todos()
        assert {name: type(todo.act) for name, todo in todos.items()} == {
            "forget-account-ben": EraseAccount,
            "forget-booking-1": EraseWords,
        }
        left = given(*GRANTED, FENCED, ACCOUNT).seen_by(ERASURE)
        left.then_todos("forget-booking-1")

    @pytest.mark.parametrize("holds", [(), (HELD,)])
    def test_let_cards_go_also_where_their_category_is_held(self, holds: tuple[Any, ...]) -> None:
        categories = WITHOUT_BILLING if holds else FENCED.categories
        fenced = replace(FENCED, streams=(f"payer-{BEN}",), categories=categories)
        todos = given(*GRANTED, *holds, fenced).seen_by(ERASURE).then_todos(f"forget-payer-{BEN}")
        assert todos[f"forget-payer-{BEN}"].act == LetCardsGo(request_id="r", person_id=BEN)
        gone = CardsErased(student_id=BEN, request_id="r", erased_at=WEDNESDAY)
        given(*GRANTED, *holds, fenced, gone).seen_by(ERASURE).then_todos("destroy-keys")

    def test_leave_cards_alone_whose_holder_asked_for_something_else(self) -> None:
        asked = replace(TO_ERASE, categories=(Category.PROFILE,))
        fenced = replace(FENCED, streams=(f"payer-{BEN}",), categories=(Category.PROFILE,))
        given(asked, CONFIRMED, APPROVED, fenced).seen_by(ERASURE).then_todos("destroy-keys")

    def test_make_what_was_said_of_a_lesson_be_forgotten(self) -> None:
        said = replace(FENCED, streams=("review-b",))
        todos = given(*GRANTED, said).seen_by(ERASURE).then_todos("forget-review-b")
        forget = EraseReview(booking_id="b", person_id=BEN, request_id="r")
        assert todos["forget-review-b"].act == forget
        gone = ReviewErased(**of(Part.REVIEW), **TOLD_OFF)
        given(*GRANTED, said, gone).seen_by(ERASURE).then_todos("destroy-keys")

    def test_pass_over_streams_of_other_categories(self) -> None:
        only = replace(FENCED, categories=(Category.BILLING,))
        given(*GRANTED, only).seen_by(ERASURE).then_todos("destroy-keys")

    def test_destroy_clear_certify_and_complete_in_that_order(self) -> None:
        facts: tuple[Any, ...] = (*GRANTED, FENCED, ACCOUNT, WORDS)
        for name, fact in (
            ("destroy-keys", DESTROYED),
            ("clear-stores", CLEARED),
            ("certify", CERTIFIED),
            ("complete", COMPLETED),
        ):
            given(*facts).seen_by(ERASURE).then_todos(name)
            facts = (*facts, fact)
        given(*facts).seen_by(ERASURE).then_nothing()

    def test_go_through_stores_until_nothing_is_left(self) -> None:
        stained = replace(CLEARED, stores=(CLEAN, STAINED))
        facts = (*GRANTED, FENCED, ACCOUNT, WORDS, DESTROYED, stained)
        todos = given(*facts).seen_by(ERASURE).then_todos("clear-stores")
        assert todos["clear-stores"].act == ClearStores(**ABOUT, round=1)
        clean = replace(CLEARED, stores=(replace(STAINED, erased=1, remaining=0),))
        given(*facts, clean).seen_by(ERASURE).then_todos("certify")

    def test_end_when_it_is_withdrawn(self) -> None:
        given(*GRANTED, WITHDRAWN).seen_by(ERASURE).then_nothing()


def test_order_does_not_matter_and_no_deed_comes_back() -> None:
    facts = history(
        stream("privacy-r", *GRANTED, FENCED, DESTROYED, CLEARED, TOLD, RECEIPT),
        stream(f"account-{BEN}", ACCOUNT),
        stream("booking-1", WORDS),
    )
    streams: dict[str, list[Any]] = {}
    for recorded in facts:
        streams.setdefault(recorded.stream_id, []).append(recorded)
    seen = in_every_order(ERASURE, "r", list(streams.values()))
    (todo,) = seen.todos().values()
    said = msgspec.json.decode(todo.act.said)  # type: ignore[union-attr]
    assert [one["topic"] for one in said["facts"]] == [
        "privacy.request_received.v1",
        "privacy.request_approved.v1",
        "privacy.keys_destroyed.v1",
        "privacy.stores_cleared.v1",
        "privacy.recipient_notified.v1",
        "privacy.recipient_acknowledged.v1",
    ]


class Person:
    """This is Zoya, a new tutor of a market, who wants to be forgotten."""

    ROLES: tuple[Role, ...] = (Role.TUTOR,)

    def __init__(self, market: Market, *, held: Category | None = None) -> None:
        self.market = market
        registered = self.done(
            RegisterAccount(
                email="zoya@example.org",
                password=SecretStr("a long enough password"),
                display_name="Zoya",
                time_zone="UTC",
                roles=self.ROLES,
            ),
            Actor("", frozenset()),
        )
        self.id = str(registered["account_id"])
        self.actor = Actor(self.id, frozenset(self.ROLES))
        self.done(self.profile(), self.actor)
        self.before()
        session = self.done(StartSession(account_id=self.id), AS_SYSTEM)
        filed = self.done(
            FilePrivacyRequest(
                person_id=self.id, kind=RequestKind.ERASURE, session_id=str(session["session_id"])
            ),
            self.actor,
        )
        self.request_id = str(filed["request_id"])
        if held:
            until = market.clock.now() + days(90)
            hold: Any = {"category": held, "basis": HoldBasis.AUTHORITY_ORDER}
            self.done(PlaceLegalHold(request_id=self.request_id, until=until, **hold), AS_SUPPORT)
        self.done(ApprovePrivacyRequest(request_id=self.request_id), AS_SUPPORT)

    def before(self) -> None:
        """This is what she does before; nothing, as a rule."""

    def done(self, command: Any, actor: Actor) -> Any:
        outcome = self.market.ask(command, actor)
        assert outcome.accepted, outcome
        return outcome.answer

    def profile(self) -> PublishProfile:
        """This is what she says of herself."""
        return PublishProfile(
            tutor_id=self.id,
            display_name="Zoya",
            headline="Chess",
            about="For children",
            time_zone="UTC",
            speaks=(Language(language="english", level=7),),
            teaches_in=("english",),
        )

    def names(self, kind: str = "privacy") -> list[str]:
        """This is all of one stream of hers, by name."""
        identity = self.request_id if kind == "privacy" else self.id
        return self.market.names(f"{kind}-{identity}")

    def facts(self, kind: str) -> Any:
        """This is all of one stream of hers."""
        return self.market.facts(f"{kind}-{self.id}")


class TestAWholeLife:
    def test_ends_with_a_certificate_and_nothing_readable(self) -> None:
        market = Market.opened()
        zoya = Person(market)
        market.run_until_quiet()
        assert zoya.names()[-6:] == [
            "PrivacyRequestApproved",
            "SubjectFenced",
            "KeysDestroyed",
            "StoresCleared",
            "ErasureCertified",
            "PrivacyRequestCompleted",
        ]
        assert zoya.names("tutor")[-1] == "TutorErased"
        assert zoya.names("account")[-2:] == ["AccountClosed", "AccountErased"]
        assert isinstance(zoya.facts("tutor")[0].display_name, Erased)
        assert isinstance(zoya.facts("account")[0].email, Erased)
        assert market.ask(zoya.profile(), zoya.actor).refusal == "PersonIsErased"

    def test_spares_what_is_held(self) -> None:
        market = Market.opened()
        zoya = Person(market, held=Category.CONTACT)
        market.run_until_quiet()
        assert zoya.names()[-1] == "PrivacyRequestCompleted"
        registered = zoya.facts("account")[0]
        assert registered.email == "zoya@example.org"
        assert isinstance(registered.display_name, Erased)

    @pytest.mark.parametrize("steps", range(1, 13))
    def test_may_be_killed_between_any_two_steps(self, steps: int) -> None:
        market = MortalMarket.opened()
        zoya = Person(market)
        market.die_after(steps)
        market.run_until_quiet()
        assert zoya.names()[-1] == "PrivacyRequestCompleted"
        assert zoya.names().count("KeysDestroyed") == 1
        assert zoya.names("tutor").count("TutorErased") == 1


class PayingPerson(Person):
    """This is Zoya as a student too, who has a card kept and has given another one just now."""

    ROLES = (Role.TUTOR, Role.STUDENT)

    def before(self) -> None:
        """This is her giving two cards, of which we know of one."""
        market = self.market
        for is_read in (True, False):
            self.done(SaveCard(student_id=self.id), self.actor)
            market.run_until_quiet()
            market.gateway.give_card(market.payers.setup_of(self.id))
            if is_read:
                market.advance(hours=1)
        newest = market.gateway.setup(market.payers.setup_of(self.id)).card
        self.cards = (market.payers.card_of(self.id), newest)

    def kept(self) -> list[Any]:
        """This is what the provider still keeps."""
        return [card for card in self.cards if card and self.market.gateway.face(card)]


class TestSomebodyWithACard:
    @pytest.mark.parametrize("held", [None, Category.BILLING])
    def test_has_none_at_the_provider_afterwards(self, held: Category | None) -> None:
        market = Market.opened()
        zoya = PayingPerson(market, held=held)
        assert len(zoya.kept()) == 2
        market.run_until_quiet()
        assert zoya.names()[-1] == "PrivacyRequestCompleted"
        assert zoya.kept() == []
        assert market.payers.card_of(zoya.id) is None
        assert zoya.names("payer")[-1] == "CardsErased"
        certified: Any = market.facts(f"privacy-{zoya.request_id}")[-2]
        assert "privacy.recipient_acknowledged.v1" in certified.certificate

    @pytest.mark.parametrize("steps", range(1, 13))
    def test_may_be_killed_between_any_two_steps(self, steps: int) -> None:
        market = MortalMarket.opened()
        zoya = PayingPerson(market)
        market.die_after(steps)
        market.run_until_quiet()
        assert (zoya.kept(), zoya.names()[-1]) == ([], "PrivacyRequestCompleted")
        assert zoya.names().count("RecipientAcknowledged") == 1
