"""Recording what people are shown: named only as they agree then, and tied to bookings."""

from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import SecretStr

from application.account import CloseAccount, RegisterAccount
from application.bus import Outcome
from application.consent import GrantConsent, WithdrawConsent
from application.holding import HoldSeries, HoldSlot
from application.privacy import FilePrivacyRequest
from application.showing import RECORDING, NoteClick, RecordShowings, Viewed
from domain.account.events import Locale
from domain.consent.events import Purpose
from domain.privacy.terms import Objection, RequestKind
from domain.shared.actor import Actor, Role
from domain.showing.terms import Shown
from tests.support.calendar import MONDAY, THURSDAY
from tests.support.market import Market
from tests.support.people import ANNA, IVAN
from tests.support.showings import SHOWING_ID, shown

PROFILING = Purpose.RECOMMENDATION_PROFILING
YES: dict[str, Any] = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
STREAM = f"showing-{SHOWING_ID}"


@pytest.fixture
def market() -> Market:
    return Market.opened()


@pytest.fixture
def student(market: Market) -> Actor:
    return registered(market, "ben")


def registered(market: Market, name: str) -> Actor:
    command = RegisterAccount(
        email=f"{name}@example.org",
        password=SecretStr("long enough to keep"),
        display_name="Ben",
        locale=Locale.RUSSIAN,
        time_zone="Europe/Berlin",
    )
    account_id: str = market.ask(command, Actor("", frozenset())).answer["account_id"]
    return Actor(account_id, frozenset({Role.STUDENT}))


def agree(market: Market, student: Actor) -> None:
    assert market.ask(
        GrantConsent(person_id=student.id, purpose=PROFILING, **YES), student
    ).accepted


def take_back(market: Market, student: Actor) -> None:
    assert market.ask(WithdrawConsent(person_id=student.id, purpose=PROFILING), student).accepted


def record(market: Market, *showings: Shown, views: Sequence[Viewed] = ()) -> None:
    outcome = market.ask(RecordShowings(showings=showings, views=tuple(views)), RECORDING)
    assert outcome.accepted, outcome


def click(market: Market, tutor_id: str, by: str | None) -> Outcome:
    return market.ask(NoteClick(showing_id=SHOWING_ID, tutor_id=tutor_id, by=by), RECORDING)


def names(market: Market) -> list[str]:
    return [type(fact).__name__ for fact in facts(market)]


def facts(market: Market) -> Sequence[Any]:
    return market.facts(STREAM)


def first(market: Market) -> Any:
    return facts(market)[0]


class TestRecording:
    def test_names_who_agrees(self, market: Market, student: Actor) -> None:
        agree(market, student)
        record(market, shown(student_id=student.id))
        assert (first(market).student_id, bool(first(market).words)) == (student.id, True)

    @pytest.mark.parametrize("stops", ["never asked", "withdrawn", "objected", "closed", "unknown"])
    def test_names_nobody_else(self, market: Market, student: Actor, stops: str) -> None:
        if stops != "never asked":
            agree(market, student)
        if stops == "withdrawn":
            take_back(market, student)
        elif stops == "objected":
            objection = FilePrivacyRequest(
                person_id=student.id,
                kind=RequestKind.OBJECTION,
                objects_to=(Objection.PROFILING,),
            )
            assert market.ask(objection, student).accepted
            market.run_until_quiet()
        elif stops == "closed":
            assert market.ask(CloseAccount(account_id=student.id), student).accepted
        record(market, shown(student_id=None if stops == "unknown" else student.id))
        assert (first(market).student_id, first(market).words) == (None, "")
        assert student.id not in str(market.log.facts[-1]), "nor does the envelope"

    def test_takes_many_at_once_with_what_was_looked_at(
        self, market: Market, student: Actor
    ) -> None:
        agree(market, student)
        other = "0b9c7d52-6f0e-4f57-9f1b-8d6f6b1f2f11"
        views = (
            Viewed(SHOWING_ID, ANNA, student.id, MONDAY),
            Viewed(SHOWING_ID, IVAN, student.id, MONDAY),
            Viewed(SHOWING_ID, ANNA, student.id, MONDAY),
            Viewed("nothing", ANNA, student.id, MONDAY),
        )
        both = (shown(student_id=student.id), shown(showing_id=other, student_id=None))
        record(market, *both, views=views)
        assert names(market) == ["SearchPerformed", "SearchProfileViewed", "SearchProfileViewed"]
        assert len(market.facts(f"showing-{other}")) == 1


