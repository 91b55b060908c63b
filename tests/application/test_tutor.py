"""Tutors through their commands: from the first word to a booking, and whole from elsewhere."""

from typing import Any

import pytest
from pydantic import ValidationError

from application import tutor
from application.fields import Price
from application.tutor_parts import Language
from domain.shared.actor import Actor, Role
from domain.shared.money import Money
from domain.tutor.aggregate import TUTOR
from domain.tutor.events import CancellationPolicy, HidingReason, LanguageSkill, StrikeReason
from domain.tutor.offer import LevelsRunUpwards
from domain.tutor.state import OnlyTheTutorChangesTheirOffer
from tests.application.desk import Desk
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, AS_ANNA, AS_IVAN, AS_SYSTEM, RITA

ADMIN = Actor(RITA, frozenset({Role.ADMIN}))
STREAM = f"tutor-{ANNA}"
OFFER: dict[str, Any] = {
    "tutor_id": ANNA,
    "subject": "russian",
    "title": "Разговорный русский",
    "price_per_hour": {"minor": 1500, "currency": "USD"},
}
IMPORT: dict[str, Any] = {
    "tutor_id": ANNA,
    "source": "elsewhere",
    "source_reference": "17",
    "display_name": "Tutor 17",
    "about": "We speak, read and write.",
    "time_zone": "America/Sao_Paulo",
    "teaches": [{"language": "russian", "level": 7}],
    "speaks": [{"language": "persian(farsi)"}, {"language": "english", "level": 5}],
    "reputation": {
        "is_professional": True,
        "session_count": 16321,
        "student_count": 1210,
        "overall_rating": "0.0",
        "response_rate_percent": 0,
        "attendance_rate_percent": 100,
        "currency": "USD",
        "price_from_minor": 500,
        "has_trial": False,
        "trial_price_minor": 0,
    },
    "courses": [
        {
            "course_id": "elsewhere-1",
            "subject": "other",
            "title": "Talk",
            "description": "",
            "price_per_hour": {"minor": 1500, "currency": "USD"},
            "level_lo": 1,
            "level_hi": 6,
            "category": "",
            "tags": ["T0001"],
            "student_count": 6,
            "session_count": 35,
        }
    ],
}


@pytest.fixture
def desk() -> Desk:
    return Desk(tutor.HANDLERS)


def published(desk: Desk) -> str:
    """This is Anna with a profile, a subject and the course whose id it is."""
    profile = tutor.PublishProfile(
        tutor_id=ANNA,
        display_name="Anna",
        headline="Русский без скуки",
        about="I have taught Russian for ten years.",
        time_zone="Europe/Moscow",
        speaks=(Language(language="russian", level=7),),
        teaches_in=("russian",),
    )
    desk.ask(profile, AS_ANNA, MONDAY)
    desk.ask(tutor.OfferSubject(tutor_id=ANNA, subject="russian"), AS_ANNA, MONDAY)
    offered = desk.ask(tutor.OfferCourse.model_validate(OFFER), AS_ANNA, MONDAY)
    return str(offered.answer["course_id"])


def bookable(desk: Desk) -> str:
    course_id = published(desk)
    ready = tutor.ReadyPayoutAccount(tutor_id=ANNA, payout_account="acct_1")
    desk.ask(ready, AS_SYSTEM, MONDAY)
    desk.ask(tutor.ListTutor(tutor_id=ANNA), AS_SYSTEM, MONDAY)
    return course_id


