"""Being signed in, rule by rule."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.account.events import SessionEnded, SessionRefreshed, SessionReused, SessionStarted
from domain.account.session import (
    SESSION,
    OnlyTheHolderEndsASession,
    Session,
    SessionIsOver,
    start,
)
from tests.support.calendar import MONDAY, TUESDAY, days
from tests.support.people import BEN, OLGA
from tests.support.scenario import Outcome, given

STARTED = SessionStarted(
    session_id="s", account_id=BEN, started_at=MONDAY, expires_at=MONDAY + days(30)
)
REFRESHED = SessionRefreshed(
    session_id="s",
    account_id=BEN,
    generation=2,
    refreshed_at=TUESDAY,
    expires_at=TUESDAY + days(30),
)
ENDED = SessionEnded(session_id="s", account_id=BEN, ended_at=TUESDAY)
SECOND = timedelta(seconds=1)


def reused(generation: int, at: datetime) -> SessionReused:
    return SessionReused(session_id="s", account_id=BEN, generation=generation, reused_at=at)


def refreshing(
    *facts: SessionStarted | SessionRefreshed | SessionReused | SessionEnded,
    generation: int,
    at: datetime,
    password_set_at: datetime | None = MONDAY,
) -> Outcome:
    return (
        given(*facts)
        .of(SESSION)
        .when(lambda s: s.refresh(generation, at, password_set_at=password_set_at))
    )


class TestStarting:
    def test_lasts_thirty_days_without_a_refresh(self) -> None:
        assert start("s", BEN, MONDAY) == (STARTED,)

    def test_counts_up_to_the_very_instant(self) -> None:
        session = given(STARTED).of(SESSION).state
        assert session.in_force(MONDAY + days(30) - SECOND)
        assert not session.in_force(MONDAY + days(30))

    def test_is_what_makes_a_session_count(self) -> None:
        assert not Session("s", BEN).in_force(MONDAY)


class TestRefreshing:
    def test_hands_out_the_next_generation(self) -> None:
        refreshing(STARTED, generation=1, at=TUESDAY).then(REFRESHED)

    def test_never_goes_beyond_ninety_days(self) -> None:
        late = replace(REFRESHED, refreshed_at=MONDAY + days(80), expires_at=MONDAY + days(90))
        outcome = refreshing(STARTED, late, generation=2, at=MONDAY + days(85))
        outcome.then(
            replace(
                REFRESHED,
                generation=3,
                refreshed_at=MONDAY + days(85),
                expires_at=MONDAY + days(90),
            )
        )

    def test_is_refused_once_expired(self) -> None:
        refreshing(STARTED, generation=1, at=MONDAY + days(30)).then_refused(SessionIsOver)

    def test_is_refused_after_signing_out(self) -> None:
        refreshing(STARTED, ENDED, generation=1, at=TUESDAY).then_refused(SessionIsOver)

    def test_is_refused_when_the_password_was_changed_since(self) -> None:
        outcome = refreshing(STARTED, generation=1, at=TUESDAY, password_set_at=MONDAY + SECOND)
        outcome.then_refused(SessionIsOver)

    def test_is_refused_for_a_token_never_given_out(self) -> None:
        refreshing(STARTED, generation=2, at=TUESDAY).then_refused(SessionIsOver)


class TestAnOldToken:
    @pytest.mark.parametrize("generation", [1, 2])
    def test_ends_the_session(self, generation: int) -> None:
        third = replace(REFRESHED, generation=3)
        at = TUESDAY + 10 * SECOND
        outcome = refreshing(STARTED, REFRESHED, third, generation=generation, at=at)
        outcome.then(reused(generation, at))

    def test_may_come_back_within_ten_seconds(self) -> None:
        at = TUESDAY + 9 * SECOND
        refreshing(STARTED, REFRESHED, generation=1, at=at).then_nothing()

    def test_two_exchanges_old_gets_no_grace(self) -> None:
        third = replace(REFRESHED, generation=3)
        at = TUESDAY + SECOND
        refreshing(STARTED, REFRESHED, third, generation=1, at=at).then(reused(1, at))

    def test_leaves_nothing_to_refresh(self) -> None:
        facts = (STARTED, REFRESHED, reused(1, TUESDAY))
        refreshing(*facts, generation=2, at=TUESDAY).then_refused(SessionIsOver)


class TestSigningOut:
    def test_ends_the_session(self) -> None:
        given(STARTED).of(SESSION).when(lambda s: s.end(by=BEN, now=TUESDAY)).then(ENDED)

    def test_twice_changes_nothing(self) -> None:
        given(STARTED, ENDED).of(SESSION).when(lambda s: s.end(by=BEN, now=TUESDAY)).then_nothing()

    def test_is_the_holders(self) -> None:
        given(STARTED).of(SESSION).when(lambda s: s.end(by=OLGA, now=TUESDAY)).then_refused(
            OnlyTheHolderEndsASession
        )
