"""Who may use the routes of reviews, and of profiles before reviewers: seeing and deciding."""

from collections.abc import Mapping

from api.lines import NOTHING, STAFF, Line, commands
from application import review, tutor_moderation
from application.access import ANYBODY
from domain.shared.actor import Role
from domain.shared.personal import Category

_LOOKING = frozenset({Role.REVIEWER, Role.AUDITOR, Role.ADMIN})
_WORDS = (Category.MESSAGES,)
_PROFILE = (Category.PROFILE,)
_OF_TUTOR = "POST /v1/profiles/{tutor_id}"
_LESSON = "POST /v1/reviews/{booking_id}"
_PART = f"{_LESSON}/{{part}}"

REVIEWS: Mapping[str, Line] = {
    "GET /v1/tutors/{tutor_id}/reviews": Line(
        "everybody; of a hidden tutor the tutor themself and staff", None
    ),
    "GET /v1/tutors/{tutor_id}/opinions": Line(
        "everybody; of a hidden tutor the tutor themself and staff", None
    ),
    "GET /v1/reviews": Line(
        "reviewers, auditors and admins, of lessons that are not their own",
        _LOOKING,
        staff=_LOOKING,
        shows=_WORDS,
        whose=("author_id",),
    ),
    "GET /v1/profiles": Line(
        "reviewers, auditors and admins, of profiles that are not their own",
        _LOOKING,
        staff=_LOOKING,
        shows=_PROFILE,
        whose=("tutor_id",),
    ),
    "GET /v1/profiles/{tutor_id}": Line(
        "the tutor; reviewers and staff",
        ANYBODY,
        ("tutor_id",),
        staff=STAFF | _LOOKING,
        shows=_PROFILE,
    ),
    "GET /v1/suspicions": Line(
        "reviewers, auditors and admins, of lessons that are not their own",
        _LOOKING,
        staff=_LOOKING,
        shows=NOTHING,
        whose=("student_id",),
    ),
    "GET /v1/reviews/{booking_id}": Line(
        "its student and tutor, of the other's what is shown; reviewers and staff",
        ANYBODY,
        ("student_id", "tutor_id"),
        staff=STAFF | _LOOKING,
        shows=_WORDS,
    ),
    **commands("the lesson's student", {f"{_LESSON}/write": review.WriteReview}),
    **commands("the lesson's tutor", {f"{_LESSON}/answer": review.WriteAnswer}),
    **commands(
        "whoever wrote the words",
        {
            f"{_PART}/correct": review.CorrectReview,
            f"{_PART}/withdraw": review.WithdrawReview,
            f"{_PART}/appeal": review.AppealModeration,
        },
    ),
    **commands(
        "the other side of the lesson; support and admins", {f"{_PART}/flag": review.FlagReview}
    ),
    **commands(
        "a reviewer who had no part in the lesson, the words or the last decision",
        {
            f"{_PART}/approve": review.ApproveReview,
            f"{_PART}/reject": review.RejectReview,
        },
    ),
    **commands(
        "a reviewer who is not the tutor, and of an appeal not who took the profile down",
        {
            f"{_OF_TUTOR}/approve": tutor_moderation.ApproveProfile,
            f"{_OF_TUTOR}/take-down": tutor_moderation.TakeProfileDown,
        },
    ),
    **commands("the tutor", {f"{_OF_TUTOR}/appeal": tutor_moderation.AppealTakedown}),
}
"""Method and address → who may."""
