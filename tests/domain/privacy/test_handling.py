"""What support and admins decide on a privacy request, rule by rule."""

from dataclasses import replace
from datetime import date

import pytest

from domain.privacy import handling
from domain.privacy.aggregate import PRIVACY
from domain.privacy.clocks import Establishment
from domain.privacy.events import LegalHoldLifted
from domain.privacy.handling import (
    AHoldEndsInTheFuture,
    ItWasExtendedAlready,
    MarketingObjectionsAreNotDenied,
    NobodyApprovedIt,
    NobodyWasAskedWhoTheyAre,
    NothingIsHeld,
    OnlyAnErasureIsHeld,
    RecipientsHearNothingOfThis,
    TheErasureIsNotCertified,
    TheIdentityIsConfirmed,
    TheyWereNotNotified,
    TooLateToExtend,
    WhatHasBegunIsNotHeld,
    WhatIsApprovedIsNotDenied,
)
from domain.privacy.state import (
    EverythingIsHeld,
    NobodyDecidesOnTheirOwn,
    NobodyKnowsWhoAsked,
    TheRequestIsOver,
)
from domain.privacy.terms import (
    Capacity,
    DenialReason,
    ExtensionReason,
    HoldBasis,
    Objection,
    Recipient,
    RequestKind,
)
from domain.shared.personal import Category
from tests.domain.privacy.history import (
    ABOUT,
    ACKNOWLEDGED,
    AGAINST_PROFILING,
    APPROVED,
    ASKED,
    BERLIN,
    BY_LETTER,
    CERTIFIED,
    CLEARED,
    COMPLETED,
    CONFIRMED,
    DENIED,
    DUE,
    ERASING,
    EXTENDED,
    EXTENDED_DUE,
    HELD,
    HOLD,
    IN_CALIFORNIA,
    MISSED,
    NEARED,
    RECEIPT,
    RECEIVED,
    SAM,
    TO_ERASE,
    TOLD,
    UNTIL,
)
from tests.support.calendar import TUESDAY, WEDNESDAY, days, minutes
from tests.support.people import BEN, GRETA
from tests.support.scenario import given

COMPLEX = ExtensionReason.COMPLEXITY
PROVIDER = Recipient.PAYMENT_PROVIDER
ONLY_BILLING = replace(TO_ERASE, categories=(Category.BILLING,))


class TestExtending:
    def test_gives_three_months_from_the_arrival(self) -> None:
        known = given(RECEIVED).of(PRIVACY)
        known.when(lambda r: handling.extend(r, COMPLEX, BERLIN, SAM, WEDNESDAY)).then(EXTENDED)

    def test_counts_in_the_zone_it_arrived_in(self) -> None:
        elsewhere = Establishment("Asia/Tokyo", frozenset({date(2026, 6, 2)}))
        known = given(RECEIVED).of(PRIVACY).state
        (extended,) = handling.extend(known, COMPLEX, elsewhere, SAM, WEDNESDAY)
        assert extended.act_by == EXTENDED_DUE + days(1)

    def test_gives_ninety_days_in_california(self) -> None:
        known = given(IN_CALIFORNIA).of(PRIVACY).state
        (extended,) = handling.extend(known, COMPLEX, BERLIN, SAM, WEDNESDAY)
        assert extended.act_by == IN_CALIFORNIA.act_by + days(45)

    def test_may_be_told_until_the_last_moment_of_the_first_deadline(self) -> None:
        known = given(RECEIVED).of(PRIVACY)
        last = DUE - minutes(1)
        told = replace(EXTENDED, extended_at=last)
        known.when(lambda r: handling.extend(r, COMPLEX, BERLIN, SAM, last)).then(told)
        known.when(lambda r: handling.extend(r, COMPLEX, BERLIN, SAM, DUE)).then_refused(
            TooLateToExtend
        )

    def test_is_done_once(self) -> None:
        known = given(RECEIVED, EXTENDED).of(PRIVACY)
        known.when(lambda r: handling.extend(r, COMPLEX, BERLIN, SAM, WEDNESDAY)).then_refused(
            ItWasExtendedAlready
        )

    def test_is_not_for_who_asked(self) -> None:
        known = given(RECEIVED).of(PRIVACY)
        known.when(lambda r: handling.extend(r, COMPLEX, BERLIN, BEN, WEDNESDAY)).then_refused(
            NobodyDecidesOnTheirOwn
        )


