"""Breaches through their commands."""

from typing import Any

import pytest
from pydantic import ValidationError

from application.access import ACCESS
from application.breach import (
    AssessBreach,
    CloseBreach,
    NoteAuthorityNotified,
    NotePeopleInformed,
    NoticeBreachDeadline,
    RecordBreach,
    SetBreachScope,
)
from domain.breach.events import Cause, DelayReason, Harm, Means, Risk
from domain.shared.actor import Role
from tests.support.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY
from tests.support.office import AS_ADA, AS_SAM, Office
from tests.support.people import AS_BEN, AS_SYSTEM

RECORD = RecordBreach(
    harms=(Harm.INTEGRITY, Harm.CONFIDENTIALITY, Harm.INTEGRITY),
    cause=Cause.SUPPLIER,
    became_aware_at=MONDAY,
)


def recorded(office: Office) -> str:
    return str(office.done(RECORD, AS_SAM, TUESDAY)["breach_id"])


class TestABreachsLife:
    def test_from_becoming_aware_to_its_end(self) -> None:
        office = Office()
        of: dict[str, Any] = {"breach_id": recorded(office)}
        scope = SetBreachScope(
            **of, since=MONDAY, until=TUESDAY, stream_kinds=("booking", "account", "booking")
        )
        for command, actor, at in (
            (scope, AS_SAM, TUESDAY),
            (AssessBreach(**of, risk=Risk.HIGH, people_count=2, facts_count=9), AS_SAM, TUESDAY),
            (NoticeBreachDeadline(**of), AS_SYSTEM, WEDNESDAY),
            (NoteAuthorityNotified(**of, reference="dpa-1", is_final=False), AS_SAM, WEDNESDAY),
            (
                NoteAuthorityNotified(
                    **of,
                    reference="dpa-2",
                    is_final=True,
                    delay_reason=DelayReason.INVESTIGATION,
                ),
                AS_ADA,
                FRIDAY,
            ),
            (NotePeopleInformed(**of, people_count=2, means=Means.E_MAIL), AS_SAM, FRIDAY),
            (CloseBreach(**of), AS_ADA, FRIDAY),
        ):
            office.done(command, actor, at)
        facts = office.facts(f"breach-{of['breach_id']}")
        assert [type(fact).__name__ for fact in facts] == [
            "BreachRecorded",
            "BreachScopeSet",
            "BreachRiskAssessed",
            "BreachDeadlineNeared",
            "AuthorityNotified",
            "AuthorityNotified",
            "AffectedPeopleInformed",
            "BreachClosed",
        ]
        assert facts[0].harms == (Harm.CONFIDENTIALITY, Harm.INTEGRITY)
        assert facts[1].stream_kinds == ("account", "booking")
        assert [fact.phase for fact in facts[4:6]] == [1, 2]
        assert facts[4].notified_at == WEDNESDAY

    def test_notes_what_was_told_before(self) -> None:
        office = Office()
        told = NoteAuthorityNotified(
            breach_id=recorded(office), reference="dpa-1", is_final=True, notified_at=WEDNESDAY
        )
        office.done(told, AS_SAM, FRIDAY)
        assert office.facts(f"breach-{told.breach_id}")[-1].notified_at == WEDNESDAY

    def test_misses_its_deadline_where_nobody_acts(self) -> None:
        office = Office()
        notice = NoticeBreachDeadline(breach_id=recorded(office))
        for at in (TUESDAY, THURSDAY, FRIDAY):
            office.done(notice, AS_SYSTEM, at)
        names = office.names_of(f"breach-{notice.breach_id}")
        assert names[1:] == ["BreachDeadlineMissed"]


class TestWhoMay:
    def test_is_support_and_admins(self) -> None:
        assert Office().ask(RECORD, AS_BEN).refusal == "RoleMissing"
        assert ACCESS[NoticeBreachDeadline] == frozenset({Role.SYSTEM})


class TestTheShape:
    @pytest.mark.parametrize(
        "fields",
        [
            {"until": MONDAY},
            {"stream_kinds": ["Accounts of Ben"]},
            {"categories": []},
            {"what_happened": "words"},
        ],
    )
    def test_of_a_scope_runs_forward_and_holds_no_words(self, fields: dict[str, Any]) -> None:
        whole = {"breach_id": "b", "since": MONDAY, "until": TUESDAY}
        assert SetBreachScope.model_validate(whole)
        with pytest.raises(ValidationError):
            SetBreachScope.model_validate({**whole, **fields})