class TestOpening:
    def test_is_noted_once(self, market: Market, student: Actor) -> None:
        agree(market, student)
        record(market, shown(student_id=student.id))
        assert click(market, ANNA, student.id).accepted
        assert click(market, ANNA, student.id).accepted
        assert names(market) == ["SearchPerformed", "SearchResultClicked"]

    def test_is_not_noted_of_who_agrees_no_more(self, market: Market, student: Actor) -> None:
        agree(market, student)
        record(market, shown(student_id=student.id))
        take_back(market, student)
        assert click(market, ANNA, student.id).accepted
        record(market, views=[Viewed(SHOWING_ID, ANNA, student.id, MONDAY)])
        assert names(market) == ["SearchPerformed"]

    def test_of_what_was_shown_to_nobody_says_not_who(self, market: Market, student: Actor) -> None:
        record(market, shown(student_id=None))
        assert click(market, ANNA, student.id).accepted
        assert click(market, "nobody", student.id).refusal == "TutorWasNotShown"
        said = [one for one in market.log.facts if SHOWING_ID in str(one)]
        assert not [one for one in said if student.id in str(one)]

    def test_of_nothing_is_told(self, market: Market) -> None:
        assert click(market, ANNA, None).refusal == "NotFound"


class TestBooking:
    def test_is_tied_to_what_its_student_was_shown(self, market: Market, student: Actor) -> None:
        agree(market, student)
        record(market, shown(student_id=student.id))
        outcome = hold(market, student, SHOWING_ID)
        assert names(market) == ["SearchPerformed", "SearchBookingStarted"]
        assert facts(market)[1].booking_id == outcome.answer["booking_id"]

    def test_of_a_series_ties_its_first_lesson(self, market: Market, student: Actor) -> None:
        agree(market, student)
        record(market, shown(student_id=student.id))
        series = HoldSeries(
            tutor_id=ANNA,
            course_id=f"{ANNA}-hour",
            first_day=THURSDAY.date(),
            starts_at="09:00",
            count=2,
            shown_in=SHOWING_ID,
        )
        outcome = market.ask(series, student)
        assert outcome.accepted, outcome
        assert facts(market)[1].booking_id == outcome.answer["booking_ids"][0]

    def test_that_is_refused_names_nobody_of_what_was_shown_to_nobody(
        self, market: Market, student: Actor
    ) -> None:
        record(market, shown(student_id=None))
        assert hold(market, student, SHOWING_ID).accepted
        assert not hold(market, student, SHOWING_ID).accepted, "the slot is taken"
        said = [each for each in map(str, market.log.facts) if SHOWING_ID in each]
        assert not [each for each in said if student.id in each]

    @pytest.mark.parametrize("to", ["nobody", "another", "who took it back", "none"])
    def test_fails_for_nothing_that_was_shown(
        self, market: Market, student: Actor, to: str
    ) -> None:
        other = registered(market, "olga")
        for each in (student, other):
            agree(market, each)
        whose = {"nobody": None, "another": other.id}.get(to, student.id)
        record(market, shown(student_id=whose))
        if to == "who took it back":
            take_back(market, student)
        assert hold(market, student, "none" if to == "none" else SHOWING_ID).accepted
        assert names(market) == ["SearchPerformed"]


def hold(market: Market, student: Actor, showing_id: str) -> Outcome:
    return market.ask(
        HoldSlot(tutor_id=ANNA, course_id=f"{ANNA}-hour", start=THURSDAY, shown_in=showing_id),
        student,
    )
