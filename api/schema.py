"""The OpenAPI document: what FastAPI gathers, and what it cannot know."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

from adapters.settings import VERSION
from api.lines import Line
from api.operation import Operation

DESCRIPTION: Final = """\
Students find a tutor, book and pay; tutors are verified and paid out.

- **Changing something** is a command. Each carries an `Idempotency-Key`; the same key again gets
  the same answer, marked `Idempotency-Replayed: true`, so that everything can be retried.
- **Reading your own writes:** a command answers with `Preceptor-Consistency`. Sent along with a
  query, it makes the query wait until its answer holds what the command wrote.
- **A no** is `application/problem+json` (RFC 9457); `type` names the rule that was broken.
- **Lists** come in pages; send the `next` of one as `after` for the following.
- **Privacy signals:** `Sec-GPC: 1` on any request of somebody signed in is recorded as their no to
  sharing for analytics and to profiling, the first time it comes; agreeing after that overrules it.
- **Everything that happens** is told in the [catalogue of facts](/catalogue/index.html).
- **Signing in:** `POST /v1/sessions`; the access token goes along as `Authorization: Bearer`.
"""
TAGS: Final = (
    ("accounts", "Registering, roles, suspension."),
    ("sessions", "Signing in, staying signed in, signing out."),
    ("consents", "What a person agreed to, in which words, and when; receipts of it."),
    ("privacy", "What people ask about their data and take away of it, who read it; breaches."),
    ("consent-texts", "The exact words people are asked for."),
    ("tutors", "Finding a tutor; a tutor's own profile, subjects, courses and rates."),
    ("showings", "What somebody does with tutors they were shown."),
    ("recommendations", "Tutors that may suit a student, and why each of them is shown."),
    ("contests", "Recommendations that a student wants a person to look at."),
    ("availability", "When a tutor teaches, and what they ask of a booking."),
    ("verifications", "Proof of who a tutor is and what they can."),
    ("reviews", "What is said of lessons, seen by nobody before a reviewer has looked at it."),
    ("suspicions", "Reviews that may have been made up, and why, for reviewers."),
    ("profiles", "What reviewers look at and decide in what tutors say, and the tutors' appeals."),
    ("students", "How a student's learning goes, for them and whom they agree to."),
    ("bookings", "From a held slot to a lesson that is settled."),
    ("payments", "What a student still has to do for a payment."),
    ("credits", "Lessons paid for in advance, and the one trial of a student and a tutor."),
    ("payers", "The card a student lets the payment provider keep."),
    ("lessons", "The lessons of one person, as a list."),
    ("calendars", "What lies in a person's calendar."),
    ("ledger", "What every account holds, in double entry."),
    ("metrics", "The marketplace in numbers, by day."),
    ("analytics", "The marketplace by minute, hour and day, counted while it happens."),
    ("experiments", "What is tried on whom, what a student is shown, and what it tells."),
    ("audit", "Who did what when, on what ground."),
    ("stream", "What happened, as it happens, for analysts: a part of the log, and nobody in it."),
    ("log", "What proves that nothing was changed, removed or reordered (C2SP tlog-tiles)."),
    ("webhooks", "What the payment provider tells of by itself."),
    ("system", "How the system itself is."),
)
PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "Why it was not done (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "The name of the rule, in kebab case."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "A sentence to show."},
        "instance": {"type": "string", "description": "The request's id."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "rule", "message"],
                "properties": {
                    "field": {"type": "string"},
                    "rule": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}


def describe(app: FastAPI) -> None:
    """This makes `app.openapi()` tell everything there is to know."""
    app.title = "Preceptor"
    app.version = VERSION
    app.summary = "The event-sourced core of a tutoring marketplace"
    app.description = DESCRIPTION
    used = {
        tag
        for route in app.router.routes
        if isinstance(route, Operation) and route.include_in_schema
        for tag in route.tags
    }
    app.openapi_tags = [{"name": name, "description": say} for name, say in TAGS if name in used]
    gathered = app.openapi
    lines = {
        (route.path_format, method.lower()): route.line
        for route in app.router.routes
        if isinstance(route, Operation)
        for method in route.methods or ()
    }

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            _complete(gathered(), lines)
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(schema: dict[str, Any], lines: Mapping[tuple[str, str], Line]) -> None:
    schema["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    components = schema.setdefault("components", {})
    shapes = components.setdefault("schemas", {})
    shapes["Problem"] = PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        shapes.pop(unused, None)
    components["securitySchemes"] = {
        "accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "at+jwt"}
    }
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            who = lines[path, method].who
            operation["security"] = [{"accessToken": []}] if who is not None else []
