"""Consent, rule by rule."""

from dataclasses import replace

from domain.consent.aggregate import (
    CONSENT,
    Answer,
    NothingToWithdraw,
    OnlyAGuardianConsentsForAChild,
    OnlyThePersonConsents,
    Text,
    unasked,
)
from domain.consent.events import ConsentExpired, ConsentGranted, ConsentWithdrawn, Method, Purpose
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


class TestWithdrawing:
    def test_needs_no_reason(self) -> None:
        given(GRANTED).of(CONSENT).when(lambda c: c.withdraw(BEN_ON_TUESDAY)).then(
            ConsentWithdrawn(
                person_id=BEN,
                purpose=Purpose.RECORDING,
                method=Method.WEB_FORM,
                given_by=BEN,
                withdrawn_at=TUESDAY,
            )
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
