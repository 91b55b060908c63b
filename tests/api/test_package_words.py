"""A package speaks one language at a time, and has a word for everything in it."""

from datetime import date
from enum import StrEnum
from typing import Any

import pytest

from api.packages import english, russian
from api.packages.language import Language
from api.packages.page import FILES, RIGHTS
from api.packages.russian_facts import WHAT_HAPPENED
from api.packages.russian_processing import SAID
from api.packages.showing import Showing
from application.packing.uses import uses
from domain.account.events import Locale, SuspensionReason
from domain.audit.events import CommandRefused
from domain.booking.terms import (
    Acceptance,
    CancellationReason,
    Dispute,
    Party,
    ProblemReason,
    ResolutionGround,
    State,
)
from domain.catalogue import FACTS
from domain.consent.events import Method, Purpose
from domain.credit.terms import State as Package
from domain.earning.events import FreezeReason, Ground
from domain.payment.policies import State as Money
from domain.payout.events import CancelReason, HoldReason
from domain.privacy import terms
from domain.reading.events import ReadingPurpose
from domain.review.events import Fault, Part
from domain.review.words import Step
from domain.shared.actor import Role
from domain.shared.age import AgeBand
from domain.shared.personal import Category, person_fields, personal_fields
from domain.tutor.moderation_events import ProfileFault
from domain.tutor.standing import Step as ProfileStep
from domain.verification.case import State as Paper
from domain.verification.events import Credential
from projections.holdings import HOLDINGS
from projections.tutor_earnings.tables import Kind
from tests.support.calendar import MONDAY
from tests.support.people import BEN

RUSSIAN, ENGLISH = Language.of("ru"), Language.of("en")
CODES: tuple[type[StrEnum], ...] = (
    *(Locale, Role, AgeBand, Category, Purpose, Method, State, Acceptance, CancellationReason),
    *(Dispute, Party, ProblemReason, Credential, Paper, terms.RequestKind, terms.Regime),
    *(terms.State, terms.Capacity, terms.Channel, terms.Objection, terms.RestrictionGround),
    *(terms.HoldBasis, terms.Recipient, terms.ExtensionReason, terms.DenialReason),
    *(terms.IdentityMethod, terms.LiftReason, terms.Deadline, SuspensionReason),
    *(ResolutionGround, Money, ReadingPurpose, Kind, Ground, FreezeReason, Package),
    *(CancelReason, HoldReason, Part, Step, Fault, ProfileStep, ProfileFault),
)
CLASSES: dict[str, Any] = dict(FACTS)
SHOWN_TO_SOMEBODY = {
    *(topic for topic, cls in CLASSES.items() if person_fields(cls)),
    CommandRefused.TOPIC,
}
"""Facts that can be about a person, and thus stand in a package: those that name one, and a no."""
UNTRANSLATED = {"subjects", "courses", "said", "price_per_hour"}
"""Columns that are taken apart before they are shown."""


def is_russian(text: str) -> bool:
    return any("а" <= letter <= "я" for letter in text.lower())


class TestBothLanguages:
    def test_say_the_same_things(self) -> None:
        for name in ("TEXTS", "SECTIONS"):
            assert getattr(english, name).keys() == getattr(russian, name).keys()

    def test_name_every_part(self) -> None:
        for language in (ENGLISH, RUSSIAN):
            names = {holding.name for holding in HOLDINGS} | {"credentials"}
            assert language.sections.keys() == names
            assert {*FILES, *(f"right_{article}" for article in RIGHTS)} <= language.texts.keys()


class TestWhatHappened:
    @pytest.mark.parametrize("topic", sorted(SHOWN_TO_SOMEBODY))
    def test_is_a_sentence_in_both_languages(self, topic: str) -> None:
        for language in (ENGLISH, RUSSIAN):
            said = language.fact(topic)
            assert said[0].isupper(), said
            assert said[-1] == ".", said
            assert not set(said) & set("`_"), said

    def test_is_told_by_its_topic_where_the_code_cannot_read_it(self) -> None:
        for language in (ENGLISH, RUSSIAN):
            assert language.fact("nobody.knows.v1") == "nobody.knows.v1"


class TestRussian:
    @pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.name)
    def test_has_a_word_for_every_column(self, holding: Any) -> None:
        columns = {*holding.columns, *holding.observed} - UNTRANSLATED
        missing = {name for name in columns if not is_russian(RUSSIAN.column(name))}
        assert missing <= {"overrides", "rules"}

    def test_has_a_word_for_every_personal_field(self) -> None:
        names = {name for cls in CLASSES.values() for name in personal_fields(cls)}
        names -= {"password_hash"}
        assert not {name for name in names if not is_russian(RUSSIAN.column(name))}

    @pytest.mark.parametrize("code", [code for codes in CODES for code in codes])
    def test_has_a_word_for_every_code(self, code: StrEnum) -> None:
        assert is_russian(RUSSIAN.value(code)), code

    def test_has_words_for_just_the_facts_that_can_be_shown(self) -> None:
        assert WHAT_HAPPENED.keys() == SHOWN_TO_SOMEBODY
        assert all(map(is_russian, WHAT_HAPPENED.values()))

    def test_has_words_for_just_what_the_record_of_processing_says(self) -> None:
        words = {
            words
            for use in uses()
            for words in (use.purpose, *use.basis, *use.recipients, *use.retention)
        }
        assert words == SAID.keys()
        assert all(map(is_russian, SAID.values()))

    def test_calls_people_by_what_they_are(self) -> None:
        assert RUSSIAN.value("tutor 2") == "преподаватель 2"


class TestShowing:
    SHOWN = Showing(ENGLISH, "Asia/Tokyo", BEN)

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (None, "–"),
            (True, "yes"),
            (MONDAY, "2026-03-02 18:00"),
            (date(2026, 3, 2), "2026-03-02"),
            (["student", "tutor"], "student, tutor"),
            ({"level": 7}, "level 7"),
            (BEN, "you"),
            ("process:charging", "the platform itself"),
            ("awaiting_payment", "awaiting payment"),
            ("x" * 500, "x" * 120 + "…"),
        ],
    )
    def test_tells_values_as_people_do(self, value: Any, shown: str) -> None:
        assert self.SHOWN.value(value) == shown

    def test_tells_money_in_its_own_unit(self) -> None:
        row = {"price_minor": 2500, "currency": "EUR", "note": None}
        assert list(self.SHOWN.cells(row)) == [("Price", "25.00 EUR")]
        nested = {"price_per_hour": {"minor": 150, "currency": "JPY"}}
        assert list(self.SHOWN.cells(nested)) == [("Price per hour", "150 JPY")]

    def test_takes_nobodys_words_for_a_code(self) -> None:
        shown = dict(
            Showing(RUSSIAN, "UTC", BEN).cells({"display_name": "adult", "age_band": "adult"})
        )
        assert shown == {"Имя": "adult", "Возрастная группа": "взрослый"}
