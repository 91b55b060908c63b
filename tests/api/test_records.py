"""The record of processing activities says everything, to those who may see it."""

import json
import re
from typing import Any

import pytest

from api.record_of_processing import record_of_processing
from application.packing.uses import uses
from application.receipts import Controller
from domain.catalogue import FACTS
from domain.shared.actor import Role
from domain.shared.event import context_of
from domain.shared.personal import personal_fields
from domain.shared.processing import UNANSWERED
from tests.api.world import World, one
from tests.support.people import AS_BEN
from tests.support.shell import type_in

CONTROLLER = Controller("Preceptor", "privacy@example.org")
RECORD = record_of_processing(CONTROLLER)
PATH = "/v1/privacy/records-of-processing"
CLASSES: dict[str, Any] = dict(FACTS)
PERSONAL = {(topic, name) for topic, cls in CLASSES.items() for name in personal_fields(cls)}


class TestTheRecord:
    def test_has_every_activity(self) -> None:
        found = [activity.context for activity in RECORD.activities]
        assert found == sorted(set(map(context_of, FACTS)))

    def test_handles_every_personal_field_once(self) -> None:
        handled = [
            (fact.topic, name)
            for activity in RECORD.activities
            for fact in activity.facts
            for data in fact.personal
            for name in data.fields
        ]
        assert sorted(handled) == sorted(PERSONAL)

    def test_names_every_field_of_every_fact(self) -> None:
        for activity in RECORD.activities:
            for fact in activity.facts:
                named = {field.name.partition(".")[0] for field in fact.fields}
                assert named == set(CLASSES[fact.topic].__dataclass_fields__)

    def test_says_of_all_of_it_what_for_how_long_and_who_else(self) -> None:
        for activity in RECORD.activities:
            assert activity.purpose
            assert activity.people
            assert activity.pseudonymous_retention
            assert activity.stored_in.stream.endswith(f"preceptor.{activity.context}")
            for data in (data for fact in activity.facts for data in fact.personal):
                assert data.purpose
                assert data.basis
                assert "after" in data.retention

    def test_names_the_read_models_that_follow(self) -> None:
        (account,) = [one for one in RECORD.activities if one.context == "account"]
        assert "directory" in account.stored_in.read_models
        assert "tutor_onboarding" in account.stored_in.processes

    def test_names_who_is_given_what_has_no_words(self) -> None:
        given = {one.context: one.recipients for one in RECORD.activities}
        assert given["booking"] == (
            "the other side of a lesson",
            "a bank that takes a payment back, through the payment provider",
        )
        assert given["audit"] == ()

    def test_says_where_a_fact_differs(self) -> None:
        purposes = {
            fact.topic: data.purpose
            for activity in RECORD.activities
            for fact in activity.facts
            for data in fact.personal
        }
        assert purposes["account.password_set.v1"] == "letting nobody in but the holder"


class TestWhatPeopleAreTold:
    """An access package has a table of uses; the record has it fact by fact."""

    RECORDED = frozenset(
        (data.purpose, data.category, data.basis, data.recipients, data.retention)
        for activity in RECORD.activities
        for fact in activity.facts
        for data in fact.personal
    )

    def test_is_everything_the_record_says_and_nothing_else(self) -> None:
        told = {
            (use.purpose, use.category, use.basis, use.recipients, use.retention[0])
            for use in uses()
            if use.category
        }
        assert told == self.RECORDED

    def test_is_also_what_is_done_with_pseudonyms(self) -> None:
        told = {(use.purpose, use.basis, use.recipients) for use in uses() if not use.category}
        assert told == {
            (activity.purpose, (activity.basis,), activity.recipients)
            for activity in RECORD.activities
        }

    def test_is_when_a_registration_nobody_answered_ends(self) -> None:
        early = {use for use in uses() if UNANSWERED.words in use.retention}
        assert early == {use for use in uses() if use.category in UNANSWERED.categories}


class TestOverHttp:
    def test_is_for_auditors_and_admins(self, world: World) -> None:
        for role in (Role.AUDITOR, Role.ADMIN):
            told = world.get(PATH, one(role)).json()
            assert len(told["activities"]) == len(RECORD.activities)
            assert told["controller"] == {"name": "Preceptor", "contact": CONTROLLER.contact}
        assert world.get(PATH, AS_BEN).status_code == 403


class TestOnTheCommandLine:
    def test_is_a_table_that_needs_nothing_to_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CONTROLLER_NAME", "Anna & Ben")
        told = type_in("audit", "ropa")
        assert told.exit_code == 0
        assert told.stdout.startswith("Anna & Ben, ")
        for topic, _ in PERSONAL:
            assert topic in told.stdout

    def test_is_json_for_machines(self) -> None:
        told = json.loads(type_in("audit", "ropa", "--json").stdout)
        fields = {
            (fact["topic"], name)
            for activity in told["activities"]
            for fact in activity["facts"]
            for data in fact["personal"]
            for name in data["fields"]
        }
        assert fields == PERSONAL

    def test_is_a_page_that_loads_nothing(self) -> None:
        page = type_in("audit", "ropa", "--html").stdout
        assert page.startswith("<!doctype html>")
        assert not re.findall(r"<script|(?:src|href)=", page)
        for topic, name in PERSONAL:
            assert topic in page
            assert name in page
