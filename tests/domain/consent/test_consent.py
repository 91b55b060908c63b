"""Consent, rule by rule."""

from dataclasses import replace

from domain.consent.aggregate import (
    CONSENT,
    Answer,
    NothingToWithdraw,
    OnlyAGuardianConsentsForAChild,
    OnlyThePersonConsents,
    State,
    Text,
    TooYoungToAnswerAlone,
    unasked,
)
from domain.consent.events import (
    ConsentDenied,
    ConsentExpired,
    ConsentGranted,
    ConsentObjected,
    ConsentWithdrawn,
    Method,
    Purpose,
)
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY
from tests.support.people import BEN, GRETA, OLGA
from tests.support.scenario import given

TEXT = Text("2026-03", "en", "a" * 64)
BEN_ON_MONDAY = Answer(BEN, Method.WEB_FORM, MONDAY)
BEN_ON_TUESDAY = Answer(BEN, Method.WEB_FORM, TUESDAY)
GRANTED = ConsentGranted(
    person_id=BEN,
    purpose=Purpose.RECORDING,
    text_version="2026-03",
    text_locale="en",
    text_sha256="a" * 64,
    method=Method.WEB_FORM,
    given_by=BEN,
    granted_at=MONDAY,
)
DENIED = ConsentDenied(
    person_id=BEN,
    purpose=Purpose.RECORDING,
    text_version="2026-03",
    text_locale="en",
    text_sha256="a" * 64,
    method=Method.WEB_FORM,
    given_by=BEN,
    denied_at=TUESDAY,
)
WITHDRAWN = ConsentWithdrawn(
    person_id=BEN,
    purpose=Purpose.RECORDING,
    method=Method.WEB_FORM,
    given_by=BEN,
    withdrawn_at=TUESDAY,
)
OBJECTED = ConsentObjected(
    person_id=BEN,
    purpose=Purpose.RECORDING,
    method=Method.BROWSER_SIGNAL,
    given_by=BEN,
    objected_at=TUESDAY,
)
NEVER_ASKED = unasked(BEN, Purpose.RECORDING)


class TestGranting:
    def test_keeps_the_exact_text(self) -> None:
        given().of(CONSENT, NEVER_ASKED).when(lambda c: c.grant(TEXT, BEN_ON_MONDAY)).then(GRANTED)

    def test_changes_nothing_when_repeated(self) -> None:
        given(GRANTED).of(CONSENT).when(lambda c: c.grant(TEXT, BEN_ON_TUESDAY)).then_nothing()

    def test_is_refused_to_somebody_else(self) -> None:
        by_olga = replace(BEN_ON_MONDAY, by=OLGA)
        given().of(CONSENT, NEVER_ASKED).when(lambda c: c.grant(TEXT, by_olga)).then_refused(
            OnlyThePersonConsents
        )

    def test_of_child_data_is_a_guardians(self) -> None:
        child = unasked(BEN, Purpose.CHILD_DATA)
        given().of(CONSENT, child).when(lambda c: c.grant(TEXT, BEN_ON_MONDAY)).then_refused(
            OnlyAGuardianConsentsForAChild
        )
        greta = Answer(GRETA, Method.WEB_FORM, MONDAY, is_guardian=True)
        outcome = given().of(CONSENT, child).when(lambda c: c.grant(TEXT, greta))
        outcome.then(replace(GRANTED, purpose=Purpose.CHILD_DATA, given_by=GRETA))

    def test_for_a_child_is_a_guardians(self) -> None:
        young = replace(BEN_ON_MONDAY, is_about_a_child=True)
        greta = replace(young, by=GRETA, is_guardian=True)
        never = given().of(CONSENT, NEVER_ASKED)
        never.when(lambda c: c.grant(TEXT, young)).then_refused(TooYoungToAnswerAlone)
        never.when(lambda c: c.deny(TEXT, young)).then_refused(TooYoungToAnswerAlone)
        never.when(lambda c: c.grant(TEXT, greta)).then(replace(GRANTED, given_by=GRETA))


