"""Being found and booked, rule by rule."""

from dataclasses import replace

import pytest

from domain.shared.text import digest_of
from domain.tutor.aggregate import TUTOR, newcomer
from domain.tutor.events import (
    HidingReason,
    PayoutAccountLost,
    PayoutAccountReadied,
    StrikeNoted,
    StrikeReason,
    TutorHidden,
)
from domain.tutor.listing import PayoutAccountIsMissing, ProfileIsIncomplete
from domain.tutor.state import State, TutorIsNotBookable
from tests.domain.tutor.history import (
    BOOKABLE,
    HIDDEN,
    LISTED,
    OFFERED,
    PAYABLE,
    PUBLISHED,
    SHOWN_ONLY,
    SUBJECT,
)
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import ANNA
from tests.support.scenario import given

READY = (PUBLISHED, SUBJECT, OFFERED, PAYABLE)
LOST = PayoutAccountLost(tutor_id=ANNA, lost_at=TUESDAY)
UNPAYABLE = TutorHidden(
    tutor_id=ANNA, reasons=(HidingReason.PAYOUT_ACCOUNT_LOST,), hidden_at=TUESDAY
)
STRIKE = StrikeNoted(tutor_id=ANNA, booking_id="b1", reason=StrikeReason.NO_SHOW, noted_at=TUESDAY)


class TestBecomingVisible:
    def test_lets_students_book(self) -> None:
        given(*READY).of(TUTOR).when(lambda t: t.make_visible(MONDAY)).then(LISTED)
        given(*BOOKABLE).of(TUTOR).state.check_bookable()

    @pytest.mark.parametrize("missing", [PUBLISHED, SUBJECT, OFFERED], ids=lambda f: f.TOPIC)
    def test_takes_a_complete_profile(self, missing: object) -> None:
        facts = [fact for fact in READY if fact is not missing]
        given(*facts).of(TUTOR).when(lambda t: t.make_visible(MONDAY)).then_refused(
            ProfileIsIncomplete
        )

    def test_takes_a_payout_account(self) -> None:
        given(PUBLISHED, SUBJECT, OFFERED).of(TUTOR).when(
            lambda t: t.make_visible(MONDAY)
        ).then_refused(PayoutAccountIsMissing)

    def test_twice_changes_nothing(self) -> None:
        given(*BOOKABLE).of(TUTOR).when(lambda t: t.make_visible(TUESDAY)).then_nothing()

    def test_works_again_after_hiding(self) -> None:
        given(*BOOKABLE, HIDDEN).of(TUTOR).when(lambda t: t.make_visible(TUESDAY)).then(
            replace(LISTED, listed_at=TUESDAY)
        )
        assert given(*BOOKABLE, HIDDEN, LISTED).of(TUTOR).state.hidden_for == ()

    def test_makes_an_imported_tutor_bookable(self) -> None:
        given(*READY, SHOWN_ONLY).of(TUTOR).when(lambda t: t.make_visible(MONDAY)).then(LISTED)


class TestHiding:
    def test_stops_new_bookings_and_says_why(self) -> None:
        background = (HidingReason.BACKGROUND_NOT_VERIFIED,)
        given(*BOOKABLE).of(TUTOR).when(lambda t: t.hide(background, MONDAY)).then(HIDDEN)
        with pytest.raises(TutorIsNotBookable):
            given(*BOOKABLE, HIDDEN).of(TUTOR).state.check_bookable()

    def test_names_each_reason_once_in_order(self) -> None:
        reasons = (
            HidingReason.IDENTITY_NOT_VERIFIED,
            HidingReason.ACCOUNT_SUSPENDED,
            HidingReason.IDENTITY_NOT_VERIFIED,
        )
        outcome = given(*BOOKABLE, HIDDEN).of(TUTOR).when(lambda t: t.hide(reasons, TUESDAY))
        expected = (HidingReason.ACCOUNT_SUSPENDED, HidingReason.IDENTITY_NOT_VERIFIED)
        outcome.then(replace(HIDDEN, reasons=expected, hidden_at=TUESDAY))

    def test_for_the_same_reasons_changes_nothing(self) -> None:
        given(*BOOKABLE, HIDDEN).of(TUTOR).when(
            lambda t: t.hide(HIDDEN.reasons, TUESDAY)
        ).then_nothing()

    def test_leaves_who_was_never_shown(self) -> None:
        given(*READY).of(TUTOR).when(lambda t: t.hide(HIDDEN.reasons, TUESDAY)).then_nothing()


class TestThePayoutAccount:
    def test_is_noted(self) -> None:
        given().of(TUTOR, newcomer(ANNA)).when(lambda t: t.ready_payout("acct_1", MONDAY)).then(
            PAYABLE
        )

    def test_noted_twice_changes_nothing(self) -> None:
        given(PAYABLE).of(TUTOR).when(lambda t: t.ready_payout("acct_1", TUESDAY)).then_nothing()

    def test_may_be_another(self) -> None:
        given(PAYABLE).of(TUTOR).when(lambda t: t.ready_payout("acct_2", TUESDAY)).then(
            PayoutAccountReadied(
                tutor_id=ANNA,
                payout_account="acct_2",
                account_digest=digest_of("acct_2"),
                readied_at=TUESDAY,
            )
        )

    def test_hides_the_tutor_when_lost(self) -> None:
        given(*BOOKABLE).of(TUTOR).when(lambda t: t.lose_payout(TUESDAY)).then(LOST, UNPAYABLE)
        state = given(*BOOKABLE, LOST, UNPAYABLE).of(TUTOR).state
        assert (state.state, state.is_bookable, state.payout_account) == (State.HIDDEN, False, "")

    def test_lost_by_a_tutor_only_shown_hides_nobody(self) -> None:
        given(*READY, SHOWN_ONLY).of(TUTOR).when(lambda t: t.lose_payout(TUESDAY)).then(LOST)

    def test_cannot_be_lost_twice(self) -> None:
        given(*READY, LOST).of(TUTOR).when(lambda t: t.lose_payout(TUESDAY)).then_nothing()


class TestStrikes:
    def test_are_noted_once_a_booking(self) -> None:
        bookable = given(*BOOKABLE).of(TUTOR)
        bookable.when(lambda t: t.note_strike("b1", StrikeReason.NO_SHOW, TUESDAY)).then(STRIKE)
        given(*BOOKABLE, STRIKE).of(TUTOR).when(
            lambda t: t.note_strike("b1", StrikeReason.LATE_CANCELLATION, TUESDAY)
        ).then_nothing()
