"""Who may use which route: one line each. Without a line a route cannot be made.

For a command the roles stand in `application/access.py`, and whose thing it is the aggregate
decides; the line here repeats it in words, for the documentation. For a query both are here.
"""

from collections.abc import Mapping

from api.experiment_access import EXPERIMENTS
from api.lines import AUDITORS, COUNTING, EVERYBODY, NOTHING, PLATFORM, STAFF, Line, commands
from api.money_access import MONEY
from api.outlook_access import OUTLOOKS
from api.privacy_access import PRIVACY
from api.recommendation_access import RECOMMENDATIONS
from api.review_access import REVIEWS
from application import (
    account,
    age,
    availability,
    booking,
    consent,
    consent_text,
    correcting,
    holding,
    lesson,
    offering,
    tutor,
    verification,
)
from application.access import ANYBODY
from domain.shared.personal import Category

IDENTIFIES = (Category.PROFILE, Category.CONTACT)
LEARNING = (Category.LEARNING,)
LOOKING_BACK = Line("auditors and admins", AUDITORS, shows=NOTHING)
OF_A_PERSON = Line(
    "the person, or the guardian of a minor; staff",
    ANYBODY,
    ("person_id",),
    with_guardians=True,
    shows=NOTHING,
)
_SIDES = ("tutor_id", "student_id")
_OF_A_BOOKING = "its tutor and student; staff"
_ACCOUNT = "POST /v1/accounts/{account_id}"
_BOOKING = "POST /v1/bookings/{booking_id}"
_CONSENT = "POST /v1/consents/{person_id}/{purpose}"
_CREDENTIAL = "POST /v1/verifications/{tutor_id}/{credential}"
_HOURS = "POST /v1/availability/{tutor_id}"
_TUTOR = "POST /v1/tutors/{tutor_id}"
_PACKAGE = f"{_TUTOR}/courses/{{course_id}}/packages/{{lessons}}"

