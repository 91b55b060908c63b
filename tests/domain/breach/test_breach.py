"""A breach of personal data, rule by rule."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from domain.breach import telling
from domain.breach.aggregate import (
    BREACH,
    Breach,
    NobodyIsAwareOfTheFuture,
    TheBreachIsClosed,
    record,
)
from domain.breach.events import BreachEvent, Cause, DelayReason, Exemption, Harm, Means, Risk
from domain.breach.policies import authority_by, nears_at
from domain.breach.telling import (
    ALateNotificationHasAReason,
    TheAuthorityIsNotToldAll,
    TheAuthorityWasToldInBetween,
    TheLastPhaseIsTold,
    ThePeopleAreNotTold,
    TheRiskIsNotAssessed,
)
from domain.shared.event import Fact
from tests.domain.breach.history import (
    CLOSED,
    FIRST,
    INFORMED,
    LAST,
    MISSED,
    NEARED,
    RECORDED,
    SAM,
    SCOPE,
    SCOPED,
    assessed,
    found,
    notified,
)
from tests.support.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, hours, minutes
from tests.support.scenario import given

LATE = replace(FIRST, told_at=THURSDAY, delay_reason=DelayReason.INVESTIGATION)


class TestSeventyTwoHours:
    @pytest.mark.parametrize(
        ("aware", "due"),
        [
            ("2026-03-02T09:00:00+00:00", "2026-03-05T09:00:00+00:00"),
            ("2026-03-06T17:30:00+00:00", "2026-03-09T17:30:00+00:00"),  # over a weekend
            ("2026-03-27T12:00:00+01:00", "2026-03-30T13:00:00+02:00"),  # clocks go forward
            ("2026-10-24T12:00:00+02:00", "2026-10-27T11:00:00+01:00"),  # clocks go back
            ("2024-02-27T00:00:00+00:00", "2024-03-01T00:00:00+00:00"),
            ("2026-12-30T23:59:59+00:00", "2027-01-02T23:59:59+00:00"),
        ],
    )
    def test_are_elapsed(self, aware: str, due: str) -> None:
        assert authority_by(datetime.fromisoformat(aware)) == datetime.fromisoformat(due)

    def test_are_nearly_over_a_day_before(self) -> None:
        assert nears_at(THURSDAY) == WEDNESDAY


class TestRecording:
    def test_starts_the_clock_when_we_became_aware(self) -> None:
        facts = record("b", [Harm.CONFIDENTIALITY], Cause.MISCONFIGURATION, MONDAY, SAM, TUESDAY)
        assert facts == (RECORDED,)

    def test_is_not_of_the_future(self) -> None:
        with pytest.raises(NobodyIsAwareOfTheFuture):
            record("b", [Harm.INTEGRITY], Cause.UNKNOWN, TUESDAY, SAM, MONDAY)


class TestWhatIsKnown:
    def test_of_the_scope_may_be_said_anew(self) -> None:
        given(RECORDED).of(BREACH).when(lambda b: b.set_scope(SCOPE, SAM, TUESDAY)).then(SCOPED)
        known = given(RECORDED, SCOPED).of(BREACH)
        known.when(lambda b: b.set_scope(SCOPE, SAM, TUESDAY)).then_nothing()
        wider = replace(SCOPE, stream_kinds=())
        known.when(lambda b: b.set_scope(wider, SAM, TUESDAY)).then(
            replace(SCOPED, stream_kinds=())
        )

    def test_of_the_risk_may_be_said_anew(self) -> None:
        known = given(RECORDED, assessed(Risk.RISK)).of(BREACH)
        known.when(lambda b: b.assess(found(Risk.RISK), SAM, TUESDAY)).then_nothing()
        known.when(lambda b: b.assess(found(Risk.HIGH), SAM, TUESDAY)).then(assessed(Risk.HIGH))


class TestTellingTheAuthority:
    def test_is_done_in_phases(self) -> None:
        known = given(RECORDED).of(BREACH)
        known.when(lambda b: telling.note_authority(b, FIRST, SAM, WEDNESDAY)).then(
            notified(1, FIRST)
        )
        told = given(RECORDED, notified(1, FIRST)).of(BREACH)
        told.when(lambda b: telling.note_authority(b, LAST, SAM, WEDNESDAY)).then(notified(2, LAST))

    def test_is_noted_once_under_a_reference(self) -> None:
        told = given(RECORDED, notified(1, FIRST)).of(BREACH)
        told.when(lambda b: telling.note_authority(b, FIRST, SAM, FRIDAY)).then_nothing()

    def test_ends_with_the_last(self) -> None:
        told = given(RECORDED, notified(1, LAST)).of(BREACH)
        told.when(lambda b: telling.note_authority(b, FIRST, SAM, WEDNESDAY)).then_refused(
            TheLastPhaseIsTold
        )

    def test_needs_a_reason_when_it_is_late(self) -> None:
        known = given(RECORDED).of(BREACH)
        unsaid = replace(FIRST, told_at=THURSDAY)
        known.when(lambda b: telling.note_authority(b, unsaid, SAM, THURSDAY)).then_refused(
            ALateNotificationHasAReason
        )
        known.when(lambda b: telling.note_authority(b, LATE, SAM, THURSDAY)).then(notified(1, LATE))

    def test_keeps_no_reason_when_it_is_in_time(self) -> None:
        known = given(RECORDED).of(BREACH)
        needless = replace(LATE, told_at=THURSDAY - minutes(1))
        known.when(lambda b: telling.note_authority(b, needless, SAM, THURSDAY)).then(
            notified(1, replace(needless, delay_reason=None))
        )

    def test_may_be_noted_afterwards_with_its_own_time(self) -> None:
        known = given(RECORDED).of(BREACH)
        known.when(lambda b: telling.note_authority(b, FIRST, SAM, FRIDAY)).then(notified(1, FIRST))

    @pytest.mark.parametrize("at", [MONDAY - minutes(1), FRIDAY + minutes(1)])
    def test_lies_between_becoming_aware_and_now(self, at: datetime) -> None:
        never = replace(LATE, told_at=at)
        given(RECORDED).of(BREACH).when(
            lambda b: telling.note_authority(b, never, SAM, FRIDAY)
        ).then_refused(TheAuthorityWasToldInBetween)


class TestTheDeadline:
    def test_nears_once(self) -> None:
        known = given(RECORDED).of(BREACH)
        known.when(lambda b: b.notice_deadline(WEDNESDAY - minutes(1))).then_nothing()
        known.when(lambda b: b.notice_deadline(WEDNESDAY)).then(NEARED)
        given(RECORDED, NEARED).of(BREACH).when(
            lambda b: b.notice_deadline(WEDNESDAY + hours(1))
        ).then_nothing()

    def test_is_missed_once(self) -> None:
        for before in ((RECORDED,), (RECORDED, NEARED)):
            given(*before).of(BREACH).when(lambda b: b.notice_deadline(THURSDAY)).then(MISSED)
        given(RECORDED, MISSED).of(BREACH).when(lambda b: b.notice_deadline(FRIDAY)).then_nothing()

    @pytest.mark.parametrize("done", [notified(1, FIRST), assessed(Risk.UNLIKELY), CLOSED])
    def test_rests_when_nobody_has_to_be_told_any_more(self, done: Fact) -> None:
        given(RECORDED, done).of(BREACH).when(lambda b: b.notice_deadline(FRIDAY)).then_nothing()

    def test_counts_again_when_the_risk_grows(self) -> None:
        grown = given(RECORDED, assessed(Risk.UNLIKELY), assessed(Risk.RISK)).of(BREACH)
        grown.when(lambda b: b.notice_deadline(THURSDAY)).then(MISSED)


class TestClosing:
    @pytest.mark.parametrize(
        "before",
        [
            (assessed(Risk.UNLIKELY),),
            (assessed(Risk.RISK), notified(1, LAST)),
            (assessed(Risk.HIGH), notified(1, LAST), INFORMED),
        ],
    )
    def test_follows_when_everybody_knows(self, before: tuple[Fact, ...]) -> None:
        known = given(RECORDED, *before).of(BREACH)
        known.when(lambda b: telling.conclude(b, None, SAM, WEDNESDAY)).then(CLOSED)

    def test_needs_an_assessment(self) -> None:
        known = given(RECORDED, notified(1, LAST)).of(BREACH)
        known.when(lambda b: telling.conclude(b, None, SAM, WEDNESDAY)).then_refused(
            TheRiskIsNotAssessed
        )

    @pytest.mark.parametrize("told", [(), (notified(1, FIRST),)])
    def test_needs_the_last_phase(self, told: tuple[Fact, ...]) -> None:
        known = given(RECORDED, assessed(Risk.RISK), *told).of(BREACH)
        known.when(lambda b: telling.conclude(b, None, SAM, WEDNESDAY)).then_refused(
            TheAuthorityIsNotToldAll
        )

    def test_needs_the_people_told_or_an_exemption(self) -> None:
        known = given(RECORDED, assessed(Risk.HIGH), notified(1, LAST)).of(BREACH)
        known.when(lambda b: telling.conclude(b, None, SAM, WEDNESDAY)).then_refused(
            ThePeopleAreNotTold
        )
        exempt = Exemption.DATA_WAS_UNINTELLIGIBLE
        known.when(lambda b: telling.conclude(b, exempt, SAM, WEDNESDAY)).then(
            replace(CLOSED, exemption=exempt)
        )

    @pytest.mark.parametrize(
        "decision",
        [
            lambda b: b.set_scope(SCOPE, SAM, FRIDAY),
            lambda b: b.assess(found(Risk.HIGH), SAM, FRIDAY),
            lambda b: telling.note_authority(b, FIRST, SAM, FRIDAY),
            lambda b: telling.note_people(b, 1, Means.LETTER, SAM, FRIDAY),
            lambda b: telling.conclude(b, None, SAM, FRIDAY),
        ],
    )
    def test_is_the_end(self, decision: Callable[[Breach], Sequence[BreachEvent]]) -> None:
        over = given(RECORDED, assessed(Risk.UNLIKELY), CLOSED).of(BREACH)
        over.when(decision).then_refused(TheBreachIsClosed)


class TestTellingPeople:
    def test_may_take_rounds(self) -> None:
        for before in ((RECORDED,), (RECORDED, INFORMED)):
            given(*before).of(BREACH).when(
                lambda b: telling.note_people(b, 12, Means.E_MAIL, SAM, WEDNESDAY)
            ).then(INFORMED)