class TestALegalHold:
    def test_keeps_a_category(self) -> None:
        known = given(TO_ERASE).of(PRIVACY)
        known.when(lambda r: handling.place_hold(r, HOLD, SAM, TUESDAY)).then(HELD)
        held = given(TO_ERASE, HELD).of(PRIVACY).state
        assert Category.BILLING not in held.erasable(TUESDAY)
        assert Category.BILLING in held.erasable(UNTIL)

    def test_is_placed_once_and_replaced_by_another_end(self) -> None:
        known = given(TO_ERASE, HELD).of(PRIVACY)
        known.when(lambda r: handling.place_hold(r, HOLD, SAM, TUESDAY)).then_nothing()
        longer = replace(HOLD, until=UNTIL + days(1))
        moved = replace(HELD, until=UNTIL + days(1))
        known.when(lambda r: handling.place_hold(r, longer, SAM, TUESDAY)).then(moved)
        assert given(TO_ERASE, HELD, moved).of(PRIVACY).state.holds == (longer,)

    def test_may_rest_on_two_bases(self) -> None:
        other = replace(HELD, basis=HoldBasis.OPEN_DISPUTE)
        lifted = LegalHoldLifted(
            **ABOUT,
            category=Category.BILLING,
            basis=HoldBasis.OPEN_DISPUTE,
            lifted_by=None,
            lifted_at=TUESDAY,
        )
        known = given(TO_ERASE, HELD, other).of(PRIVACY)
        known.when(
            lambda r: handling.lift_hold(r, Category.BILLING, HoldBasis.OPEN_DISPUTE, None, TUESDAY)
        ).then(lifted)
        assert given(TO_ERASE, HELD, other, lifted).of(PRIVACY).state.holds == (HOLD,)

    def test_needs_an_end_that_is_still_to_come(self) -> None:
        over = replace(HOLD, until=TUESDAY)
        known = given(TO_ERASE).of(PRIVACY)
        known.when(lambda r: handling.place_hold(r, over, SAM, TUESDAY)).then_refused(
            AHoldEndsInTheFuture
        )

    def test_is_of_erasures_alone(self) -> None:
        known = given(RECEIVED).of(PRIVACY)
        known.when(lambda r: handling.place_hold(r, HOLD, SAM, TUESDAY)).then_refused(
            OnlyAnErasureIsHeld
        )

    def test_comes_too_late_for_what_is_fenced(self) -> None:
        known = given(*ERASING).of(PRIVACY)
        known.when(lambda r: handling.place_hold(r, HOLD, SAM, WEDNESDAY)).then_refused(
            WhatHasBegunIsNotHeld
        )

    def test_is_lifted_only_where_it_is(self) -> None:
        known = given(TO_ERASE, HELD).of(PRIVACY)
        known.when(
            lambda r: handling.lift_hold(r, Category.BILLING, HoldBasis.LEGAL_CLAIM, SAM, TUESDAY)
        ).then_refused(NothingIsHeld)


class TestApproving:
    def test_decides_for_it_once(self) -> None:
        known = given(RECEIVED, CONFIRMED).of(PRIVACY)
        known.when(lambda r: handling.approve(r, SAM, TUESDAY)).then(APPROVED)
        again = given(RECEIVED, CONFIRMED, APPROVED).of(PRIVACY)
        again.when(lambda r: handling.approve(r, SAM, TUESDAY)).then_nothing()

    @pytest.mark.parametrize("by", [BEN, GRETA])
    def test_is_not_for_who_asked(self, by: str) -> None:
        by_greta = replace(RECEIVED, filed_by=GRETA, filed_as=Capacity.GUARDIAN)
        known = given(by_greta, CONFIRMED).of(PRIVACY)
        known.when(lambda r: handling.approve(r, by, TUESDAY)).then_refused(NobodyDecidesOnTheirOwn)

    def test_is_for_support_who_only_handed_it_on(self) -> None:
        known = given(BY_LETTER, CONFIRMED).of(PRIVACY)
        known.when(lambda r: handling.approve(r, SAM, TUESDAY)).then(APPROVED)

    def test_waits_until_it_is_known_who_asked(self) -> None:
        for before in ((RECEIVED,), (RECEIVED, ASKED)):
            given(*before).of(PRIVACY).when(
                lambda r: handling.approve(r, SAM, TUESDAY)
            ).then_refused(NobodyKnowsWhoAsked)

    def test_of_nothing_is_refused(self) -> None:
        known = given(ONLY_BILLING, CONFIRMED, HELD).of(PRIVACY)
        known.when(lambda r: handling.approve(r, SAM, TUESDAY)).then_refused(EverythingIsHeld)
        known.when(lambda r: handling.approve(r, SAM, UNTIL)).then(
            replace(APPROVED, approved_at=UNTIL)
        )