ROUTES: Mapping[str, Line] = {
    "GET /": EVERYBODY,
    "GET /catalogue": EVERYBODY,
    "GET /catalogue/{name:path}": EVERYBODY,
    "GET /docs": EVERYBODY,
    "GET /docs/start.js": EVERYBODY,
    "GET /docs/swagger-ui-bundle.js": EVERYBODY,
    "GET /docs/swagger-ui.css": EVERYBODY,
    "GET /openapi.json": EVERYBODY,
    "GET /healthz": EVERYBODY,
    "GET /readyz": EVERYBODY,
    "GET /metrics": EVERYBODY,
    "GET /.well-known/gpc.json": EVERYBODY,
    "GET /.well-known/jwks.json": EVERYBODY,
    "GET /v1/accounts": Line(PLATFORM.words, STAFF, shows=IDENTIFIES, whose=("account_id",)),
    "GET /v1/accounts/{account_id}": Line(
        "the holder; staff", ANYBODY, ("account_id",), shows=IDENTIFIES
    ),
    "GET /v1/audit": LOOKING_BACK,
    "GET /v1/audit/access/{person_id}": LOOKING_BACK,
    "GET /v1/audit/check": LOOKING_BACK,
    "GET /v1/audit/replay/{projection}": LOOKING_BACK,
    "GET /v1/audit/sample": LOOKING_BACK,
    "GET /v1/audit/state/{kind}/{identity}": LOOKING_BACK,
    "GET /v1/audit/trace": LOOKING_BACK,
    "GET /v1/bookings": Line(
        "the tutor or student asked for; staff", ANYBODY, _SIDES, shows=LEARNING
    ),
    "GET /v1/bookings/{booking_id}": Line(
        _OF_A_BOOKING,
        ANYBODY,
        _SIDES,
        shows=(Category.LEARNING, Category.MESSAGES, Category.BILLING),
    ),
    "GET /v1/bookings/{booking_id}/cancellation-quote": Line(
        _OF_A_BOOKING, ANYBODY, _SIDES, shows=(Category.LEARNING, Category.BILLING)
    ),
    "GET /v1/calendars/{person_id}": Line(
        "the person; staff",
        ANYBODY,
        ("person_id",),
        shows=LEARNING,
        whose=("person_id", "other_id"),
    ),
    "GET /v1/consent-texts": EVERYBODY,
    "GET /v1/consents": PLATFORM,
    "GET /v1/consents/{person_id}": OF_A_PERSON,
    "GET /v1/consents/{person_id}/as-of": OF_A_PERSON,
    "GET /v1/consents/{person_id}/history": OF_A_PERSON,
    "GET /v1/consents/{person_id}/receipts/{purpose}": OF_A_PERSON,
    "GET /v1/lessons": Line(PLATFORM.words, STAFF, shows=LEARNING, whose=_SIDES),
    "GET /v1/log/checkpoint": EVERYBODY,
    "GET /v1/log/consistency": EVERYBODY,
    "GET /v1/log/digests": EVERYBODY,
    "GET /v1/log/digests/{number}": EVERYBODY,
    "GET /v1/log/keys": EVERYBODY,
    "GET /v1/log/proof/{position}": EVERYBODY,
    "GET /v1/log/tile/entries/{bundle:path}": LOOKING_BACK,
    "GET /v1/log/tile/{tile:path}": EVERYBODY,
    "GET /v1/analytics/models": COUNTING,
    "GET /v1/analytics/showings": COUNTING,
    "GET /v1/analytics/success": COUNTING,
    "GET /v1/analytics/windows": COUNTING,
    "GET /v1/metrics/daily": COUNTING,
    "GET /v1/metrics/totals": COUNTING,
    "GET /v1/privacy/records-of-processing": LOOKING_BACK,
    "GET /v1/privacy/{person_id}/reads": Line(
        "the person; auditors and admins", ANYBODY, ("person_id",), AUDITORS, shows=NOTHING
    ),
    "GET /v1/stream": COUNTING,
    "GET /v1/tutors": EVERYBODY,
    "GET /v1/tutors/facets": EVERYBODY,
    "GET /v1/tutors/suggestions": EVERYBODY,
    "GET /v1/tutors/{tutor_id}": Line(
        "everybody; a hidden one the tutor themself and staff",
        None,
        shows=(Category.PROFILE,),
        whose=("tutor_id",),
        public="is_listed",
    ),
    "GET /v1/tutors/{tutor_id}/slots": EVERYBODY,
    "POST /v1/showings/{showing_id}/tutors/{tutor_id}/open": Line(
        "whoever was shown it; of a showing that names nobody, everybody", None
    ),
    "POST /v1/sessions": EVERYBODY,
    "POST /v1/sessions/refresh": EVERYBODY,
    "DELETE /v1/sessions/current": Line("whoever is signed in", ANYBODY, is_command=True),
    **commands(
        "everybody",
        {
            "POST /v1/accounts": account.RegisterAccount,
            f"{_ACCOUNT}/email/verify": account.VerifyEmail,
        },
    ),
    **commands(
        "the holder",
        {
            f"{_ACCOUNT}/password": account.ChangePassword,
            f"{_ACCOUNT}/email": correcting.ChangeEmail,
        },
    ),
    **commands("the holder, or an admin", {f"{_ACCOUNT}/close": account.CloseAccount}),
    **commands(
        "an admin, for somebody else",
        {
            f"{_ACCOUNT}/roles/{{role}}/grant": account.GrantRole,
            f"{_ACCOUNT}/roles/{{role}}/revoke": account.RevokeRole,
        },
    ),
    **commands(
        "support and admins",
        {
            f"{_ACCOUNT}/guardians/{{guardian_id}}/link": account.LinkGuardian,
            f"{_ACCOUNT}/suspend": account.SuspendAccount,
            f"{_ACCOUNT}/reinstate": account.ReinstateAccount,
        },
    ),
    **commands(
        "the holder, a guardian of theirs, support or an admin",
        {
            f"{_ACCOUNT}/age": age.DeclareAge,
            f"{_ACCOUNT}/profile": correcting.CorrectProfile,
        },
    ),
    **commands(
        "the person, or the guardian of a minor; below the age of digital consent the guardian",
        {
            f"{_CONSENT}/grant": consent.GrantConsent,
            f"{_CONSENT}/deny": consent.DenyConsent,
        },
    ),
    **commands(
        "the person, or the guardian of a minor",
        {f"{_CONSENT}/withdraw": consent.WithdrawConsent},
    ),
    **commands(
        "the tutor themself",
        {
            f"{_TUTOR}/profile": tutor.PublishProfile,
            f"{_TUTOR}/subjects/{{subject}}/offer": tutor.OfferSubject,
            f"{_TUTOR}/subjects/{{subject}}/withdraw": tutor.WithdrawSubject,
            f"{_TUTOR}/courses": tutor.OfferCourse,
            f"{_TUTOR}/courses/{{course_id}}/withdraw": tutor.WithdrawCourse,
            f"{_TUTOR}/courses/{{course_id}}/rate": tutor.ChangeRate,
            f"{_PACKAGE}/offer": offering.OfferPackage,
            f"{_PACKAGE}/withdraw": offering.WithdrawPackage,
            f"{_TUTOR}/policy": tutor.ChoosePolicy,
            f"{_HOURS}/weekly-hours": availability.SetWeeklyHours,
            f"{_HOURS}/rules": availability.SetBookingRules,
            f"{_HOURS}/days/{{day}}/override": availability.OverrideDay,
            f"{_HOURS}/days/{{day}}/follow-week": availability.RemoveDayOverride,
            f"{_HOURS}/days/{{day}}/take-off": availability.TakeDayOff,
            f"{_HOURS}/days/{{day}}/return": availability.ReturnDay,
            f"{_HOURS}/external-busy/note": availability.NoteExternalBusy,
            f"{_HOURS}/external-busy/clear": availability.ClearExternalBusy,
            f"{_CREDENTIAL}/submit": verification.SubmitCredential,
            f"{_CREDENTIAL}/answer": verification.ProvideInformation,
            f"{_CREDENTIAL}/appeal": verification.AppealRejection,
        },
    ),
    **commands(
        "an admin",
        {
            f"{_TUTOR}/payout-account/ready": tutor.ReadyPayoutAccount,
            f"{_TUTOR}/payout-account/lose": tutor.LosePayoutAccount,
            f"{_TUTOR}/import": tutor.ImportTutor,
            "POST /v1/consent-texts": consent_text.PublishConsentText,
        },
    ),
    **commands(
        "a reviewer who is not the tutor",
        {
            f"{_CREDENTIAL}/start-review": verification.StartReview,
            f"{_CREDENTIAL}/ask": verification.AskForInformation,
            f"{_CREDENTIAL}/approve": verification.ApproveCredential,
            f"{_CREDENTIAL}/reject": verification.RejectCredential,
            f"{_CREDENTIAL}/revoke": verification.RevokeCredential,
            f"{_CREDENTIAL}/suspend": verification.SuspendCredential,
            f"{_CREDENTIAL}/reinstate": verification.ReinstateCredential,
        },
    ),
    **commands(
        "a student",
        {
            "POST /v1/bookings": holding.HoldSlot,
            "POST /v1/bookings/series": holding.HoldSeries,
        },
    ),
    **commands(
        "the booking's student",
        {
            f"{_BOOKING}/submit": booking.SubmitBooking,
            f"{_BOOKING}/confirm": lesson.ConfirmCompletion,
        },
    ),
    **commands(
        "the booking's tutor",
        {
            f"{_BOOKING}/accept": booking.AcceptBooking,
            f"{_BOOKING}/decline": booking.DeclineBooking,
            f"{_BOOKING}/waive-late-fee": lesson.WaiveLateFee,
        },
    ),
    **commands(
        "the booking's student or tutor",
        {
            f"{_BOOKING}/reschedule": booking.RescheduleBooking,
            f"{_BOOKING}/reschedule/propose": booking.ProposeReschedule,
            f"{_BOOKING}/reschedule/agree": booking.AgreeToReschedule,
            f"{_BOOKING}/reschedule/turn-down": booking.TurnDownReschedule,
            f"{_BOOKING}/join": lesson.JoinLesson,
            f"{_BOOKING}/report-no-show": lesson.ReportNoShow,
            f"{_BOOKING}/problem/report": lesson.ReportProblem,
            f"{_BOOKING}/problem/answer": lesson.AnswerProblem,
            f"{_BOOKING}/problem/correct": lesson.CorrectWords,
        },
    ),
    **commands(
        "the booking's student or tutor; support and admins",
        {f"{_BOOKING}/cancel": booking.CancelBooking},
    ),
    **commands(
        "support, reviewers and admins", {f"{_BOOKING}/problem/resolve": lesson.ResolveProblem}
    ),
    **EXPERIMENTS,
    **MONEY,
    **OUTLOOKS,
    **PRIVACY,
    **RECOMMENDATIONS,
    **REVIEWS,
}
"""Method and address → who may."""


class RouteHasNoLine(LookupError):
    """This is a route that nobody said who may use: a mistake of ours, so it crashes."""


def line_of(method: str, path: str) -> Line:
    """This is the line of a route.

    Raises:
        RouteHasNoLine: there is none.
    """
    try:
        return ROUTES[f"{method} {path}"]
    except KeyError:
        raise RouteHasNoLine(f"{method} {path}") from None
