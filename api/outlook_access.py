"""Who may use the routes of outlooks."""

from collections.abc import Mapping

from api.lines import AUDITORS, STAFF, Line
from application.access import ANYBODY, TUTORS
from domain.shared.personal import Category

_SHOWN = (Category.LEARNING,)

OUTLOOKS: Mapping[str, Line] = {
    "GET /v1/students/{student_id}/outlook": Line(
        "the student, guardians of a minor; support, auditors and admins while the student agrees",
        ANYBODY,
        ("student_id",),
        staff=STAFF,
        with_guardians=True,
        shows=_SHOWN,
    ),
    "GET /v1/tutors/{tutor_id}/students/{student_id}/outlook": Line(
        "the tutor, auditors and admins, of students of the tutor who agree",
        TUTORS | AUDITORS,
        ("tutor_id",),
        staff=AUDITORS,
        shows=_SHOWN,
        whose=("student_id",),
    ),
}
"""Method and address → who may, of outlooks."""
