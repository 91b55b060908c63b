"""What reviewers decide, rule by rule."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from domain.shared.event import Fact
from domain.verification import rulings
from domain.verification.aggregate import VERIFICATION, ASuspendedCredentialIsNotRenewed
from domain.verification.case import State
from domain.verification.events import (
    CredentialReinstated,
    DocumentPurged,
    InformationProvided,
    ReasonCode,
    RejectionAppealed,
)
from domain.verification.rulings import (
    AnAppealIsDecidedByAnother,
    NobodyReviewsTheirOwn,
    NothingIsBeingReviewed,
    NothingToReinstate,
    NothingToRevoke,
    NothingToSuspend,
    NothingWasSubmitted,
    OnlyAValidDocumentIsApproved,
)
from tests.domain.verification.history import (
    ABOUT,
    ANOTHER_SCAN,
    APPROVED,
    ASKED,
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
    ruling,
)
from tests.support.calendar import MONDAY, TUESDAY, days
from tests.support.people import ANNA, GRETA, RITA
from tests.support.scenario import given

FORGED = ReasonCode.DOCUMENT_FORGED
DIFFERS = ReasonCode.NAME_DIFFERS
APPEALED = RejectionAppealed(**ABOUT, argument="I married.", scan=None, appealed_at=TUESDAY)
REINSTATED = CredentialReinstated(
    **ABOUT,
    reviewer_id=RITA,
    reason=ReasonCode.COMPLAINT_UNFOUNDED,
    rule_version="2026-03",
    valid_until=END,
    reinstated_at=MONDAY,
)


def state_after(*facts: Fact) -> State:
    return given(*facts).of(VERIFICATION).state.state


class TestStartingAReview:
    def test_takes_the_document_up(self) -> None:
        given(SUBMITTED).of(VERIFICATION).when(
            lambda v: rulings.start_review(v, RITA, MONDAY)
        ).then(IN_REVIEW)
        assert state_after(SUBMITTED, IN_REVIEW) is State.IN_REVIEW

    def test_is_refused_to_the_tutor(self) -> None:
        given(SUBMITTED).of(VERIFICATION).when(
            lambda v: rulings.start_review(v, ANNA, MONDAY)
        ).then_refused(NobodyReviewsTheirOwn)

    def test_is_refused_without_a_document(self) -> None:
        given().of(VERIFICATION, NEVER).when(
            lambda v: rulings.start_review(v, RITA, MONDAY)
        ).then_refused(NothingWasSubmitted)

    def test_is_refused_twice(self) -> None:
        given(SUBMITTED, IN_REVIEW).of(VERIFICATION).when(
            lambda v: rulings.start_review(v, GRETA, MONDAY)
        ).then_refused(NothingWasSubmitted)

    def test_of_an_appeal_is_refused_to_who_rejected(self) -> None:
        appealed = given(SUBMITTED, IN_REVIEW, REJECTED, PURGED, APPEALED).of(VERIFICATION)
        appealed.when(lambda v: rulings.start_review(v, RITA, MONDAY)).then_refused(
            AnAppealIsDecidedByAnother
        )
        appealed.when(lambda v: rulings.start_review(v, GRETA, MONDAY)).then(
            replace(IN_REVIEW, reviewer_id=GRETA)
        )


class TestAskingTheTutor:
    def test_waits_for_an_answer(self) -> None:
        given(SUBMITTED, IN_REVIEW).of(VERIFICATION).when(
            lambda v: rulings.ask_for_information(v, "Is this your maiden name?", RITA, MONDAY)
        ).then(ASKED)

    def test_is_refused_before_the_review_and_twice(self) -> None:
        for history in ((SUBMITTED,), (SUBMITTED, IN_REVIEW, ASKED)):
            given(*history).of(VERIFICATION).when(
                lambda v: rulings.ask_for_information(v, "Why?", RITA, MONDAY)
            ).then_refused(NothingIsBeingReviewed)


class TestApproving:
    def test_keeps_the_ground_and_purges_the_image(self) -> None:
        given(SUBMITTED, IN_REVIEW).of(VERIFICATION).when(
            lambda v: rulings.approve(v, ruling())
        ).then(APPROVED, PURGED)
        assert state_after(SUBMITTED, IN_REVIEW, APPROVED, PURGED) is State.APPROVED

    def test_purges_every_picture_that_came(self) -> None:
        provided = InformationProvided(
            **ABOUT, answer="It is.", scan=ANOTHER_SCAN, provided_at=MONDAY
        )
        given(SUBMITTED, IN_REVIEW, ASKED, provided).of(VERIFICATION).when(
            lambda v: rulings.approve(v, ruling())
        ).then(
            replace(APPROVED, sha256="b" * 64),
            DocumentPurged(**ABOUT, image_keys=("image-1", "image-2"), purged_at=MONDAY),
        )

    def test_of_a_renewal_loses_no_days(self) -> None:
        at = END - days(20)
        renewal = replace(SUBMITTED, issued_on=date(2027, 2, 1))
        given(APPROVED, noticed(30, END - days(30)), renewal, IN_REVIEW).of(VERIFICATION).when(
            lambda v: rulings.approve(v, ruling(at=at))
        ).then(
            replace(
                APPROVED,
                issued_on=date(2027, 2, 1),
                valid_until=datetime(2028, 3, 2, tzinfo=END.tzinfo),
                approved_at=at,
            ),
            replace(PURGED, purged_at=at),
        )

    def test_of_a_renewal_that_came_late_still_loses_no_days(self) -> None:
        at = END + days(3)
        renewal = replace(SUBMITTED, issued_on=date(2027, 2, 1))
        outcome = (
            given(APPROVED, EXPIRED, renewal, IN_REVIEW)
            .of(VERIFICATION)
            .when(lambda v: rulings.approve(v, ruling(at=at)))
        )
        outcome.then(
            replace(
                APPROVED,
                issued_on=date(2027, 2, 1),
                valid_until=datetime(2028, 3, 2, tzinfo=END.tzinfo),
                approved_at=at,
            ),
            replace(PURGED, purged_at=at),
        )

    def test_after_a_revocation_counts_from_the_new_document(self) -> None:
        at = END - days(20)
        anew = replace(SUBMITTED, issued_on=date(2027, 2, 1))
        given(APPROVED, REVOKED, anew, IN_REVIEW).of(VERIFICATION).when(
            lambda v: rulings.approve(v, ruling(at=at))
        ).then(
            replace(
                APPROVED,
                issued_on=date(2027, 2, 1),
                valid_until=datetime(2028, 2, 1, tzinfo=END.tzinfo),
                approved_at=at,
            ),
            replace(PURGED, purged_at=at),
        )

    def test_is_refused_for_a_check_whose_year_is_over(self) -> None:
        given(SUBMITTED, IN_REVIEW).of(VERIFICATION).when(
            lambda v: rulings.approve(v, ruling(at=END))
        ).then_refused(OnlyAValidDocumentIsApproved)

    def test_is_refused_without_a_review(self) -> None:
        given(SUBMITTED).of(VERIFICATION).when(lambda v: rulings.approve(v, ruling())).then_refused(
            NothingIsBeingReviewed
        )

    def test_is_refused_to_the_tutor(self) -> None:
        given(SUBMITTED, IN_REVIEW).of(VERIFICATION).when(
            lambda v: rulings.approve(v, ruling(by=ANNA))
        ).then_refused(NobodyReviewsTheirOwn)

    def test_of_an_appeal_is_refused_to_who_rejected(self) -> None:
        history = (SUBMITTED, IN_REVIEW, REJECTED, PURGED, APPEALED, IN_REVIEW)
        given(*history).of(VERIFICATION).when(lambda v: rulings.approve(v, ruling())).then_refused(
            AnAppealIsDecidedByAnother
        )

    def test_of_a_renewal_is_refused_while_suspended(self) -> None:
        given(APPROVED, SUBMITTED, SUSPENDED, IN_REVIEW).of(VERIFICATION).when(
            lambda v: rulings.approve(v, ruling())
        ).then_refused(ASuspendedCredentialIsNotRenewed)


class TestRejecting:
    def test_keeps_the_ground_and_purges_the_image(self) -> None:
        given(SUBMITTED, IN_REVIEW).of(VERIFICATION).when(
            lambda v: rulings.reject(v, ruling(DIFFERS))
        ).then(REJECTED, PURGED)
        assert state_after(SUBMITTED, IN_REVIEW, REJECTED, PURGED) is State.REJECTED

    def test_of_a_renewal_leaves_what_is_held(self) -> None:
        renewal = (replace(SUBMITTED, submitted_at=END - days(20)), IN_REVIEW, REJECTED, PURGED)
        assert state_after(APPROVED, *renewal) is State.APPROVED

    def test_purges_nothing_a_second_time(self) -> None:
        history = (SUBMITTED, IN_REVIEW, REJECTED, PURGED, APPEALED, IN_REVIEW)
        given(*history).of(VERIFICATION).when(
            lambda v: rulings.reject(v, ruling(DIFFERS, by=GRETA))
        ).then(replace(REJECTED, reviewer_id=GRETA))

    def test_is_refused_without_a_review(self) -> None:
        given(APPROVED).of(VERIFICATION).when(
            lambda v: rulings.reject(v, ruling(DIFFERS))
        ).then_refused(NothingIsBeingReviewed)


class TestRevoking:
    @pytest.mark.parametrize(
        "history", [(APPROVED,), (APPROVED, noticed(60, MONDAY)), (APPROVED, SUSPENDED)]
    )
    def test_takes_a_held_credential_away(self, history: tuple[Fact, ...]) -> None:
        given(*history).of(VERIFICATION).when(lambda v: rulings.revoke(v, ruling(FORGED))).then(
            REVOKED
        )
        assert state_after(*history, REVOKED) is State.REVOKED

    def test_ends_a_renewal_and_purges_its_image(self) -> None:
        given(APPROVED, SUBMITTED, IN_REVIEW).of(VERIFICATION).when(
            lambda v: rulings.revoke(v, ruling(FORGED))
        ).then(REVOKED, PURGED)
        revoked = given(APPROVED, SUBMITTED, IN_REVIEW, REVOKED, PURGED).of(VERIFICATION)
        revoked.when(lambda v: rulings.approve(v, ruling())).then_refused(NothingIsBeingReviewed)

    def test_is_refused_for_what_is_not_held(self) -> None:
        for history in ((SUBMITTED,), (APPROVED, EXPIRED), (APPROVED, REVOKED)):
            given(*history).of(VERIFICATION).when(
                lambda v: rulings.revoke(v, ruling(FORGED))
            ).then_refused(NothingToRevoke)

    def test_is_refused_to_the_tutor(self) -> None:
        given(APPROVED).of(VERIFICATION).when(
            lambda v: rulings.revoke(v, ruling(FORGED, by=ANNA))
        ).then_refused(NobodyReviewsTheirOwn)


class TestSuspending:
    def test_makes_the_credential_count_for_nothing(self) -> None:
        given(APPROVED).of(VERIFICATION).when(
            lambda v: rulings.suspend(v, ruling(ReasonCode.COMPLAINT_RECEIVED))
        ).then(SUSPENDED)
        suspended = given(APPROVED, SUSPENDED).of(VERIFICATION).state
        assert suspended.state is State.SUSPENDED
        assert not suspended.in_force(MONDAY)

    def test_is_refused_for_what_does_not_count(self) -> None:
        for history in ((SUBMITTED,), (APPROVED, SUSPENDED), (APPROVED, EXPIRED)):
            given(*history).of(VERIFICATION).when(
                lambda v: rulings.suspend(v, ruling())
            ).then_refused(NothingToSuspend)
        given(APPROVED).of(VERIFICATION).when(
            lambda v: rulings.suspend(v, ruling(at=END))
        ).then_refused(NothingToSuspend)


class TestReinstating:
    def test_makes_the_credential_count_again(self) -> None:
        given(APPROVED, SUSPENDED).of(VERIFICATION).when(
            lambda v: rulings.reinstate(v, ruling(ReasonCode.COMPLAINT_UNFOUNDED))
        ).then(REINSTATED)
        assert state_after(APPROVED, SUSPENDED, REINSTATED) is State.APPROVED

    def test_remembers_that_the_end_is_near(self) -> None:
        history = (APPROVED, SUSPENDED, noticed(30, END - days(30)), REINSTATED)
        assert state_after(*history) is State.EXPIRING

    def test_is_refused_for_what_is_not_suspended(self) -> None:
        for history in ((SUBMITTED,), (APPROVED,), (APPROVED, SUSPENDED, REVOKED)):
            given(*history).of(VERIFICATION).when(
                lambda v: rulings.reinstate(v, ruling())
            ).then_refused(NothingToReinstate)

    def test_is_refused_when_its_time_is_over(self) -> None:
        given(APPROVED, SUSPENDED).of(VERIFICATION).when(
            lambda v: rulings.reinstate(v, ruling(at=END))
        ).then_refused(NothingToReinstate)

    def test_is_refused_to_the_tutor(self) -> None:
        given(APPROVED, SUSPENDED).of(VERIFICATION).when(
            lambda v: rulings.reinstate(v, ruling(by=ANNA))
        ).then_refused(NobodyReviewsTheirOwn)
