"""A tutor's credential, rule by rule: handing in, answering, appealing, and time passing."""

from dataclasses import replace
from datetime import date

from domain.verification.aggregate import (
    VERIFICATION,
    ARejectionIsAppealedOnce,
    ASuspendedCredentialIsNotRenewed,
    NoDocumentIsFromTheFuture,
    NothingWasAsked,
    OneDocumentIsReviewedAtATime,
    OnlyAnEndingCredentialIsRenewed,
    OnlyARejectionIsAppealed,
    OnlyTheTutorProvesTheirCredential,
)
from domain.verification.case import State
from domain.verification.events import InformationProvided, RejectionAppealed
from tests.domain.verification.history import (
    ABOUT,
    ANOTHER_SCAN,
    APPROVED,
    ASKED,
    DOCUMENT,
    END,
    EXPIRED,
    IN_REVIEW,
    NEVER,
    PURGED,
    REJECTED,
    REVOKED,
    SUBMITTED,
    SUSPENDED,
    noticed,
)
from tests.support.calendar import MONDAY, TUESDAY, days, minutes
from tests.support.people import ANNA, IVAN
from tests.support.scenario import given

PROVIDED = InformationProvided(**ABOUT, answer="It is.", scan=ANOTHER_SCAN, provided_at=TUESDAY)
APPEALED = RejectionAppealed(**ABOUT, argument="I married.", scan=None, appealed_at=TUESDAY)


class TestSubmitting:
    def test_hands_the_document_in(self) -> None:
        given().of(VERIFICATION, NEVER).when(lambda v: v.submit(DOCUMENT, ANNA, MONDAY)).then(
            SUBMITTED
        )
        assert NEVER.state is State.MISSING
        assert given(SUBMITTED).of(VERIFICATION).state.state is State.SUBMITTED

    def test_is_refused_to_anybody_else(self) -> None:
        given().of(VERIFICATION, NEVER).when(
            lambda v: v.submit(DOCUMENT, IVAN, MONDAY)
        ).then_refused(OnlyTheTutorProvesTheirCredential)

    def test_is_refused_while_another_document_is_reviewed(self) -> None:
        for history in ((SUBMITTED,), (SUBMITTED, IN_REVIEW), (SUBMITTED, IN_REVIEW, ASKED)):
            given(*history).of(VERIFICATION).when(
                lambda v: v.submit(DOCUMENT, ANNA, TUESDAY)
            ).then_refused(OneDocumentIsReviewedAtATime)

    def test_is_refused_for_a_document_from_the_future(self) -> None:
        wednesday = replace(DOCUMENT, issued_on=date(2026, 3, 4))
        given().of(VERIFICATION, NEVER).when(
            lambda v: v.submit(wednesday, ANNA, MONDAY)
        ).then_refused(NoDocumentIsFromTheFuture)

    def test_takes_a_document_of_a_day_that_has_begun_further_east(self) -> None:
        tuesday = replace(DOCUMENT, issued_on=date(2026, 3, 3))
        given().of(VERIFICATION, NEVER).when(lambda v: v.submit(tuesday, ANNA, MONDAY)).then(
            replace(SUBMITTED, issued_on=date(2026, 3, 3))
        )

    def test_may_follow_a_rejection_an_end_or_a_revocation(self) -> None:
        for ended in ((REJECTED, PURGED), (APPROVED, EXPIRED), (APPROVED, REVOKED)):
            given(SUBMITTED, IN_REVIEW, *ended).of(VERIFICATION).when(
                lambda v: v.submit(DOCUMENT, ANNA, MONDAY)
            ).then(SUBMITTED)


class TestRenewing:
    def test_is_refused_before_the_last_sixty_days(self) -> None:
        early = END - days(60) - minutes(1)
        given(APPROVED).of(VERIFICATION).when(
            lambda v: v.submit(DOCUMENT, ANNA, early)
        ).then_refused(OnlyAnEndingCredentialIsRenewed)

    def test_leaves_the_credential_good_meanwhile(self) -> None:
        start = END - days(60)
        renewal = replace(SUBMITTED, submitted_at=start)
        given(APPROVED).of(VERIFICATION).when(lambda v: v.submit(DOCUMENT, ANNA, start)).then(
            renewal
        )
        renewing = given(APPROVED, noticed(60, start), renewal).of(VERIFICATION).state
        assert renewing.state is State.EXPIRING
        assert renewing.in_force(END - minutes(1))
        assert not renewing.in_force(END)

    def test_is_refused_while_suspended(self) -> None:
        given(APPROVED, SUSPENDED).of(VERIFICATION).when(
            lambda v: v.submit(DOCUMENT, ANNA, END - days(1))
        ).then_refused(ASuspendedCredentialIsNotRenewed)


class TestAnsweringTheReviewer:
    def test_may_bring_another_picture(self) -> None:
        history = given(SUBMITTED, IN_REVIEW, ASKED).of(VERIFICATION)
        assert history.state.state is State.NEEDS_INFO
        history.when(lambda v: v.provide_information("It is.", ANOTHER_SCAN, ANNA, TUESDAY)).then(
            PROVIDED
        )
        case = given(SUBMITTED, IN_REVIEW, ASKED, PROVIDED).of(VERIFICATION).state.case
        assert case is not None
        assert (case.step, case.sha256) == (State.IN_REVIEW, "b" * 64)
        assert case.image_keys == ("image-1", "image-2")

    def test_may_bring_none(self) -> None:
        without = replace(PROVIDED, scan=None)
        case = given(SUBMITTED, IN_REVIEW, ASKED, without).of(VERIFICATION).state.case
        assert case is not None
        assert case.sha256 == "a" * 64

    def test_is_refused_unasked(self) -> None:
        given(SUBMITTED, IN_REVIEW).of(VERIFICATION).when(
            lambda v: v.provide_information("It is.", None, ANNA, TUESDAY)
        ).then_refused(NothingWasAsked)

    def test_is_refused_to_anybody_else(self) -> None:
        given(SUBMITTED, IN_REVIEW, ASKED).of(VERIFICATION).when(
            lambda v: v.provide_information("It is.", None, IVAN, TUESDAY)
        ).then_refused(OnlyTheTutorProvesTheirCredential)


