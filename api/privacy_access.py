"""Who may use the routes of privacy: requests about people's data, what lasts of them, breaches."""

from collections.abc import Mapping

from api.lines import NOTHING, PLATFORM, Line, commands
from application import breach, privacy, privacy_handling
from application.access import ANYBODY

_REQUESTS = "/v1/privacy/requests"
_REQUEST = f"{_REQUESTS}/{{request_id}}"
_PERSON = "/v1/privacy/people/{person_id}"
_BREACHES = "/v1/privacy/breaches"
_BREACH = f"{_BREACHES}/{{breach_id}}"
_HOLD = f"{_REQUEST}/legal-holds/{{category}}/{{basis}}"
_RECIPIENT = f"{_REQUEST}/recipients/{{recipient}}"
_ASKERS = ("person_id", "guardian_id")

_TAKEN = Line("the person, or the guardian of a minor; nobody of the staff", ANYBODY, shows=NOTHING)

PRIVACY: Mapping[str, Line] = {
    f"GET {_REQUESTS}": Line(
        "the person or guardian asked for; staff", ANYBODY, _ASKERS, shows=NOTHING
    ),
    f"GET {_REQUEST}": Line(
        "the person, a guardian who asked; staff", ANYBODY, _ASKERS, shows=NOTHING
    ),
    f"GET {_PERSON}": Line("the person; staff", ANYBODY, ("person_id",), shows=NOTHING),
    f"GET {_REQUEST}/package": _TAKEN,
    f"GET {_REQUEST}/portability": _TAKEN,
    f"GET {_BREACHES}": PLATFORM,
    f"GET {_BREACH}": PLATFORM,
    f"GET {_BREACH}/affected-people": PLATFORM,
    **commands(
        "the person, their guardian, or support for them",
        {f"POST {_REQUESTS}": privacy.FilePrivacyRequest},
    ),
    **commands(
        "the person or their guardian",
        {
            f"POST {_REQUEST}/withdraw": privacy.WithdrawPrivacyRequest,
            f"POST {_PERSON}/objections/{{objects_to}}/lift": privacy.LiftObjection,
        },
    ),
    **commands(
        "whoever may ask for the person, after signing in anew",
        {f"POST {_REQUEST}/identity/prove": privacy.ProveIdentity},
    ),
    **commands(
        "whoever has the link",
        {f"POST {_REQUEST}/identity/follow-link": privacy.FollowIdentityLink},
    ),
    **commands(
        "the person or their guardian; support and admins for a reason",
        {f"POST {_PERSON}/restriction/lift": privacy.LiftRestriction},
    ),
    **commands(
        "support and admins, for somebody else",
        {
            f"POST {_REQUEST}/acknowledge": privacy_handling.AcknowledgePrivacyRequest,
            f"POST {_REQUEST}/identity/ask": privacy_handling.AskForIdentity,
            f"POST {_REQUEST}/identity/confirm": privacy_handling.ConfirmIdentity,
            f"POST {_REQUEST}/extend": privacy_handling.ExtendPrivacyRequest,
            f"POST {_HOLD}/place": privacy_handling.PlaceLegalHold,
            f"POST {_HOLD}/lift": privacy_handling.LiftLegalHold,
            f"POST {_REQUEST}/approve": privacy_handling.ApprovePrivacyRequest,
            f"POST {_REQUEST}/deny": privacy_handling.DenyPrivacyRequest,
            f"POST {_REQUEST}/complete": privacy_handling.CompletePrivacyRequest,
            f"POST {_RECIPIENT}/note-notified": privacy_handling.NoteRecipientNotified,
            f"POST {_RECIPIENT}/note-receipt": privacy_handling.NoteRecipientReceipt,
        },
    ),
    **commands(
        "support and admins",
        {
            f"POST {_BREACHES}": breach.RecordBreach,
            f"POST {_BREACH}/scope": breach.SetBreachScope,
            f"POST {_BREACH}/assess": breach.AssessBreach,
            f"POST {_BREACH}/note-authority": breach.NoteAuthorityNotified,
            f"POST {_BREACH}/note-people": breach.NotePeopleInformed,
            f"POST {_BREACH}/close": breach.CloseBreach,
        },
    ),
}
"""Method and address → who may."""
