"""Consent commands: who may answer for whom, in which words, and what counts in the end."""

import pytest

from application import consent, consent_text
from application.consent import (
    ExpireConsent,
    HonourPrivacySignal,
    SupersedeConsent,
    WithdrawConsent,
    in_force,
)
from domain.account.events import AgeDeclared, GuardianLinked
from domain.consent.aggregate import (
    OnlyAGuardianConsentsForAChild,
    OnlyThePersonConsents,
    TooYoungToAnswerAlone,
)
from domain.consent.events import Purpose
from domain.consent.texts import TheTextWasNeverPublished, TheTextWasReplaced
from domain.privacy.terms import Objection
from domain.shared.age import AgeBand
from domain.shared.event import Fact
from tests.application.desk import Desk
from tests.domain.privacy.wishes import LIFTED, RESTRICTED, lifted, noted
from tests.support.calendar import FRIDAY, MONDAY, SUNDAY, THURSDAY, TUESDAY, WEDNESDAY
from tests.support.consents import AS_ADMIN, deny, grant, granted, publish
from tests.support.people import AS_BEN, AS_GRETA, AS_OLGA, AS_SYSTEM, BEN, GRETA, OLGA

STREAM = f"consent-{BEN}-recording"


@pytest.fixture
def desk() -> Desk:
    return Desk((*consent.HANDLERS, *consent_text.HANDLERS))


@pytest.fixture
def bens(desk: Desk) -> Desk:
    """This is a desk where Greta is Ben's guardian, and nobody's else."""
    linked = GuardianLinked(account_id=BEN, guardian_id=GRETA, linked_at=MONDAY)
    desk.know(f"account-{BEN}", linked)
    return desk


def of_age(band: AgeBand) -> AgeDeclared:
    return AgeDeclared(
        account_id=BEN, country="DE", age_band=band, declared_by=BEN, declared_at=MONDAY
    )


class TestAnsweringForSomebodyElse:
    def test_is_refused_to_a_guardian_of_nobody(self, desk: Desk) -> None:
        """Whoever held the role of guardian could once answer for anybody."""
        for purpose in (Purpose.RECORDING, Purpose.CHILD_DATA):
            with pytest.raises(OnlyThePersonConsents):
                desk.ask(grant(purpose=purpose), AS_GRETA, MONDAY)
        with pytest.raises(OnlyThePersonConsents):
            desk.ask(deny(), AS_GRETA, MONDAY)

    def test_is_refused_to_the_guardian_of_another(self, bens: Desk) -> None:
        with pytest.raises(OnlyThePersonConsents):
            bens.ask(grant(person=OLGA), AS_GRETA, MONDAY)

    def test_is_a_linked_guardians(self, bens: Desk) -> None:
        for purpose in (Purpose.RECORDING, Purpose.CHILD_DATA):
            bens.ask(grant(purpose=purpose), AS_GRETA, MONDAY)
            (fact,) = bens.facts(f"consent-{BEN}-{purpose}")
            assert fact.given_by == GRETA

    def test_of_an_adult_is_nobodys(self, bens: Desk) -> None:
        bens.know(f"account-{BEN}", of_age(AgeBand.ADULT))
        with pytest.raises(OnlyThePersonConsents):
            bens.ask(grant(), AS_GRETA, MONDAY)

    def test_withdrawing_is_refused_too(self, desk: Desk) -> None:
        desk.ask(grant(), AS_BEN, MONDAY)
        for stranger in (AS_GRETA, AS_OLGA):
            with pytest.raises(OnlyThePersonConsents):
                desk.ask(
                    WithdrawConsent(person_id=BEN, purpose=Purpose.RECORDING), stranger, TUESDAY
                )


class TestAChild:
    @pytest.fixture
    def young(self, bens: Desk) -> Desk:
        bens.know(f"account-{BEN}", of_age(AgeBand.CHILD))
        return bens

    def test_neither_agrees_nor_refuses(self, young: Desk) -> None:
        for command in (grant(), deny()):
            with pytest.raises(TooYoungToAnswerAlone):
                young.ask(command, AS_BEN, MONDAY)
        with pytest.raises(OnlyAGuardianConsentsForAChild):
            young.ask(grant(purpose=Purpose.CHILD_DATA), AS_BEN, MONDAY)

    def test_withdraws(self, young: Desk) -> None:
        young.ask(grant(), AS_GRETA, MONDAY)
        young.ask(WithdrawConsent(person_id=BEN, purpose=Purpose.RECORDING), AS_BEN, TUESDAY)
        assert young.names(STREAM) == ["ConsentGranted", "ConsentWithdrawn"]