class TestAppealing:
    def test_brings_the_document_back(self) -> None:
        history = given(SUBMITTED, IN_REVIEW, REJECTED, PURGED)
        history.of(VERIFICATION).when(lambda v: v.appeal("I married.", None, ANNA, TUESDAY)).then(
            APPEALED
        )
        appealed = given(SUBMITTED, IN_REVIEW, REJECTED, PURGED, APPEALED).of(VERIFICATION)
        assert appealed.state.state is State.SUBMITTED

    def test_is_refused_without_a_rejection(self) -> None:
        for history in ((SUBMITTED,), (APPROVED,)):
            given(*history).of(VERIFICATION).when(
                lambda v: v.appeal("I married.", None, ANNA, TUESDAY)
            ).then_refused(OnlyARejectionIsAppealed)

    def test_is_refused_a_second_time(self) -> None:
        twice = (SUBMITTED, IN_REVIEW, REJECTED, APPEALED, IN_REVIEW, REJECTED)
        given(*twice).of(VERIFICATION).when(
            lambda v: v.appeal("I married.", None, ANNA, TUESDAY)
        ).then_refused(ARejectionIsAppealedOnce)

    def test_is_refused_to_anybody_else(self) -> None:
        given(SUBMITTED, IN_REVIEW, REJECTED).of(VERIFICATION).when(
            lambda v: v.appeal("I married.", None, IVAN, TUESDAY)
        ).then_refused(OnlyTheTutorProvesTheirCredential)


class TestNoticingTheEnd:
    def test_starts_sixty_days_before(self) -> None:
        start = END - days(60)
        given(APPROVED).of(VERIFICATION).when(
            lambda v: v.notice_expiry(start - minutes(1))
        ).then_nothing()
        given(APPROVED).of(VERIFICATION).when(lambda v: v.notice_expiry(start)).then(
            noticed(60, start)
        )

    def test_makes_the_credential_expiring(self) -> None:
        expiring = given(APPROVED, noticed(60, END - days(60))).of(VERIFICATION).state
        assert expiring.state is State.EXPIRING
        assert expiring.in_force(END - days(59))

    def test_gives_each_notice_once(self) -> None:
        known = given(APPROVED, noticed(60, END - days(60))).of(VERIFICATION)
        known.when(lambda v: v.notice_expiry(END - days(31))).then_nothing()
        known.when(lambda v: v.notice_expiry(END - days(30))).then(noticed(30, END - days(30)))

    def test_gives_only_the_nearest_of_several_missed(self) -> None:
        late = END - days(3)
        given(APPROVED).of(VERIFICATION).when(lambda v: v.notice_expiry(late)).then(
            noticed(7, late)
        )
        given(APPROVED, noticed(7, late)).of(VERIFICATION).when(
            lambda v: v.notice_expiry(late)
        ).then_nothing()

    def test_comes_too_late_after_the_end(self) -> None:
        given(APPROVED).of(VERIFICATION).when(lambda v: v.notice_expiry(END)).then_nothing()

    def test_goes_on_while_suspended(self) -> None:
        at = END - days(30)
        given(APPROVED, SUSPENDED).of(VERIFICATION).when(lambda v: v.notice_expiry(at)).then(
            noticed(30, at)
        )
        suspended = given(APPROVED, SUSPENDED, noticed(30, at)).of(VERIFICATION).state
        assert suspended.state is State.SUSPENDED

    def test_does_nothing_for_what_is_not_held_or_has_no_end(self) -> None:
        for_good = replace(APPROVED, valid_until=None)
        for history in ((SUBMITTED,), (APPROVED, REVOKED), (APPROVED, EXPIRED), (for_good,)):
            given(*history).of(VERIFICATION).when(
                lambda v: v.notice_expiry(END - days(1))
            ).then_nothing()

    def test_starts_anew_after_a_renewal(self) -> None:
        renewed = replace(APPROVED, valid_until=END + days(365))
        known = given(APPROVED, noticed(1, END - days(1)), renewed).of(VERIFICATION)
        at = END + days(305)
        known.when(lambda v: v.notice_expiry(at)).then(
            replace(noticed(60, at), valid_until=END + days(365))
        )


class TestExpiring:
    def test_ends_the_credential_at_the_very_instant(self) -> None:
        given(APPROVED).of(VERIFICATION).when(lambda v: v.expire(END)).then(EXPIRED)
        assert given(APPROVED, EXPIRED).of(VERIFICATION).state.state is State.EXPIRED

    def test_does_nothing_early_or_twice(self) -> None:
        given(APPROVED).of(VERIFICATION).when(lambda v: v.expire(END - minutes(1))).then_nothing()
        given(APPROVED, EXPIRED).of(VERIFICATION).when(lambda v: v.expire(END)).then_nothing()

    def test_does_not_wait_for_a_suspension_to_end(self) -> None:
        given(APPROVED, SUSPENDED).of(VERIFICATION).when(lambda v: v.expire(END)).then(EXPIRED)

    def test_leaves_what_was_revoked(self) -> None:
        given(APPROVED, REVOKED).of(VERIFICATION).when(lambda v: v.expire(END)).then_nothing()
