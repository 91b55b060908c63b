"""Who asked: by a recent sign-in, or by mail and two facts; never by a document."""

from dataclasses import fields, replace

import pytest

from domain.privacy import identity
from domain.privacy.aggregate import PRIVACY
from domain.privacy.identity import (
    NobodyAskedForIdentity,
    ThatLinkIsNotOurs,
    TheLinkWasNotFollowed,
    TheSignInIsTooLongAgo,
    TwoFactsAreNeeded,
    signed_in,
)
from domain.privacy.state import NobodyDecidesOnTheirOwn, TheRequestIsOver
from domain.privacy.terms import Capacity, IdentityMethod, KnownFact, Proof, State
from domain.shared.event import Fact
from tests.domain.privacy.history import (
    ASKED,
    BY_LETTER,
    CONFIRMED,
    DENIED,
    FOLLOWED,
    PROOF,
    RECEIVED,
    SAM,
    TWO_FACTS,
)
from tests.support.calendar import MONDAY, TUESDAY, minutes
from tests.support.people import BEN, GRETA
from tests.support.scenario import given

BY_MAIL = replace(
    CONFIRMED,
    method=IdentityMethod.E_MAIL_LOOP_AND_FACTS,
    matched=TWO_FACTS,
    confirmed_by=SAM,
    confirmed_at=TUESDAY,
)


class TestARecentSignIn:
    def test_is_a_proof(self) -> None:
        assert signed_in(BEN, MONDAY - minutes(15), MONDAY) == PROOF

    def test_is_none_after_a_quarter_of_an_hour(self) -> None:
        assert signed_in(BEN, MONDAY - minutes(16), MONDAY) is None
        assert signed_in(BEN, None, MONDAY) is None

    @pytest.mark.parametrize("before", [(RECEIVED,), (RECEIVED, ASKED)])
    def test_confirms(self, before: tuple[Fact, ...]) -> None:
        known = given(*before).of(PRIVACY)
        known.when(lambda r: identity.prove(r, PROOF)).then(CONFIRMED)

    def test_confirms_once(self) -> None:
        given(RECEIVED, CONFIRMED).of(PRIVACY).when(
            lambda r: identity.prove(r, PROOF)
        ).then_nothing()

    def test_is_needed(self) -> None:
        given(RECEIVED).of(PRIVACY).when(lambda r: identity.prove(r, None)).then_refused(
            TheSignInIsTooLongAgo
        )

    def test_is_too_late_after_the_end(self) -> None:
        given(RECEIVED, DENIED).of(PRIVACY).when(lambda r: identity.prove(r, PROOF)).then_refused(
            TheRequestIsOver
        )


class TestAskingWho:
    def test_waits_for_an_answer(self) -> None:
        given(BY_LETTER).of(PRIVACY).when(lambda r: identity.ask(r, MONDAY)).then(ASKED)
        assert given(BY_LETTER, ASKED).of(PRIVACY).state.state is State.IDENTITY_PENDING

    @pytest.mark.parametrize("known", [ASKED, CONFIRMED])
    def test_is_not_done_twice(self, known: object) -> None:
        request = PRIVACY.evolve(given(BY_LETTER).of(PRIVACY).state, known)
        assert identity.ask(request, MONDAY) == ()


class TestTheLink:
    def test_counts_when_its_token_is_right(self) -> None:
        known = given(BY_LETTER, ASKED).of(PRIVACY)
        known.when(lambda r: identity.follow(r, "t", expected="t", now=TUESDAY)).then(FOLLOWED)

    def test_counts_once(self) -> None:
        known = given(BY_LETTER, ASKED, FOLLOWED).of(PRIVACY)
        known.when(lambda r: identity.follow(r, "t", expected="t", now=TUESDAY)).then_nothing()

    def test_is_refused_with_another_token(self) -> None:
        known = given(BY_LETTER, ASKED, FOLLOWED).of(PRIVACY)
        known.when(lambda r: identity.follow(r, "x", expected="t", now=TUESDAY)).then_refused(
            ThatLinkIsNotOurs
        )

    def test_is_not_there_before_somebody_asks(self) -> None:
        known = given(BY_LETTER).of(PRIVACY)
        known.when(lambda r: identity.follow(r, "t", expected="t", now=TUESDAY)).then_refused(
            NobodyAskedForIdentity
        )


class TestMailAndTwoFacts:
    def test_confirm(self) -> None:
        known = given(BY_LETTER, ASKED, FOLLOWED).of(PRIVACY)
        known.when(lambda r: identity.confirm(r, TWO_FACTS, SAM, TUESDAY)).then(BY_MAIL)

    def test_confirm_once(self) -> None:
        known = given(BY_LETTER, ASKED, FOLLOWED, BY_MAIL).of(PRIVACY)
        known.when(lambda r: identity.confirm(r, TWO_FACTS, SAM, TUESDAY)).then_nothing()

    def test_need_the_mail(self) -> None:
        known = given(BY_LETTER, ASKED).of(PRIVACY)
        known.when(lambda r: identity.confirm(r, TWO_FACTS, SAM, TUESDAY)).then_refused(
            TheLinkWasNotFollowed
        )

    @pytest.mark.parametrize("matched", [(), TWO_FACTS[:1], TWO_FACTS[:1] * 2])
    def test_need_two_different_facts(self, matched: tuple[KnownFact, ...]) -> None:
        known = given(BY_LETTER, ASKED, FOLLOWED).of(PRIVACY)
        known.when(lambda r: identity.confirm(r, matched, SAM, TUESDAY)).then_refused(
            TwoFactsAreNeeded
        )

    @pytest.mark.parametrize("by", [BEN, GRETA])
    def test_are_judged_by_somebody_else_than_who_asked(self, by: str) -> None:
        by_greta = replace(RECEIVED, filed_by=GRETA, filed_as=Capacity.GUARDIAN)
        known = given(by_greta, ASKED, FOLLOWED).of(PRIVACY)
        known.when(lambda r: identity.confirm(r, TWO_FACTS, by, TUESDAY)).then_refused(
            NobodyDecidesOnTheirOwn
        )


def test_what_is_kept_is_method_and_time() -> None:
    assert {each.name for each in fields(Proof)} == {"method", "by", "at", "matched"}