class TestTheWords:
    def test_may_be_any_before_the_first_are_published(self, desk: Desk) -> None:
        desk.ask(grant("any"), AS_BEN, MONDAY)
        assert in_force(desk, BEN, Purpose.RECORDING, MONDAY)

    def test_must_be_published_ones_after_that(self, desk: Desk) -> None:
        desk.ask(publish("1"), AS_ADMIN, MONDAY)
        with pytest.raises(TheTextWasNeverPublished):
            desk.ask(grant("any"), AS_BEN, TUESDAY)
        desk.ask(grant("1"), AS_BEN, TUESDAY)
        desk.ask(grant("any", purpose=Purpose.ANALYTICS), AS_BEN, TUESDAY)

    def test_do_not_matter_to_a_no(self, desk: Desk) -> None:
        desk.ask(publish("1"), AS_ADMIN, MONDAY)
        desk.ask(deny(), AS_BEN, TUESDAY)
        assert desk.names(STREAM) == ["ConsentDenied"]


class TestWhatCounts:
    def test_is_a_yes_until_its_time_is_over(self, desk: Desk) -> None:
        command = grant().model_copy(update={"expires_at": FRIDAY})
        desk.ask(command, AS_BEN, MONDAY)
        assert in_force(desk, BEN, Purpose.RECORDING, THURSDAY)
        assert not in_force(desk, BEN, Purpose.RECORDING, FRIDAY)
        desk.ask(ExpireConsent(person_id=BEN, purpose=Purpose.RECORDING), AS_SYSTEM, FRIDAY)
        assert desk.names(STREAM)[-1] == "ConsentExpired"

    def test_is_nothing_where_nobody_was_asked(self, desk: Desk) -> None:
        assert not in_force(desk, BEN, Purpose.RECORDING, MONDAY)

    def test_is_no_yes_to_words_that_were_replaced_whatever_processes_have_done(
        self, desk: Desk
    ) -> None:
        desk.ask(publish("1"), AS_ADMIN, MONDAY)
        desk.ask(grant("1"), AS_BEN, MONDAY)
        desk.ask(publish("2", again=True), AS_ADMIN, WEDNESDAY)
        assert in_force(desk, BEN, Purpose.RECORDING, TUESDAY)
        assert not in_force(desk, BEN, Purpose.RECORDING, WEDNESDAY)
        with pytest.raises(TheTextWasReplaced):
            desk.ask(grant("1"), AS_BEN, THURSDAY)
        desk.ask(grant("2"), AS_BEN, THURSDAY)
        assert in_force(desk, BEN, Purpose.RECORDING, THURSDAY)


class TestWhatThePersonStops:
    """They agreed to everything before, and withdrew nothing of it."""

    MARKETING = frozenset(purpose for purpose in Purpose if "marketing" in purpose)
    AGREEMENTS = frozenset({Purpose.TERMS, Purpose.PRIVACY_NOTICE})

    @pytest.fixture
    def agreed(self, desk: Desk) -> Desk:
        for purpose in Purpose:
            desk.know(f"consent-{BEN}-{purpose}", granted(purpose=purpose))
        return desk

    def stopped_by(self, agreed: Desk, *facts: Fact) -> set[Purpose]:
        agreed.know(f"subject-{BEN}", *facts)
        return {one for one in Purpose if not in_force(agreed, BEN, one, TUESDAY)}

    def test_is_what_they_object_to(self, agreed: Desk) -> None:
        assert self.stopped_by(agreed, noted(Objection.MARKETING)) == self.MARKETING

    def test_is_that_alone(self, agreed: Desk) -> None:
        stopped = self.stopped_by(agreed, noted(Objection.PROFILING))
        assert stopped == {Purpose.RECOMMENDATION_PROFILING}

    def test_is_every_use_while_processing_is_restricted(self, agreed: Desk) -> None:
        assert self.stopped_by(agreed, RESTRICTED) == set(Purpose) - self.AGREEMENTS

    def test_goes_on_once_they_lift_it(self, agreed: Desk) -> None:
        both = (noted(Objection.MARKETING), lifted(Objection.MARKETING), RESTRICTED, LIFTED)
        assert self.stopped_by(agreed, *both) == set()

    def test_is_not_lifted_by_agreeing_again(self, agreed: Desk) -> None:
        self.stopped_by(agreed, noted(Objection.MARKETING))
        agreed.ask(grant("new", purpose=Purpose.MARKETING_EMAIL), AS_BEN, TUESDAY)
        assert not in_force(agreed, BEN, Purpose.MARKETING_EMAIL, WEDNESDAY)

    def test_can_still_be_withdrawn(self, agreed: Desk) -> None:
        self.stopped_by(agreed, RESTRICTED)
        agreed.ask(WithdrawConsent(person_id=BEN, purpose=Purpose.RECORDING), AS_BEN, TUESDAY)
        assert agreed.names(STREAM)[-1] == "ConsentWithdrawn"

    def test_is_nobody_elses(self, agreed: Desk) -> None:
        agreed.know(f"consent-{OLGA}-recording", granted(OLGA))
        self.stopped_by(agreed, RESTRICTED)
        assert in_force(agreed, OLGA, Purpose.RECORDING, TUESDAY)