class TestDenying:
    def test_keeps_the_text_and_ends_a_yes(self) -> None:
        outcome = given(GRANTED).of(CONSENT).when(lambda c: c.deny(TEXT, BEN_ON_TUESDAY))
        outcome.then(DENIED)
        assert not given(GRANTED, DENIED).of(CONSENT).state.in_force(TUESDAY)

    def test_changes_nothing_when_repeated(self) -> None:
        given(DENIED).of(CONSENT).when(lambda c: c.deny(TEXT, BEN_ON_TUESDAY)).then_nothing()


class TestWithdrawing:
    def test_needs_no_reason(self) -> None:
        given(GRANTED).of(CONSENT).when(lambda c: c.withdraw(BEN_ON_TUESDAY)).then(WITHDRAWN)

    def test_is_a_childs_right_too(self) -> None:
        young = replace(BEN_ON_TUESDAY, is_about_a_child=True)
        given(GRANTED).of(CONSENT).when(lambda c: c.withdraw(young)).then(WITHDRAWN)
        of_child_data = replace(GRANTED, purpose=Purpose.CHILD_DATA, given_by=GRETA)
        given(of_child_data).of(CONSENT).when(lambda c: c.withdraw(young)).then(
            replace(WITHDRAWN, purpose=Purpose.CHILD_DATA)
        )

    def test_is_refused_to_somebody_else(self) -> None:
        by_olga = replace(BEN_ON_TUESDAY, by=OLGA)
        given(GRANTED).of(CONSENT).when(lambda c: c.withdraw(by_olga)).then_refused(
            OnlyThePersonConsents
        )

    def test_is_refused_when_nothing_is_in_force(self) -> None:
        given().of(CONSENT, NEVER_ASKED).when(lambda c: c.withdraw(BEN_ON_MONDAY)).then_refused(
            NothingToWithdraw
        )


class TestExpiring:
    def test_ends_an_agreement_given_for_a_time(self) -> None:
        for_a_while = replace(GRANTED, expires_at=FRIDAY)
        given(for_a_while).of(CONSENT).when(lambda c: c.expire(FRIDAY)).then(
            ConsentExpired(person_id=BEN, purpose=Purpose.RECORDING, expired_at=FRIDAY)
        )

    def test_counts_no_more_from_the_very_instant(self) -> None:
        consent = given(replace(GRANTED, expires_at=FRIDAY)).of(CONSENT).state
        assert consent.in_force(TUESDAY)
        assert not consent.in_force(FRIDAY)

    def test_does_nothing_early(self) -> None:
        for_a_while = replace(GRANTED, expires_at=FRIDAY)
        given(for_a_while).of(CONSENT).when(lambda c: c.expire(TUESDAY)).then_nothing()


class TestTurningOutToBeAChild:
    def test_takes_back_what_was_agreed_to_alone(self) -> None:
        given(GRANTED).of(CONSENT).when(lambda c: c.take_back_for_a_child(BEN_ON_TUESDAY)).then(
            WITHDRAWN
        )

    def test_leaves_what_a_guardian_agreed_to(self) -> None:
        given(replace(GRANTED, given_by=GRETA)).of(CONSENT).when(
            lambda c: c.take_back_for_a_child(BEN_ON_TUESDAY)
        ).then_nothing()

    def test_leaves_a_no(self) -> None:
        given(DENIED).of(CONSENT).when(
            lambda c: c.take_back_for_a_child(BEN_ON_TUESDAY)
        ).then_nothing()


class TestABrowsersSignal:
    def test_is_a_no(self) -> None:
        given(GRANTED).of(CONSENT).when(lambda c: c.object_by_signal(TUESDAY)).then(OBJECTED)
        assert given(GRANTED, OBJECTED).of(CONSENT).state.state is State.DENIED

    def test_is_heard_once(self) -> None:
        given(OBJECTED).of(CONSENT).when(lambda c: c.object_by_signal(FRIDAY)).then_nothing()

    def test_is_overruled_by_agreeing_after_it(self) -> None:
        agreed = given(OBJECTED, replace(GRANTED, granted_at=FRIDAY)).of(CONSENT)
        agreed.when(lambda c: c.object_by_signal(FRIDAY)).then_nothing()
        assert agreed.state.in_force(FRIDAY)

    def test_is_heard_also_where_the_answer_was_no_already(self) -> None:
        given(DENIED).of(CONSENT).when(lambda c: c.object_by_signal(TUESDAY)).then(OBJECTED)