class TestDenying:
    def test_has_a_reason(self) -> None:
        known = given(RECEIVED, CONFIRMED).of(PRIVACY)
        known.when(lambda r: handling.deny(r, DenialReason.EXCESSIVE, SAM, TUESDAY)).then(DENIED)

    def test_for_want_of_an_identity_follows_asking(self) -> None:
        reason = DenialReason.IDENTITY_NOT_CONFIRMED
        denied = replace(DENIED, reason=reason)
        outcome = given(RECEIVED, ASKED).of(PRIVACY)
        outcome.when(lambda r: handling.deny(r, reason, SAM, TUESDAY)).then(denied)
        unasked = given(RECEIVED).of(PRIVACY)
        unasked.when(lambda r: handling.deny(r, reason, SAM, TUESDAY)).then_refused(
            NobodyWasAskedWhoTheyAre
        )
        known = given(RECEIVED, CONFIRMED).of(PRIVACY)
        known.when(lambda r: handling.deny(r, reason, SAM, TUESDAY)).then_refused(
            TheIdentityIsConfirmed
        )

    def test_is_too_late_after_approving(self) -> None:
        known = given(RECEIVED, CONFIRMED, APPROVED).of(PRIVACY)
        known.when(lambda r: handling.deny(r, DenialReason.EXCESSIVE, SAM, TUESDAY)).then_refused(
            WhatIsApprovedIsNotDenied
        )

    def test_follows_when_all_of_it_has_to_stay_after_all(self) -> None:
        reason = DenialReason.LEGAL_OBLIGATION
        known = given(ONLY_BILLING, CONFIRMED, APPROVED, HELD).of(PRIVACY)
        known.when(lambda r: handling.deny(r, reason, SAM, TUESDAY)).then(
            replace(DENIED, reason=reason)
        )

    def test_of_an_objection_to_marketing_is_impossible(self) -> None:
        both = replace(AGAINST_PROFILING, objects_to=tuple(Objection))
        for asked, allowed in ((both, False), (AGAINST_PROFILING, True)):
            outcome = given(asked, CONFIRMED).of(PRIVACY)
            decided = outcome.when(lambda r: handling.deny(r, DenialReason.EXCESSIVE, SAM, TUESDAY))
            if allowed:
                decided.then(DENIED)
            else:
                decided.then_refused(MarketingObjectionsAreNotDenied)

    def test_is_not_for_who_asked(self) -> None:
        known = given(RECEIVED, CONFIRMED).of(PRIVACY)
        known.when(lambda r: handling.deny(r, DenialReason.EXCESSIVE, BEN, TUESDAY)).then_refused(
            NobodyDecidesOnTheirOwn
        )

    @pytest.mark.parametrize("end", [DENIED, COMPLETED])
    def test_is_over_with_the_request(self, end: object) -> None:
        over = PRIVACY.evolve(given(RECEIVED, CONFIRMED).of(PRIVACY).state, end)
        with pytest.raises(TheRequestIsOver):
            handling.deny(over, DenialReason.EXCESSIVE, SAM, TUESDAY)


class TestCompleting:
    def test_follows_approving_and_is_done_once(self) -> None:
        known = given(RECEIVED, CONFIRMED, APPROVED).of(PRIVACY)
        known.when(lambda r: handling.complete(r, SAM, WEDNESDAY)).then(COMPLETED)
        again = given(RECEIVED, CONFIRMED, APPROVED, COMPLETED).of(PRIVACY)
        again.when(lambda r: handling.complete(r, SAM, WEDNESDAY)).then_nothing()

    def test_needs_a_decision(self) -> None:
        known = given(RECEIVED, CONFIRMED).of(PRIVACY)
        known.when(lambda r: handling.complete(r, SAM, WEDNESDAY)).then_refused(NobodyApprovedIt)

    def test_of_an_erasure_needs_the_certificate(self) -> None:
        known = given(*ERASING, CLEARED).of(PRIVACY)
        known.when(lambda r: handling.complete(r, None, WEDNESDAY)).then_refused(
            TheErasureIsNotCertified
        )
        certified = given(*ERASING, CLEARED, CERTIFIED).of(PRIVACY)
        certified.when(lambda r: handling.complete(r, None, WEDNESDAY)).then(
            replace(COMPLETED, completed_by=None)
        )

    def test_is_over_with_a_denial(self) -> None:
        known = given(RECEIVED, CONFIRMED, DENIED).of(PRIVACY)
        known.when(lambda r: handling.complete(r, SAM, WEDNESDAY)).then_refused(TheRequestIsOver)


