"""The register of requests about people's data, and of breaches; what is overdue as of now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, LiteralString, TypeVar

from domain.breach.events import Risk
from domain.privacy.terms import OPEN, Capacity, State
from projections.privacy_register.answers import (
    BreachDetails,
    BreachLine,
    Cleared,
    GoneKey,
    HandedOver,
    Hold,
    Notification,
    PersonsWishes,
    PrivacyRequestDetails,
    PrivacyRequestLine,
    Told,
)
from projections.reading import Reader

A = TypeVar("A")
Place = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """This is which requests are looked for; what is left out is not asked.

    Attributes:
        person_id: whose data they mean.
        guardian_id: which guardian asked them for a child.
        kind: what they ask.
        regime: under which law.
        states: where they stand, if that is named.
        only_overdue: what should be acknowledged or done by now and is not.
    """

    person_id: str | None = None
    guardian_id: str | None = None
    kind: str | None = None
    regime: str | None = None
    states: Sequence[State] = ()
    only_overdue: bool = False


def requests(
    reader: Reader,
    asked: Asked,
    now: datetime,
    *,
    before: Place | None = None,
    limit: int = 50,
) -> list[PrivacyRequestLine]:
    """This is a page of requests, the newest first.

    `before` is `received_at` and `request_id` of the last one of the page before.
    """
    values = {name: getattr(asked, name) for name in Asked.__slots__}
    received_at, request_id = before or (None, None)
    values |= {"states": list(asked.states), "at": received_at, "id": request_id}
    tests = [test for name, test in _TESTS.items() if values[name]]
    found = reader.rows(
        "SELECT request_id, person_id, kind, regime, state, channel, times_asked, received_at,"
        " acknowledge_by, acknowledged_at, act_by, ended_at, handed_over_at, denial_reason, missed,"
        f" {GUARDIAN}, {OVERDUE} AS is_overdue,"
        " extension_reason IS NOT NULL AS is_extended, approved_at IS NOT NULL AS is_approved"
        " FROM privacy_register.requests WHERE "
        + " AND ".join(["true", *tests])
        + " ORDER BY received_at DESC, request_id DESC LIMIT %(limit)s",
        {**values, **_as_of(now), "limit": limit},
    )
    return [_made(PrivacyRequestLine, row) for row in found]


def request(reader: Reader, request_id: str, now: datetime) -> PrivacyRequestDetails | None:
    """This is the request of that id, with everything kept of it."""
    asked = {"request_id": request_id}
    row = reader.row(
        f"SELECT r.*, {GUARDIAN}, {OVERDUE} AS is_overdue FROM privacy_register.requests r"
        " WHERE request_id = %(request_id)s",
        {**asked, **_as_of(now)},
    )
    if row is None:
        return None
    parts = {
        name: [_made(kind, each) for each in reader.rows(statement, asked)]
        for name, (kind, statement) in _PARTS.items()
    }
    return _made(PrivacyRequestDetails, {**row, **parts})


def wishes(reader: Reader, person_id: str) -> PersonsWishes:
    """This is what lasts of what a person asked, perhaps nothing."""
    row = reader.row(
        "SELECT * FROM privacy_register.people WHERE person_id = %(person_id)s",
        {"person_id": person_id},
    )
    if row is None:
        return PersonsWishes(person_id, None, None, ())
    return _made(PersonsWishes, row)


def breaches(
    reader: Reader,
    now: datetime,
    *,
    only_overdue: bool = False,
    before: Place | None = None,
    limit: int = 50,
) -> list[BreachLine]:
    """This is a page of breaches, the newest first.

    `before` is `became_aware_at` and `breach_id` of the last one of the page before.
    """
    at, breach_id = before or (None, None)
    found = reader.rows(
        f"SELECT b.*, {LATE} AS is_overdue FROM privacy_register.breaches b"
        f" WHERE (NOT %(only_overdue)s OR {LATE})"
        " AND (%(id)s::text IS NULL"
        "  OR (became_aware_at, breach_id) < (%(at)s::timestamptz, %(id)s))"
        " ORDER BY became_aware_at DESC, breach_id DESC LIMIT %(limit)s",
        {**_as_of(now), "only_overdue": only_overdue, "at": at, "id": breach_id, "limit": limit},
    )
    return [_made(BreachLine, row) for row in found]


def breach(reader: Reader, breach_id: str, now: datetime) -> BreachDetails | None:
    """This is the breach of that id, with every time the authority was told."""
    asked = {"breach_id": breach_id}
    row = reader.row(
        f"SELECT b.*, {LATE} AS is_overdue FROM privacy_register.breaches b"
        " WHERE breach_id = %(breach_id)s",
        {**asked, **_as_of(now)},
    )
    if row is None:
        return None
    told = reader.rows(
        "SELECT * FROM privacy_register.notifications WHERE breach_id = %(breach_id)s"
        " ORDER BY phase",
        asked,
    )
    return _made(BreachDetails, {**row, "notifications": [_made(Notification, e) for e in told]})


def _as_of(now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "open": sorted(OPEN),
        "as_guardian": Capacity.GUARDIAN.value,
        "unlikely": Risk.UNLIKELY.value,
    }


def _made(kind: type[A], row: Mapping[str, Any]) -> A:
    """This is a row as an answer: the fields it has, lists as tuples."""
    made: Any = kind
    values = {field.name: row[field.name] for field in fields(made)}
    plain = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    answer: A = made(**plain)
    return answer


OVERDUE: LiteralString = (
    "(state = ANY (%(open)s) AND (act_by <= %(now)s"
    " OR (acknowledged_at IS NULL AND coalesce(acknowledge_by <= %(now)s, false))))"
)
"""What should be done, or acknowledged, by now."""

LATE: LiteralString = (
    "(state = 'open' AND notified_at IS NULL AND authority_by <= %(now)s"
    " AND coalesce(risk <> %(unlikely)s, true))"
)
"""What the authority should have been told by now."""

GUARDIAN: LiteralString = "CASE WHEN filed_as = %(as_guardian)s THEN filed_by END AS guardian_id"
_TESTS: dict[str, LiteralString] = {
    "person_id": "person_id = %(person_id)s",
    "guardian_id": "filed_by = %(guardian_id)s AND filed_as = %(as_guardian)s",
    "kind": "kind = %(kind)s",
    "regime": "regime = %(regime)s",
    "states": "state = ANY (%(states)s)",
    "only_overdue": OVERDUE,
    "id": "(received_at, request_id) < (%(at)s, %(id)s)",
}
_HOLDS: LiteralString = """
    SELECT * FROM privacy_register.holds WHERE request_id = %(request_id)s
    ORDER BY category, basis
"""
_RECIPIENTS: LiteralString = """
    SELECT * FROM privacy_register.recipients WHERE request_id = %(request_id)s
    ORDER BY notified_at, recipient, reference
"""
_HANDOVERS: LiteralString = """
    SELECT * FROM privacy_register.handovers WHERE request_id = %(request_id)s
    ORDER BY handed_over_at, manifest_sha256
"""
_KEYS: LiteralString = """
    SELECT * FROM privacy_register.keys WHERE request_id = %(request_id)s
    ORDER BY category, version
"""
_STORES: LiteralString = """
    SELECT * FROM privacy_register.stores WHERE request_id = %(request_id)s ORDER BY name
"""
_PARTS: dict[str, tuple[type[Any], LiteralString]] = {
    "holds": (Hold, _HOLDS),
    "recipients": (Told, _RECIPIENTS),
    "handovers": (HandedOver, _HANDOVERS),
    "keys": (GoneKey, _KEYS),
    "stores": (Cleared, _STORES),
}
