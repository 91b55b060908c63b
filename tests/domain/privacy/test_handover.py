"""Handing over what is kept of a person: when it is to be had, and what is recorded of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from domain.privacy.aggregate import PRIVACY
from domain.privacy.handover import (
    OFFERED,
    ThePackageIsNoLongerOffered,
    ThePackageIsNotApproved,
    TheRequestAsksForSomethingElse,
    TheRequestCameToNothing,
    check_offered,
    hand_over,
)
from domain.privacy.state import PrivacyRequest
from domain.privacy.terms import RequestKind
from domain.shared.errors import Refused
from domain.shared.event import Fact
from tests.domain.privacy.history import (
    APPROVED,
    ASKED,
    COMPLETED,
    CONFIRMED,
    DENIED,
    HANDED_OVER,
    MANIFEST,
    RECEIVED,
    TO_ERASE,
    WITHDRAWN,
)
from tests.support.calendar import WEDNESDAY, days, minutes
from tests.support.people import BEN
from tests.support.scenario import given

TO_PORT = replace(RECEIVED, kind=RequestKind.PORTABILITY)
DONE = replace(COMPLETED, completed_by=None)
ANOTHER = "e" * 64
approved = given(RECEIVED, CONFIRMED, APPROVED).of(PRIVACY)


def handing(
    manifest: str = MANIFEST, now: datetime = WEDNESDAY
) -> Callable[[PrivacyRequest], Sequence[Fact]]:
    return lambda request: hand_over(request, BEN, manifest, now)


class TestAPackage:
    @pytest.mark.parametrize(
        ("facts", "kind"),
        [
            ((RECEIVED, CONFIRMED, APPROVED), RequestKind.ACCESS),
            ((RECEIVED, CONFIRMED, APPROVED, COMPLETED), RequestKind.ACCESS),
            ((TO_PORT, CONFIRMED, APPROVED), RequestKind.PORTABILITY),
        ],
    )
    def test_is_offered_once_it_is_approved(
        self, facts: tuple[Fact, ...], kind: RequestKind
    ) -> None:
        check_offered(given(*facts).of(PRIVACY).state, kind, WEDNESDAY)

    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            ((TO_PORT, CONFIRMED, APPROVED), TheRequestAsksForSomethingElse),
            ((TO_ERASE, CONFIRMED, APPROVED), TheRequestAsksForSomethingElse),
            ((RECEIVED,), ThePackageIsNotApproved),
            ((RECEIVED, ASKED), ThePackageIsNotApproved),
            ((RECEIVED, CONFIRMED), ThePackageIsNotApproved),
            ((RECEIVED, CONFIRMED, DENIED), TheRequestCameToNothing),
            ((RECEIVED, CONFIRMED, APPROVED, WITHDRAWN), TheRequestCameToNothing),
        ],
    )
    def test_is_not_offered_otherwise(
        self, facts: tuple[Fact, ...], refusal: type[Refused]
    ) -> None:
        request = given(*facts).of(PRIVACY).state
        with pytest.raises(refusal):
            check_offered(request, RequestKind.ACCESS, WEDNESDAY)

    def test_is_offered_for_thirty_days_after_the_end(self) -> None:
        request = given(RECEIVED, CONFIRMED, APPROVED, COMPLETED).of(PRIVACY).state
        check_offered(request, RequestKind.ACCESS, WEDNESDAY + OFFERED - minutes(1))
        with pytest.raises(ThePackageIsNoLongerOffered):
            check_offered(request, RequestKind.ACCESS, WEDNESDAY + OFFERED)

    def test_waits_for_whoever_never_took_it(self) -> None:
        check_offered(approved.state, RequestKind.ACCESS, WEDNESDAY + days(400))


class TestHandingOver:
    def test_completes_the_request_the_first_time(self) -> None:
        approved.when(handing()).then(HANDED_OVER, DONE)

    def test_is_recorded_again_when_it_happens_again(self) -> None:
        again = replace(HANDED_OVER, manifest_sha256=ANOTHER)
        for ends in ((HANDED_OVER, DONE), (COMPLETED,)):
            done = given(RECEIVED, CONFIRMED, APPROVED, *ends).of(PRIVACY)
            done.when(handing(ANOTHER)).then(again)

    def test_of_the_same_package_is_recorded_once(self) -> None:
        given(RECEIVED, CONFIRMED, APPROVED, HANDED_OVER, DONE).of(PRIVACY).when(
            handing()
        ).then_nothing()

    def test_that_began_in_time_is_recorded_however_long_it_takes(self) -> None:
        late = WEDNESDAY + OFFERED + days(1)
        given(RECEIVED, CONFIRMED, APPROVED, COMPLETED).of(PRIVACY).when(handing(now=late)).then(
            replace(HANDED_OVER, handed_over_at=late)
        )

    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            ((TO_ERASE, CONFIRMED, APPROVED), TheRequestAsksForSomethingElse),
            ((RECEIVED, CONFIRMED), ThePackageIsNotApproved),
            ((RECEIVED, CONFIRMED, DENIED), TheRequestCameToNothing),
        ],
    )
    def test_is_refused_where_nothing_was_offered(
        self, facts: tuple[Fact, ...], refusal: type[Refused]
    ) -> None:
        given(*facts).of(PRIVACY).when(handing()).then_refused(refusal)