class TestATutor:
    def test_comes_to_be_booked(self, desk: Desk) -> None:
        course_id = bookable(desk)
        anna = desk.load(TUTOR, ANNA).state
        assert anna is not None
        anna.check_bookable()
        assert anna.course(course_id).price == Money(1500, "USD")

    def test_changes_rate_and_policy(self, desk: Desk) -> None:
        course_id = published(desk)
        price = Price(minor=2000, currency="USD")
        rate = tutor.ChangeRate(tutor_id=ANNA, course_id=course_id, price_per_hour=price)
        desk.ask(rate, AS_ANNA, MONDAY)
        strict = tutor.ChoosePolicy(tutor_id=ANNA, policy=CancellationPolicy.STRICT)
        desk.ask(strict, AS_ANNA, MONDAY)
        assert desk.names(STREAM)[-2:] == ["RateChanged", "PolicyChosen"]

    def test_withdraws_everything_again(self, desk: Desk) -> None:
        course_id = bookable(desk)
        desk.ask(tutor.WithdrawCourse(tutor_id=ANNA, course_id=course_id), AS_ANNA, MONDAY)
        desk.ask(tutor.WithdrawSubject(tutor_id=ANNA, subject="russian"), AS_ANNA, MONDAY)
        last = ["CourseWithdrawn", "TutorHidden", "SubjectWithdrawn"]
        assert desk.names(STREAM)[-3:] == last

    def test_lets_nobody_else_change_the_offer(self, desk: Desk) -> None:
        published(desk)
        for actor in (AS_IVAN, ADMIN):
            with pytest.raises(OnlyTheTutorChangesTheirOffer):
                desk.ask(tutor.OfferCourse.model_validate(OFFER), actor, MONDAY)

    def test_is_hidden_and_struck_by_the_platform(self, desk: Desk) -> None:
        bookable(desk)
        hide = tutor.HideTutor(tutor_id=ANNA, reasons=(HidingReason.ACCOUNT_SUSPENDED,))
        strike = tutor.NoteStrike(tutor_id=ANNA, booking_id="b1", reason=StrikeReason.NO_SHOW)
        for command in (hide, strike, tutor.LosePayoutAccount(tutor_id=ANNA)):
            desk.ask(command, AS_SYSTEM, MONDAY)
        last = ["TutorHidden", "StrikeNoted", "PayoutAccountLost"]
        assert desk.names(STREAM)[-3:] == last

    def test_names_levels_upwards(self, desk: Desk) -> None:
        wrong = tutor.OfferSubject(tutor_id=ANNA, subject="russian", level_lo=5, level_hi=2)
        with pytest.raises(LevelsRunUpwards):
            desk.ask(wrong, AS_ANNA, MONDAY)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"price_per_hour": {"minor": 0, "currency": "USD"}},
            {"price_per_hour": {"minor": 1500, "currency": "dollars"}},
            {"duration_minutes": 5},
            {"level_hi": 8},
            {"subject": "Russian!"},
            {"title": ""},
            {"description": "x" * 10_001},
            {"tags": ["t"] * 21},
        ],
        ids=lambda wrong: str(next(iter(wrong))),
    )
    def test_says_only_what_makes_sense(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            tutor.OfferCourse.model_validate({**OFFER, **wrong})


class TestImporting:
    def test_takes_in_everything_in_one_step(self, desk: Desk) -> None:
        decision = desk.ask(tutor.ImportTutor.model_validate(IMPORT), ADMIN, MONDAY)
        assert decision.answer == {"tutor_id": ANNA, "is_new": True}
        assert [change.stream_id for change in decision.changes] == [STREAM]
        assert desk.names(STREAM) == [
            "TutorImported",
            "ProfilePublished",
            "SubjectOffered",
            "SubjectOffered",
            "CourseOffered",
            "TutorListed",
        ]

    def test_keeps_the_figures_as_they_were(self, desk: Desk) -> None:
        desk.ask(tutor.ImportTutor.model_validate(IMPORT), ADMIN, MONDAY)
        imported, profile, *_, course, _ = desk.facts(STREAM)
        assert imported.reputation.overall_rating == "0.0"
        assert imported.reputation.price_from == Money(500, "USD")
        assert (course.student_count, course.session_count) == (6, 35)
        assert set(profile.speaks) == {
            LanguageSkill("russian", 7),
            LanguageSkill("english", 5),
            LanguageSkill("persian(farsi)", None),
        }

    def test_again_changes_nothing_and_says_so(self, desk: Desk) -> None:
        desk.ask(tutor.ImportTutor.model_validate(IMPORT), ADMIN, MONDAY)
        again = desk.ask(tutor.ImportTutor.model_validate(IMPORT), ADMIN, MONDAY)
        assert (again.changes, again.answer["is_new"]) == ((), False)

    @pytest.mark.parametrize("rating", ["5.1", "-1.0", "5", "good", ""])
    def test_refuses_a_rating_that_is_none(self, rating: str) -> None:
        reputation = {**IMPORT["reputation"], "overall_rating": rating}
        with pytest.raises(ValidationError):
            tutor.ImportTutor.model_validate({**IMPORT, "reputation": reputation})
