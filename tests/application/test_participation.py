"""Taking part: only who agrees is measured, in that moment, and leaving takes everything out."""

from typing import Any

import pytest
from pydantic import SecretStr

from application.account import CloseAccount, RegisterAccount
from application.age import DeclareAge
from application.booking import CancelBooking, SubmitBooking
from application.consent import GrantConsent, WithdrawConsent
from application.experiment import PauseExperiment
from application.participation import EnterExperiment
from application.privacy import FilePrivacyRequest
from domain.account.events import Locale
from domain.consent.events import Purpose
from domain.experiment.events import ConversionNoted, PersonExposed
from domain.experiment.terms import Metric
from domain.privacy.terms import Objection, RequestKind
from domain.shared.actor import Actor, Role
from tests.support.calendar import THURSDAY
from tests.support.experiments import AS_ANALYST, started
from tests.support.market import Market
from tests.support.people import ANNA

TEXT: dict[str, Any] = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
ANALYTICS, PROFILING = Purpose.ANALYTICS, Purpose.RECOMMENDATION_PROFILING


@pytest.fixture
def market() -> Market:
    return Market.opened()


@pytest.fixture
def student(market: Market) -> Actor:
    return registered(market)


def registered(market: Market, name: str = "ben") -> Actor:
    """This is a student with an account of their own."""
    command = RegisterAccount(
        email=f"{name}@example.org",
        password=SecretStr("long enough to keep"),
        display_name="Ben",
        locale=Locale.RUSSIAN,
        time_zone="Europe/Berlin",
    )
    stranger = Actor("", frozenset())
    account_id: str = market.ask(command, stranger).answer["account_id"]
    return Actor(account_id, frozenset({Role.STUDENT}))


def agree(market: Market, student: Actor, purpose: Purpose = ANALYTICS) -> None:
    yes = GrantConsent(person_id=student.id, purpose=purpose, **TEXT)
    assert market.ask(yes, student).accepted


def take_back(market: Market, student: Actor, purpose: Purpose = ANALYTICS) -> None:
    assert market.ask(WithdrawConsent(person_id=student.id, purpose=purpose), student).accepted
    market.run_until_quiet()


def enter(market: Market, experiment_id: str, student: Actor) -> tuple[str, str]:
    outcome = market.ask(EnterExperiment(experiment_id=experiment_id), student)
    assert outcome.accepted, outcome.refusal
    return outcome.answer["variation"], outcome.answer["reason"]


def part_of(market: Market, student: Actor) -> list[Any]:
    return list(market.facts(f"participation-{student.id}"))


def booked(market: Market, student: Actor) -> str:
    booking_id = market.hold(student, ANNA, THURSDAY)
    assert market.ask(SubmitBooking(booking_id=booking_id), student).accepted
    market.run_until_quiet()
    return booking_id


class TestEntering:
    def test_shows_the_same_each_time_and_records_it_once(
        self, market: Market, student: Actor
    ) -> None:
        agree(market, student)
        id_ = started(market)
        first, second = (enter(market, id_, student) for _ in range(2))
        assert (first[0], first[1], second[1]) == (second[0], "assigned", "kept")
        (exposed,) = part_of(market, student)
        assert isinstance(exposed, PersonExposed)
        assert (exposed.experiment_id, exposed.variation) == (id_, first[0])

    def test_shows_the_control_to_who_has_not_agreed(self, market: Market, student: Actor) -> None:
        id_ = started(market)
        assert enter(market, id_, student) == ("control", "no_consent")
        agree(market, student)
        take_back(market, student)
        assert enter(market, id_, student) == ("control", "no_consent")
        assert part_of(market, student) == []

    def test_takes_an_agreement_to_profiling_where_it_is_needed(
        self, market: Market, student: Actor
    ) -> None:
        agree(market, student)
        id_ = started(market, is_profiling=True)
        assert enter(market, id_, student) == ("control", "no_consent")
        agree(market, student, PROFILING)
        assert enter(market, id_, student)[1] == "assigned"
        filed = FilePrivacyRequest(
            person_id=student.id,
            kind=RequestKind.OBJECTION,
            objects_to=(Objection.PROFILING,),
        )
        assert market.ask(filed, student).accepted
        assert enter(market, id_, student) == ("control", "no_consent")

    def test_is_nothing_for_children(self, market: Market, student: Actor) -> None:
        agree(market, student)
        child = DeclareAge(account_id=student.id, country="DE", age_years=9)
        assert market.ask(child, student).accepted
        assert enter(market, started(market), student)[0] == "control"
        assert part_of(market, student) == []

    def test_puts_people_into_the_holdout_as_well(self, market: Market) -> None:
        holdout = started(market, name="holdout")
        id_ = started(market, holdout_id=holdout)
        for number in range(8):
            student = registered(market, f"student{number}")
            agree(market, student)
            _, reason = enter(market, id_, student)
            variations = {each.experiment_id: each.variation for each in part_of(market, student)}
            is_held = variations[holdout] == "control"
            assert (reason == "held_out") is is_held
            assert (id_ in variations) is not is_held

    def test_is_for_students(self, market: Market) -> None:
        outcome = market.ask(EnterExperiment(experiment_id=started(market)), AS_ANALYST)
        assert outcome.refusal == "RoleMissing"


