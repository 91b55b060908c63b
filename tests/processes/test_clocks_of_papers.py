"""Notices before a credential ends, its end, and the end of a consent: each once, for each one."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from application.consent import ExpireConsent, GrantConsent, WithdrawConsent
from application.processes.consent_clock import CONSENT_CLOCK
from application.processes.verification_clock import VERIFICATION_CLOCK
from application.verification import (
    ExpireCredential,
    NoticeExpiry,
    RevokeCredential,
    SuspendCredential,
)
from domain.consent.events import ConsentExpired, ConsentGranted, Method, Purpose
from domain.verification import events as verification
from domain.verification.events import Credential, ReasonCode
from tests.processes.arrival import given
from tests.processes.stories import ask
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY, days
from tests.support.consents import granted, withdrawn
from tests.support.examples import example
from tests.support.market import Market
from tests.support.opening import verified
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_RITA, BEN

OF: dict[str, Any] = {"tutor_id": ANNA, "credential": Credential.BACKGROUND}
GROUND: dict[str, Any] = {"reason": ReasonCode.RECORD_FOUND, "rule_version": "1"}
STREAM = "verification-anna-background"
UNTIL = datetime.fromisoformat("2027-03-02T00:00:00+00:00")
APPROVED = replace(
    example(verification.CredentialApproved), **OF, valid_until=UNTIL, approved_at=MONDAY
)


class TestACredential:
    def test_is_watched_from_its_approval(self) -> None:
        todos = given(APPROVED).seen_by(VERIFICATION_CLOCK).todos().values()
        ahead = [days(60), days(30), days(7), days(1), days(0)]
        assert [todo.due_at for todo in todos] == [UNTIL - each for each in ahead]
        assert [type(todo.act) for todo in todos] == [NoticeExpiry] * 4 + [ExpireCredential]

    def test_without_an_end_is_not(self) -> None:
        for_good = replace(APPROVED, valid_until=None)
        given(for_good).seen_by(VERIFICATION_CLOCK).then_nothing()

    def test_is_watched_no_more_when_it_is_gone(self) -> None:
        for gone in (verification.CredentialExpired, verification.CredentialRevoked):
            lost = replace(example(gone), **OF)
            given(APPROVED, lost).seen_by(VERIFICATION_CLOCK).then_nothing()

    def test_keeps_its_end_while_suspended(self) -> None:
        suspended = replace(example(verification.CredentialSuspended), **OF)
        back = replace(example(verification.CredentialReinstated), **OF, valid_until=UNTIL)
        known = given(APPROVED).seen_by(VERIFICATION_CLOCK).todos()
        assert given(APPROVED, suspended).seen_by(VERIFICATION_CLOCK).todos() == known
        assert given(APPROVED, suspended, back).seen_by(VERIFICATION_CLOCK).todos() == known

    def test_is_noticed_four_times_and_ends(self) -> None:
        market = Market.opened()
        market.advance(days=366)
        noticed = [
            fact.days_left
            for fact in market.facts(STREAM)
            if isinstance(fact, verification.ExpiryNoticed)
        ]
        assert noticed == [60, 30, 7, 1]
        assert market.names(STREAM)[-1] == "CredentialExpired"

    def test_is_noticed_once_when_nobody_looked_for_months(self) -> None:
        market = Market.opened()
        market.jump(days=360)
        assert market.names(STREAM).count("ExpiryNoticed") == 1

    def test_ends_also_while_suspended(self) -> None:
        market = Market.opened()
        ask(market, AS_RITA, SuspendCredential(**OF, **GROUND))
        market.advance(days=366)
        assert market.names(STREAM)[-1] == "CredentialExpired"

    def test_approved_anew_with_the_same_end_is_noticed_anew(self) -> None:
        market = Market.opened()
        market.advance(days=310)
        ask(market, AS_RITA, RevokeCredential(**OF, **GROUND))
        for command, actor in verified(ANNA, AS_ANNA, Credential.BACKGROUND, MONDAY):
            ask(market, actor, command)
        market.run_until_quiet()
        assert market.names(STREAM)[-1] == "ExpiryNoticed"


class TestAConsent:
    LIMITED = replace(granted(), expires_at=FRIDAY)

    def test_ends_when_its_time_is_over(self) -> None:
        (todo,) = given(self.LIMITED).seen_by(CONSENT_CLOCK).todos().values()
        expire = ExpireConsent(person_id=BEN, purpose=Purpose.RECORDING)
        assert (todo.act, todo.due_at) == (expire, FRIDAY)

    def test_is_not_watched_without_an_end_or_after_it(self) -> None:
        given(granted()).seen_by(CONSENT_CLOCK).then_nothing()
        given(self.LIMITED, withdrawn()).seen_by(CONSENT_CLOCK).then_nothing()

    def test_given_anew_for_the_same_time_has_an_end_of_its_own(self) -> None:
        again = replace(self.LIMITED, granted_at=TUESDAY)
        first, second = (
            set(given(*facts).seen_by(CONSENT_CLOCK).todos())
            for facts in ((self.LIMITED,), (self.LIMITED, withdrawn(), again))
        )
        assert first.isdisjoint(second)

    def test_ends_each_time_it_was_given(self) -> None:
        market = Market.opened()
        grant = GrantConsent(
            person_id=BEN,
            purpose=Purpose.RECORDING,
            text_version="1",
            text_locale="en",
            text_sha256="a" * 64,
            method=Method.WEB_FORM,
            expires_at=FRIDAY,
        )
        withdraw = WithdrawConsent(person_id=BEN, purpose=Purpose.RECORDING)
        for command in (grant, withdraw, grant):
            market.advance(hours=1)
            ask(market, AS_BEN, command)
        market.advance(days=7)
        facts = market.facts(f"consent-{BEN}-recording")
        assert [type(fact) for fact in facts].count(ConsentGranted) == 2
        assert isinstance(facts[-1], ConsentExpired)
