"""What Ben wishes in the tests, beyond one request: a restriction, and objections."""

from typing import Final

from domain.privacy.subject_events import (
    ObjectionLifted,
    ObjectionNoted,
    PrivacyRequestClosed,
    PrivacyRequestOpened,
    ProcessingRestricted,
    RestrictionLifted,
)
from domain.privacy.terms import LiftReason, Objection, Regime, RequestKind, RestrictionGround
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import BEN

CONTESTED: Final = RestrictionGround.ACCURACY_CONTESTED
OPENED: Final = PrivacyRequestOpened(
    person_id=BEN,
    request_id="r",
    kind=RequestKind.ACCESS,
    regime=Regime.GDPR,
    opened_at=MONDAY,
)
CLOSED: Final = PrivacyRequestClosed(person_id=BEN, request_id="r", closed_at=TUESDAY)
RESTRICTED: Final = ProcessingRestricted(
    person_id=BEN, request_id="r", ground=CONTESTED, restricted_at=MONDAY
)
LIFTED: Final = RestrictionLifted(
    person_id=BEN, reason=LiftReason.ASKED_BY_THE_PERSON, lifted_by=BEN, lifted_at=TUESDAY
)


def noted(objection: Objection, request_id: str = "r") -> ObjectionNoted:
    """This is an objection, noted on Monday."""
    return ObjectionNoted(
        person_id=BEN, objects_to=objection, request_id=request_id, noted_at=MONDAY
    )


def lifted(objection: Objection, by: str = BEN) -> ObjectionLifted:
    """This is an objection, taken back on Tuesday."""
    return ObjectionLifted(person_id=BEN, objects_to=objection, lifted_by=by, lifted_at=TUESDAY)
