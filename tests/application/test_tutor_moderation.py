"""Profiles before reviewers, as commands: left as they are, taken down, defended, put right."""

from typing import Any

import pytest

from application.booking import SubmitBooking
from application.holding import HoldSlot
from application.tutor import ImportTutor, PublishProfile
from application.tutor_moderation import (
    AppealTakedown,
    ApproveProfile,
    RecordProfileScores,
    TakeProfileDown,
)
from application.tutor_parts import ImportedReputation, Language
from application.work import Command
from domain.booking.terms import State
from domain.shared.actor import Actor, Role
from domain.tutor.aggregate import TUTOR, Tutor
from domain.tutor.moderation_events import ProfileFault
from tests.processes.stories import ask, confirmed
from tests.support.calendar import THURSDAY
from tests.support.market import Market
from tests.support.people import (
    ANNA,
    AS_ANNA,
    AS_BEN,
    AS_IVAN,
    AS_RITA,
    AS_SYSTEM,
    GRETA,
)

AS_ANOTHER = Actor(GRETA, frozenset({Role.REVIEWER}))
APPEAL = AppealTakedown(tutor_id=ANNA, argument="It is true.")
NEW_WORDS = PublishProfile(
    tutor_id=ANNA,
    display_name="Anna",
    headline="Russian",
    about="I teach.",
    time_zone="Europe/Moscow",
    speaks=(Language(language="russian", level=7),),
    teaches_in=("russian",),
)


@pytest.fixture
def market() -> Market:
    return Market.opened()


def tutor(market: Market, tutor_id: str = ANNA) -> Tutor:
    found = market.log.load(TUTOR, tutor_id).state
    assert found is not None
    return found


def of(market: Market, tutor_id: str = ANNA) -> dict[str, Any]:
    """This is the profile as somebody has read it who looks now."""
    revision = tutor(market, tutor_id).standing.revision
    return {"tutor_id": tutor_id, "revision": revision, "rule_version": "2026-03"}


def approve(market: Market, tutor_id: str = ANNA) -> ApproveProfile:
    return ApproveProfile(**of(market, tutor_id))


def take_down(market: Market, tutor_id: str = ANNA) -> TakeProfileDown:
    return TakeProfileDown(**of(market, tutor_id), fault=ProfileFault.CONTACT_DETAILS)


def refusal(market: Market, command: Command, actor: Actor) -> str:
    return market.ask(command, actor).refusal


def holding() -> HoldSlot:
    return HoldSlot(tutor_id=ANNA, course_id=f"{ANNA}-hour", start=THURSDAY)


class TestWhoMay:
    def test_is_reviewers_and_the_tutor(self, market: Market) -> None:
        for command in (approve(market), take_down(market)):
            for by in (AS_ANNA, AS_BEN, AS_SYSTEM, Actor("s", frozenset({Role.SUPPORT}))):
                assert refusal(market, command, by) == "RoleMissing"
        ask(market, AS_RITA, take_down(market))
        assert refusal(market, APPEAL, AS_IVAN) == "OnlyTheTutorChangesTheirOffer"
        assert refusal(market, APPEAL, AS_RITA) == "RoleMissing"

    def test_is_nobody_about_themself(self, market: Market) -> None:
        both = Actor(ANNA, frozenset({Role.TUTOR, Role.REVIEWER}))
        assert refusal(market, approve(market), both) == "NobodyModeratesTheirProfile"


class TestTakenDown:
    def test_is_out_of_sight_while_what_is_booked_goes_on(self, market: Market) -> None:
        booking_id = confirmed(market)
        ask(market, AS_RITA, take_down(market))
        market.run_until_quiet()
        assert market.names(f"tutor-{ANNA}")[-2:] == ["ProfileTakenDown", "TutorHidden"]
        assert refusal(market, holding(), AS_BEN) == "TutorIsNotBookable"
        market.advance(days=5)
        assert market.booking(booking_id).state is not State.CANCELLED

    def test_lets_a_held_slot_be_asked_for(self, market: Market) -> None:
        booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
        ask(market, AS_RITA, take_down(market))
        ask(market, AS_BEN, SubmitBooking(booking_id=booking_id))

    def test_is_under_one_key_done_once(self, market: Market) -> None:
        command = take_down(market)
        first, second = (market.ask(command, AS_RITA, "one") for _ in range(2))
        assert (first.accepted, second.accepted, second.is_replay) == (True, True, True)
        assert market.names(f"tutor-{ANNA}").count("ProfileTakenDown") == 1
        assert refusal(market, command, AS_RITA) == "ItIsDecidedSo"


class TestTheWayBack:
    def test_is_an_appeal_that_another_reviewer_grants(self, market: Market) -> None:
        ask(market, AS_RITA, take_down(market))
        ask(market, AS_ANNA, APPEAL)
        assert refusal(market, approve(market), AS_RITA) == "TheAppealIsAnothers"
        market.run_until_quiet()
        assert not tutor(market).is_bookable
        ask(market, AS_ANOTHER, approve(market))
        market.run_until_quiet()
        assert tutor(market).is_bookable
        ask(market, AS_BEN, holding())

    def test_is_no_second_appeal(self, market: Market) -> None:
        ask(market, AS_RITA, take_down(market))
        ask(market, AS_ANNA, APPEAL)
        ask(market, AS_ANOTHER, take_down(market))
        assert refusal(market, APPEAL, AS_ANNA) == "ATakedownIsAppealedOnce"

    def test_is_other_words_and_a_reviewer_who_has_read_them(self, market: Market) -> None:
        read = approve(market)
        ask(market, AS_RITA, take_down(market))
        ask(market, AS_ANNA, NEW_WORDS)
        market.run_until_quiet()
        assert not tutor(market).is_bookable
        assert refusal(market, read, AS_RITA) == "TheProfileWasChanged"
        ask(market, AS_RITA, approve(market))
        market.run_until_quiet()
        assert tutor(market).is_bookable

    def test_leads_an_imported_tutor_back_to_where_they_were(self, market: Market) -> None:
        figures = ImportedReputation(
            session_count=1, student_count=1, currency="USD", price_from_minor=500
        )
        imported = ImportTutor(
            tutor_id="t",
            source="elsewhere",
            source_reference="17",
            display_name="T",
            time_zone="UTC",
            teaches=(Language(language="english"),),
            reputation=figures,
        )
        ask(market, AS_SYSTEM, imported)
        for command, last in ((take_down, "TutorHidden"), (approve, "TutorListed")):
            ask(market, AS_RITA, command(market, "t"))
            market.run_until_quiet()
            assert market.names("tutor-t")[-1] == last
        assert (tutor(market, "t").state, tutor(market, "t").is_bookable) == ("listed", False)


def test_a_service_that_nobody_asked_says_nothing(market: Market) -> None:
    before = market.names(f"tutor-{ANNA}")
    ask(market, AS_SYSTEM, RecordProfileScores(tutor_id=ANNA, revision=1))
    assert market.names(f"tutor-{ANNA}") == before
