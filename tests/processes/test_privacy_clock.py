"""Deadlines of requests about data, and of breaches: near once, missed once, and then quiet."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from application.breach import (
    AssessBreach,
    NoteAuthorityNotified,
    NoticeBreachDeadline,
    RecordBreach,
)
from application.privacy import FilePrivacyRequest, WithdrawPrivacyRequest
from application.privacy_handling import (
    AcknowledgePrivacyRequest,
    ApprovePrivacyRequest,
    CompletePrivacyRequest,
    DenyPrivacyRequest,
    ExtendPrivacyRequest,
    NoticePrivacyDeadlines,
)
from application.processes.privacy_clock import PRIVACY_CLOCK
from application.work import Command
from domain.breach.events import Cause, Harm, Risk
from domain.privacy.terms import DenialReason, ExtensionReason, Regime, RequestKind
from domain.shared.actor import Actor
from domain.shared.event import Fact
from tests.domain.breach import history as breach
from tests.domain.privacy.history import (
    ACKNOWLEDGED,
    COMPLETED,
    CONFIRMED,
    DENIED,
    DUE,
    EXTENDED,
    EXTENDED_DUE,
    IN_CALIFORNIA,
    JOINED,
    MISSED,
    NEARED,
    RECEIVED,
    WITHDRAWN,
)
from tests.processes.arrival import given, in_every_order, streams_by_key
from tests.processes.stories import ask
from tests.support.calendar import FRIDAY, MONDAY, THURSDAY, WEDNESDAY, days
from tests.support.market import Market
from tests.support.office import AS_SAM, settle
from tests.support.people import AS_BEN, BEN

NOTICE = NoticePrivacyDeadlines(request_id="r")
NOTICE_BREACH = NoticeBreachDeadline(breach_id="b")
REGROWN = replace(breach.assessed(Risk.HIGH), assessed_at=FRIDAY)


def due(*facts: Fact) -> list[tuple[str, Any]]:
    """This is what is left to do: near or missed, and when."""
    todos = given(*facts).seen_by(PRIVACY_CLOCK).todos().values()
    return sorted((todo.name.partition("-")[0], todo.due_at) for todo in todos)


class TestARequest:
    def test_is_looked_at_a_week_before_and_at_its_deadline(self) -> None:
        todos = given(RECEIVED).seen_by(PRIVACY_CLOCK).todos().values()
        assert [todo.due_at for todo in todos] == [DUE - days(7), DUE]
        assert [todo.act for todo in todos] == [NOTICE, NOTICE]

    def test_in_california_has_two(self) -> None:
        first, last = IN_CALIFORNIA.acknowledge_by, IN_CALIFORNIA.act_by
        assert first is not None
        both = [("missed", first), ("missed", last)]
        assert due(IN_CALIFORNIA) == [*both, ("near", first - days(3)), ("near", last - days(7))]
        assert due(IN_CALIFORNIA, ACKNOWLEDGED) == [("missed", last), ("near", last - days(7))]

    def test_extended_has_another(self) -> None:
        again = [("missed", EXTENDED_DUE), ("near", EXTENDED_DUE - days(7))]
        assert due(RECEIVED, EXTENDED) == again
        assert due(RECEIVED, NEARED, EXTENDED) == again

    def test_is_near_once(self) -> None:
        assert due(RECEIVED, NEARED) == [("missed", DUE)]

    def test_is_missed_once(self) -> None:
        assert due(RECEIVED, MISSED) == []
        assert due(RECEIVED, NEARED, MISSED) == []

    @pytest.mark.parametrize("fact", [JOINED, CONFIRMED])
    def test_stays_watched_whatever_else_happens(self, fact: Fact) -> None:
        assert due(RECEIVED, fact) == due(RECEIVED)

    @pytest.mark.parametrize("end", [COMPLETED, DENIED, WITHDRAWN])
    def test_is_not_watched_after_its_end(self, end: Fact) -> None:
        assert due(IN_CALIFORNIA, end) == []


class TestABreach:
    def test_is_looked_at_a_day_before_and_at_its_deadline(self) -> None:
        todos = given(breach.RECORDED).seen_by(PRIVACY_CLOCK).todos().values()
        assert [todo.due_at for todo in todos] == [WEDNESDAY, THURSDAY]
        assert [todo.act for todo in todos] == [NOTICE_BREACH, NOTICE_BREACH]

    def test_is_near_once_and_missed_once(self) -> None:
        assert due(breach.RECORDED, breach.NEARED) == [("missed", THURSDAY)]
        assert due(breach.RECORDED, breach.NEARED, breach.MISSED) == []

    @pytest.mark.parametrize("end", [breach.notified(1, breach.FIRST), breach.CLOSED])
    def test_is_not_watched_when_somebody_was_told(self, end: Fact) -> None:
        assert due(breach.RECORDED, end) == []
        assert due(breach.RECORDED, end, REGROWN) == []

    def test_rests_while_nobody_is_likely_to_be_harmed(self) -> None:
        rests = (breach.RECORDED, breach.assessed(Risk.UNLIKELY))
        assert due(*rests) == []
        assert due(breach.RECORDED) == due(*rests, REGROWN)

    def test_is_watched_under_another_name_each_time_the_risk_grows(self) -> None:
        rests = breach.assessed(Risk.UNLIKELY)
        later = replace(REGROWN, assessed_at=FRIDAY + days(1))
        names = [
            name
            for facts in (
                (breach.RECORDED,),
                (breach.RECORDED, rests, REGROWN),
                (breach.RECORDED, rests, REGROWN, rests, later),
            )
            for name in given(*facts).seen_by(PRIVACY_CLOCK).todos()
        ]
        assert len(names) == len(set(names)) == 6

    def test_of_a_growing_risk_is_watched_on(self) -> None:
        grows = (breach.RECORDED, breach.assessed(Risk.RISK), breach.assessed(Risk.HIGH))
        assert due(*grows) == due(breach.RECORDED)


def office() -> Market:
    """This is a market in which Ben and his guardian are known."""
    market = Market.opened()
    settle(market.log)
    return market


def filed(market: Market, regime: Regime = Regime.GDPR) -> str:
    file = FilePrivacyRequest(person_id=BEN, kind=RequestKind.ACCESS, regime=regime, session_id="b")
    outcome = market.ask(file, AS_BEN)
    assert outcome.accepted, outcome
    return str(outcome.answer["request_id"])


def recorded(market: Market) -> str:
    record = RecordBreach(harms=(Harm.AVAILABILITY,), cause=Cause.MALWARE, became_aware_at=MONDAY)
    outcome = market.ask(record, AS_SAM)
    assert outcome.accepted, outcome
    return str(outcome.answer["breach_id"])


def noticed(market: Market, stream_id: str) -> list[str]:
    return [name for name in market.names(stream_id) if "Deadline" in name]


Steps = Sequence[tuple[float, type[Command], dict[str, Any], Actor]]
EXTEND = (ExtendPrivacyRequest, {"reason": ExtensionReason.COMPLEXITY}, AS_SAM)
APPROVE = (ApprovePrivacyRequest, dict[str, Any](), AS_SAM)
COMPLETE = (CompletePrivacyRequest, dict[str, Any](), AS_SAM)
DENY = (DenyPrivacyRequest, {"reason": DenialReason.EXCESSIVE}, AS_SAM)
WITHDRAW = (WithdrawPrivacyRequest, dict[str, Any](), AS_BEN)
ACKNOWLEDGE = (AcknowledgePrivacyRequest, dict[str, Any](), AS_SAM)
STORIES: dict[str, tuple[Regime, Steps, list[str]]] = {
    "nobody acts": (Regime.GDPR, (), ["DeadlineNeared", "DeadlineMissed"]),
    "done in time": (Regime.GDPR, ((1, *APPROVE), (2, *COMPLETE)), []),
    "done in the last week": (
        Regime.GDPR,
        ((26, *APPROVE), (1, *COMPLETE)),
        ["DeadlineNeared"],
    ),
    "done too late": (
        Regime.GDPR,
        ((40, *APPROVE), (1, *COMPLETE)),
        ["DeadlineNeared", "DeadlineMissed"],
    ),
    "extended": (
        Regime.GDPR,
        ((30, *EXTEND),),
        ["DeadlineNeared", "DeadlineNeared", "DeadlineMissed"],
    ),
    "denied": (Regime.GDPR, ((3, *DENY),), []),
    "withdrawn": (Regime.CCPA, ((3, *WITHDRAW),), []),
    "acknowledged": (
        Regime.CCPA,
        ((3, *ACKNOWLEDGE),),
        ["DeadlineNeared", "DeadlineMissed"],
    ),
    "never acknowledged": (
        Regime.CCPA,
        (),
        ["DeadlineNeared", "DeadlineMissed", "DeadlineNeared", "DeadlineMissed"],
    ),
}


class TestTheClock:
    @pytest.mark.parametrize("story", STORIES)
    def test_tells_of_each_deadline_once(self, story: str) -> None:
        regime, steps, expected = STORIES[story]
        market = office()
        request_id = filed(market, regime)
        for wait, command, fields, actor in steps:
            market.advance(days=wait)
            ask(market, actor, command.model_validate({"request_id": request_id, **fields}))
        market.advance(days=120)
        assert noticed(market, f"privacy-{request_id}") == expected
        assert market.open_todos("privacy_clock") == []
        _sees_the_same_in_every_order(market)

    def test_tells_only_of_what_was_missed_when_nobody_looked_for_months(self) -> None:
        market = office()
        request_id = filed(market)
        market.jump(days=120)
        assert noticed(market, f"privacy-{request_id}") == ["DeadlineMissed"]

    def test_tells_of_a_breach(self) -> None:
        market = office()
        breach_id = recorded(market)
        market.advance(days=5)
        told = ["BreachDeadlineNeared", "BreachDeadlineMissed"]
        assert noticed(market, f"breach-{breach_id}") == told
        _sees_the_same_in_every_order(market)

    def test_tells_of_a_breach_that_turns_out_worse_too_late(self) -> None:
        market = office()
        breach_id = recorded(market)
        for risk in (Risk.UNLIKELY, Risk.HIGH):
            assess = AssessBreach(breach_id=breach_id, risk=risk, people_count=1, facts_count=1)
            ask(market, AS_SAM, assess)
            market.advance(days=4)
        assert noticed(market, f"breach-{breach_id}") == ["BreachDeadlineMissed"]
        _sees_the_same_in_every_order(market)

    def test_is_quiet_when_the_authority_was_told(self) -> None:
        market = office()
        breach_id = recorded(market)
        market.advance(hours=5)
        told = NoteAuthorityNotified(breach_id=breach_id, reference="dpa-1", is_final=False)
        ask(market, AS_SAM, told)
        market.advance(days=5)
        assert noticed(market, f"breach-{breach_id}") == []


def _sees_the_same_in_every_order(market: Market) -> None:
    found = streams_by_key(PRIVACY_CLOCK, market.log.facts)
    assert found
    for key, streams in found.items():
        in_every_order(PRIVACY_CLOCK, key, streams).then_nothing()
