"""Tutors: what they say of themselves, what they teach, and at what price."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.accepts import Created, accepts
from application import offering, tutor

TUTOR = "/v1/tutors/{tutor_id}"


class CourseOffered(Created):
    """The course is on offer."""

    course_id: str


class TutorBrought(BaseModel):
    """The tutor is here; `is_new` is false when nothing was left to do."""

    tutor_id: str
    is_new: bool


def tutors(router: APIRouter) -> None:
    """This adds everything a tutor says, and what the platform notes about them."""
    courses = f"{TUTOR}/courses"
    accepts(router, "POST", f"{TUTOR}/profile", tutor.PublishProfile)
    accepts(router, "POST", f"{TUTOR}/subjects/{{subject}}/offer", tutor.OfferSubject)
    accepts(router, "POST", f"{TUTOR}/subjects/{{subject}}/withdraw", tutor.WithdrawSubject)
    accepts(router, "POST", courses, tutor.OfferCourse, CourseOffered)
    accepts(router, "POST", f"{courses}/{{course_id}}/withdraw", tutor.WithdrawCourse)
    accepts(router, "POST", f"{courses}/{{course_id}}/rate", tutor.ChangeRate)
    package = f"{courses}/{{course_id}}/packages/{{lessons}}"
    accepts(router, "POST", f"{package}/offer", offering.OfferPackage)
    accepts(router, "POST", f"{package}/withdraw", offering.WithdrawPackage)
    accepts(router, "POST", f"{TUTOR}/policy", tutor.ChoosePolicy)
    accepts(router, "POST", f"{TUTOR}/payout-account/ready", tutor.ReadyPayoutAccount)
    accepts(router, "POST", f"{TUTOR}/payout-account/lose", tutor.LosePayoutAccount)
    accepts(router, "POST", f"{TUTOR}/import", tutor.ImportTutor, TutorBrought)