class TestConverting:
    def test_is_noted_for_what_somebody_is_in(self, market: Market, student: Actor) -> None:
        agree(market, student)
        id_ = started(market)
        enter(market, id_, student)
        booking_id = booked(market, student)
        _, noted = part_of(market, student)
        assert isinstance(noted, ConversionNoted)
        assert (noted.metric, noted.value) == (Metric.BOOKINGS_CONFIRMED, 1)
        assert (noted.source_id, noted.experiment_ids) == (booking_id, (id_,))

    def test_is_noted_before_any_and_counts_for_nothing_then(
        self, market: Market, student: Actor
    ) -> None:
        agree(market, student)
        booked(market, student)
        (noted,) = part_of(market, student)
        assert noted.experiment_ids == ()

    def test_counts_for_nothing_while_it_is_paused(self, market: Market, student: Actor) -> None:
        agree(market, student)
        id_ = started(market)
        enter(market, id_, student)
        assert market.ask(PauseExperiment(experiment_id=id_), AS_ANALYST).accepted
        booked(market, student)
        assert part_of(market, student)[-1].experiment_ids == ()

    def test_is_not_noted_without_an_agreement(self, market: Market, student: Actor) -> None:
        booked(market, student)
        assert part_of(market, student) == []

    def test_is_whatever_a_student_does(self, market: Market, student: Actor) -> None:
        agree(market, student)
        booking_id = booked(market, student)
        assert market.ask(CancelBooking(booking_id=booking_id), student).accepted
        market.run_until_quiet()
        assert [each.metric for each in part_of(market, student)] == [
            Metric.BOOKINGS_CONFIRMED,
            Metric.CANCELLATIONS,
        ]


class TestLeaving:
    def test_follows_from_an_agreement_taken_back(self, market: Market, student: Actor) -> None:
        agree(market, student)
        id_ = started(market)
        enter(market, id_, student)
        take_back(market, student)
        assert market.names(f"participation-{student.id}")[-1] == "ParticipationEnded"
        agree(market, student)
        assert enter(market, id_, student) == ("control", "has_left")
        assert enter(market, started(market), student)[1] == "assigned"
        market.advance(minutes=1)
        take_back(market, student)
        assert market.names(f"participation-{student.id}").count("ParticipationEnded") == 2

    def test_follows_from_a_closed_account(self, market: Market, student: Actor) -> None:
        agree(market, student)
        enter(market, started(market), student)
        assert market.ask(CloseAccount(account_id=student.id), student).accepted
        market.run_until_quiet()
        assert market.names(f"participation-{student.id}")[-1] == "ParticipationEnded"
        assert market.open_todos("leaving_experiments") == []

    def test_is_not_for_who_agreed_again_meanwhile(self, market: Market, student: Actor) -> None:
        agree(market, student)
        enter(market, started(market), student)
        withdraw = WithdrawConsent(person_id=student.id, purpose=ANALYTICS)
        assert market.ask(withdraw, student).accepted
        agree(market, student)
        market.run_until_quiet()
        assert market.names(f"participation-{student.id}") == ["PersonExposed"]

    def test_is_nothing_for_who_was_in_nothing(self, market: Market, student: Actor) -> None:
        agree(market, student)
        take_back(market, student)
        assert part_of(market, student) == []
