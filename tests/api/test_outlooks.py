"""Outlooks: the student is told in any case, others while the student agrees, tutors the least."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from math import nan
from typing import Any

import pytest
from pydantic import SecretStr

from api.outlook_words import ENGLISH, RUSSIAN, sentence
from api.recommendation_words import Language
from application.account import CloseAccount, RegisterAccount
from application.bus import Request
from application.consent import GrantConsent, WithdrawConsent
from application.success import Gain, Learnt, Trial
from application.work import Command
from domain.account.events import Locale
from domain.consent.events import Purpose
from domain.reading.events import DataRead
from domain.shared.actor import Actor, Role
from domain.success.features import ACTIVE, FEATURES
from domain.success.model import Curve, Model
from tests.api.world import World, one
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, AS_ANNA, AS_IVAN, AS_OLGA, IVAN

HELP = {"Preceptor-Purpose": "support_case"}
CURVES = {
    **dict.fromkeys(FEATURES, Curve((0.0,), (0.0,), 0.0)),
    "days_since_lesson": Curve((0.0, 10.0), (0.5, -0.5), 0.0),
    "credits_left": Curve((0.0, 5.0), (-0.2, 1.0), 0.0),
    "stars": Curve((1.0, 5.0), (-1.0, 1.0), -0.3),
}
LEARNT = Learnt(Model(0.0, CURVES), MONDAY, 0, 0, {}, Trial(0, 0, 0, (), Gain(0, 0, 0), ()))
PROFILING = Purpose.RECOMMENDATION_PROFILING
Ask = Callable[..., Any]


def row(deed: str, day: float, tutor_id: str = ANNA, value: int = 0) -> dict[str, Any]:
    """This is something the student did, so many days ago."""
    return {
        "position": int(1000 - day),
        "student_id": "whoever is asked about",
        "tutor_id": tutor_id,
        "deed": deed,
        "about": f"{deed} {day}",
        "lesson_at": None,
        "value": value,
        "recorded_at": MONDAY - timedelta(days=day),
    }


@pytest.fixture
def known(world: World) -> World:
    world.success_models.learnt = LEARNT
    world.reader.tables["student_deeds.deeds"] = [
        row("credited", 9, value=5),
        row("learnt", 2),
    ]
    return world


@pytest.fixture
def student(known: World) -> Actor:
    command = RegisterAccount(
        email="ben@example.org",
        password=SecretStr("long enough to keep"),
        display_name="Ben",
        locale=Locale.RUSSIAN,
        time_zone="Europe/Berlin",
    )
    account_id: str = ask(known, command, Actor("", frozenset())).answer["account_id"]
    return Actor(account_id, frozenset({Role.STUDENT}))


def ask(world: World, command: Command, actor: Actor) -> Any:
    outcome = world.bus.execute(Request(command, actor, world.key(), "request"))
    assert outcome.accepted, outcome
    return outcome


def agree(world: World, student: Actor) -> None:
    words: dict[str, Any] = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
    ask(world, GrantConsent(person_id=student.id, purpose=PROFILING, **words), student)


def own(student: Actor, more: str = "") -> str:
    return f"/v1/students/{student.id}/outlook{more}"


def of(tutor_id: str, student: Actor) -> str:
    return f"/v1/tutors/{tutor_id}/students/{student.id}/outlook"


class TestTheStudent:
    def test_is_told_without_agreeing_to_anything(self, known: World, student: Actor) -> None:
        told = known.get(own(student), student).json()
        assert (told["probability"], told["within_days"]) == (0.73, 28)
        assert [(each["feature"], each["speaks"]) for each in told["reasons"]] == [
            ("credits_left", "for"),
            ("days_since_lesson", "for"),
            ("stars", "against"),
        ]
        assert told["reasons"][0]["words"] == "Lessons paid for in advance and not used: 5."

    def test_is_told_of_nothing_that_it_is_certain(self, known: World, student: Actor) -> None:
        for start, told in ((50.0, 0.99), (-50.0, 0.01)):
            known.success_models.learnt = replace(LEARNT, model=Model(start, CURVES))
            assert known.get(own(student), student).json()["probability"] == told

    def test_is_told_in_russian(self, known: World, student: Actor) -> None:
        told = known.get(own(student, "?language=ru"), student).json()
        assert told["reasons"][0]["words"] == "Занятий оплачено заранее и не использовано: 5."
        assert told["reasons"][2]["words"] == "Среднее из поставленных звёзд: пока нет."

    def test_is_told_nothing_without_a_lesson_lately_or_a_model(
        self, known: World, student: Actor
    ) -> None:
        known.reader.tables["student_deeds.deeds"] = [row("learnt", ACTIVE.days + 1)]
        assert known.get(own(student), student).status_code == 404
        known.reader.tables["student_deeds.deeds"] = [row("learnt", 1)]
        known.success_models.learnt = None
        assert known.get(own(student), student).status_code == 404

    def test_is_nobody_else(self, known: World, student: Actor) -> None:
        agree(known, student)
        for actor in (AS_OLGA, AS_ANNA, one(Role.ANALYST), one(Role.REVIEWER)):
            assert known.get(own(student), actor, HELP).status_code == 403


class TestSupport:
    def test_is_told_while_the_student_agrees(self, known: World, student: Actor) -> None:
        support = one(Role.SUPPORT)
        problem = known.get(own(student), support, HELP)
        assert (problem.status_code, problem.json()["type"].rpartition("/")[2]) == (
            403,
            "the-student-has-not-agreed",
        )
        agree(known, student)
        assert known.get(own(student), support, HELP).json()["probability"] == 0.73
        ask(known, WithdrawConsent(person_id=student.id, purpose=PROFILING), student)
        assert known.get(own(student), support, HELP).status_code == 403

    def test_is_not_told_of_who_has_left(self, known: World, student: Actor) -> None:
        agree(known, student)
        ask(known, CloseAccount(account_id=student.id), student)
        assert known.get(own(student), one(Role.ADMIN), HELP).status_code == 403

    def test_says_what_for_and_is_on_record(self, known: World, student: Actor) -> None:
        agree(known, student)
        support = one(Role.SUPPORT)
        assert known.get(own(student), support).status_code == 400
        known.get(own(student), support, HELP)
        (read,) = [one.fact for one in known.log.facts if isinstance(one.fact, DataRead)]
        assert (read.person_id, read.reader_id) == (student.id, support.id)
        assert read.route == "GET /v1/students/{student_id}/outlook"


class TestATutor:
    def test_is_told_of_a_student_who_agrees_and_nothing_of_money(
        self, known: World, student: Actor
    ) -> None:
        assert known.get(of(ANNA, student), AS_ANNA).status_code == 403
        agree(known, student)
        told = known.get(of(ANNA, student), AS_ANNA).json()
        assert told["probability"] == 0.73
        assert [each["feature"] for each in told["reasons"]] == ["days_since_lesson", "stars"]

    def test_is_told_no_reasons_where_others_teach_as_well(
        self, known: World, student: Actor
    ) -> None:
        agree(known, student)
        known.reader.tables["student_deeds.deeds"].append(row("learnt", 1, IVAN))
        told = known.get(of(ANNA, student), AS_ANNA).json()
        assert told["reasons"] == []

    def test_is_told_nothing_of_anybody_elses_student(self, known: World, student: Actor) -> None:
        agree(known, student)
        assert known.get(of(IVAN, student), AS_IVAN).status_code == 404
        assert known.get(of(ANNA, student), AS_IVAN).status_code == 403
        assert known.get(of(ANNA, student), one(Role.SUPPORT), HELP).status_code == 403


class TestWords:
    def test_are_there_for_each_feature_in_both_languages(self) -> None:
        assert set(ENGLISH) == set(RUSSIAN) == set(FEATURES)

    def test_tell_numbers_as_the_language_does(self) -> None:
        said = [sentence("overdue", 2.52, language) for language in Language]
        assert said[0].endswith(": 2.5.")
        assert said[1].endswith(": 2,5.")
        assert sentence("lessons", 3, Language.ENGLISH) == "Lessons so far: 3."
        assert sentence("stars", nan, Language.ENGLISH).endswith(": none yet.")