class TestSuperseding:
    END = SupersedeConsent(person_id=BEN, purpose=Purpose.RECORDING, by_text_version="2")

    def test_ends_a_yes_to_an_older_text(self, desk: Desk) -> None:
        desk.ask(publish("1"), AS_ADMIN, MONDAY)
        desk.ask(grant("1"), AS_BEN, MONDAY)
        desk.ask(publish("2", again=True), AS_ADMIN, TUESDAY)
        desk.ask(self.END, AS_SYSTEM, TUESDAY)
        desk.ask(self.END, AS_SYSTEM, SUNDAY)
        assert desk.names(STREAM) == ["ConsentGranted", "ConsentSuperseded"]

    def test_spares_a_yes_to_a_newer_one(self, desk: Desk) -> None:
        for version, at in (("2", MONDAY), ("3", TUESDAY)):
            desk.ask(publish(version, again=True), AS_ADMIN, at)
        desk.ask(grant("3"), AS_BEN, WEDNESDAY)
        desk.ask(self.END, AS_SYSTEM, WEDNESDAY)
        assert desk.names(STREAM) == ["ConsentGranted"]

    def test_by_a_text_that_does_not_ask_for_it_does_nothing(self, desk: Desk) -> None:
        desk.ask(grant("1"), AS_BEN, MONDAY)
        desk.ask(publish("2"), AS_ADMIN, TUESDAY)
        desk.ask(self.END, AS_SYSTEM, TUESDAY)
        assert desk.names(STREAM) == ["ConsentGranted"]


class TestABrowsersSignal:
    SIGNAL = HonourPrivacySignal(person_id=BEN)

    def test_says_no_to_sharing_and_to_profiling_once(self, desk: Desk) -> None:
        for at in (MONDAY, TUESDAY):
            desk.ask(self.SIGNAL, AS_BEN, at)
        for purpose in (Purpose.ANALYTICS, Purpose.RECOMMENDATION_PROFILING):
            (fact,) = desk.facts(f"consent-{BEN}-{purpose}")
            assert (fact.method, fact.given_by) == ("browser_signal", BEN)
            assert not in_force(desk, BEN, purpose, TUESDAY)

    def test_leaves_everything_else(self, desk: Desk) -> None:
        desk.ask(grant(), AS_BEN, MONDAY)
        desk.ask(self.SIGNAL, AS_BEN, TUESDAY)
        assert in_force(desk, BEN, Purpose.RECORDING, TUESDAY)

    def test_gives_way_to_who_agrees_after_it(self, desk: Desk) -> None:
        desk.ask(self.SIGNAL, AS_BEN, MONDAY)
        desk.ask(grant(purpose=Purpose.ANALYTICS), AS_BEN, TUESDAY)
        desk.ask(self.SIGNAL, AS_BEN, WEDNESDAY)
        assert in_force(desk, BEN, Purpose.ANALYTICS, WEDNESDAY)

    def test_is_the_persons_own(self, desk: Desk) -> None:
        with pytest.raises(OnlyThePersonConsents):
            desk.ask(self.SIGNAL, AS_OLGA, MONDAY)
