"""Who may use the routes of recommendations, and of contests of them."""

from collections.abc import Mapping

from api.lines import AUDITORS, NOTHING, STAFF, Line, commands
from application import contest
from application.access import ANYBODY, STUDENTS
from domain.shared.actor import Role
from domain.shared.personal import Category

_LOOKING = AUDITORS | {Role.REVIEWER}
_WORDS = (Category.MESSAGES,)
_ONE = "/v1/recommendations/{showing_id}"

RECOMMENDATIONS: Mapping[str, Line] = {
    "GET /v1/recommendations": Line(
        "students; auditors and admins are shown what a stranger is",
        STUDENTS | AUDITORS,
        shows=NOTHING,
    ),
    f"GET {_ONE}": Line(
        "who was shown it, and of what names nobody whoever has the id; reviewers and staff",
        ANYBODY,
        staff=STAFF | _LOOKING,
        shows=_WORDS,
        whose=("student_id",),
    ),
    "GET /v1/contests": Line(
        "reviewers, auditors and admins",
        _LOOKING,
        staff=_LOOKING,
        shows=_WORDS,
        whose=("student_id",),
    ),
    **commands("who was shown it", {f"POST {_ONE}/contest": contest.RaiseContest}),
    **commands(
        "a reviewer who is not the student", {f"POST {_ONE}/contest/answer": contest.AnswerContest}
    ),
}
"""Method and address → who may."""