class TestRecipients:
    APPROVED_ERASURE = (TO_ERASE, CONFIRMED, APPROVED)

    def test_are_told_once_under_a_reference(self) -> None:
        known = given(*self.APPROVED_ERASURE).of(PRIVACY)
        known.when(lambda r: handling.notify(r, PROVIDER, "del_1", WEDNESDAY)).then(TOLD)
        told = given(*self.APPROVED_ERASURE, TOLD).of(PRIVACY)
        told.when(lambda r: handling.notify(r, PROVIDER, "del_1", WEDNESDAY)).then_nothing()

    def test_confirm_once(self) -> None:
        told = given(*self.APPROVED_ERASURE, TOLD).of(PRIVACY)
        told.when(lambda r: handling.note_receipt(r, PROVIDER, "del_1", WEDNESDAY)).then(RECEIPT)
        known = given(*self.APPROVED_ERASURE, TOLD, RECEIPT).of(PRIVACY)
        known.when(lambda r: handling.note_receipt(r, PROVIDER, "del_1", WEDNESDAY)).then_nothing()

    def test_confirm_only_what_was_sent(self) -> None:
        told = given(*self.APPROVED_ERASURE, TOLD).of(PRIVACY)
        told.when(lambda r: handling.note_receipt(r, PROVIDER, "del_2", WEDNESDAY)).then_refused(
            TheyWereNotNotified
        )

    def test_may_confirm_after_the_end(self) -> None:
        over = given(*ERASING, CLEARED, CERTIFIED, TOLD, COMPLETED).of(PRIVACY)
        over.when(lambda r: handling.note_receipt(r, PROVIDER, "del_1", WEDNESDAY)).then(RECEIPT)

    @pytest.mark.parametrize("kind", [RequestKind.ACCESS, RequestKind.PORTABILITY])
    def test_hear_nothing_of_a_copy(self, kind: RequestKind) -> None:
        known = given(replace(RECEIVED, kind=kind), CONFIRMED, APPROVED).of(PRIVACY)
        known.when(lambda r: handling.notify(r, PROVIDER, "x", WEDNESDAY)).then_refused(
            RecipientsHearNothingOfThis
        )

    def test_hear_nothing_before_it_is_decided(self) -> None:
        known = given(TO_ERASE, CONFIRMED).of(PRIVACY)
        known.when(lambda r: handling.notify(r, PROVIDER, "x", WEDNESDAY)).then_refused(
            RecipientsHearNothingOfThis
        )


class TestDeadlines:
    def test_near_once(self) -> None:
        week_before = DUE - days(7)
        known = given(RECEIVED).of(PRIVACY)
        known.when(lambda r: handling.notice_deadlines(r, week_before - minutes(1))).then_nothing()
        known.when(lambda r: handling.notice_deadlines(r, week_before)).then(NEARED)
        neared = given(RECEIVED, NEARED).of(PRIVACY)
        neared.when(lambda r: handling.notice_deadlines(r, week_before)).then_nothing()

    def test_are_missed_once_and_then_not_near(self) -> None:
        for before in ((RECEIVED,), (RECEIVED, NEARED)):
            given(*before).of(PRIVACY).when(lambda r: handling.notice_deadlines(r, DUE)).then(
                MISSED
            )
        missed = given(RECEIVED, MISSED).of(PRIVACY)
        missed.when(lambda r: handling.notice_deadlines(r, DUE + days(9))).then_nothing()

    def test_extended_near_and_pass_anew(self) -> None:
        known = given(RECEIVED, NEARED, EXTENDED).of(PRIVACY)
        known.when(lambda r: handling.notice_deadlines(r, DUE)).then_nothing()
        again = replace(MISSED, due_at=EXTENDED_DUE, missed_at=EXTENDED_DUE)
        known.when(lambda r: handling.notice_deadlines(r, EXTENDED_DUE)).then(again)

    def test_to_acknowledge_end_with_telling(self) -> None:
        told = given(IN_CALIFORNIA, ACKNOWLEDGED).of(PRIVACY)
        late = IN_CALIFORNIA.acknowledge_by
        assert late is not None
        told.when(lambda r: handling.notice_deadlines(r, late)).then_nothing()
        silent = handling.notice_deadlines(given(IN_CALIFORNIA).of(PRIVACY).state, late)
        assert [type(fact).__name__ for fact in silent] == ["DeadlineMissed"]

    @pytest.mark.parametrize("end", [DENIED, COMPLETED])
    def test_end_with_the_request(self, end: object) -> None:
        over = PRIVACY.evolve(given(RECEIVED, CONFIRMED).of(PRIVACY).state, end)
        assert handling.notice_deadlines(over, DUE) == ()
