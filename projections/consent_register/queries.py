"""What somebody has agreed to: as it stands, as it stood, and who has to be asked again.

These are answers for people. Code that is about to do what needs an agreement asks
`application.consent.in_force` instead, which no lag can mislead.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, LiteralString

from domain.consent.events import ConsentObjected
from projections.reading import Reader

GRANTED = "granted"
ENDED = frozenset({"superseded", "expired"})
"""What was agreed to until it ended by itself: nobody took it back."""


@dataclass(frozen=True, slots=True)
class Period:
    """This is an answer, or its end, from the fact that began it up to the one that followed.

    Attributes:
        from_at: when it was decided; `until_at` is when the next was, if there is one.
        from_position: where it stands in the log, as `event_id`, recorded at `recorded_at`.
    """

    person_id: str
    purpose: str
    state: str
    text_version: str | None
    text_locale: str | None
    text_sha256: str | None
    method: str | None
    given_by: str | None
    expires_at: datetime | None
    superseded_by: str | None
    from_at: datetime
    until_at: datetime | None
    from_position: int
    until_position: int | None
    recorded_at: datetime
    event_id: str


@dataclass(frozen=True, slots=True)
class Consent(Period):
    """This is how an answer stands or stood at the moment asked about.

    Attributes:
        is_in_force: the person agreed, the agreement counted, and nothing they said stopped it.
        stopped_by: a `restriction`, or an `objection` to it, whatever was answered.
        must_be_asked_again: it ended by itself, because its time was over or its text changed, and
            may be asked for.
    """

    is_in_force: bool
    stopped_by: str | None
    must_be_asked_again: bool


@dataclass(frozen=True, slots=True)
class PublishedText:
    """This is what people are asked for, word by word."""

    purpose: str
    text_version: str
    text_locale: str
    text_sha256: str
    words: str
    requires_reconsent: bool
    valid_from: datetime
    published_at: datetime


def as_it_stands(reader: Reader, person_id: str, now: datetime) -> list[Consent]:
    """This is the last answer of a person for each purpose."""
    found = reader.rows(
        f"{_STANDING} WHERE i.person_id = %(person)s AND i.until_position IS NULL {_BY_PURPOSE}",
        {"person": person_id, "at": now},
    )
    return [_consent(row, now) for row in found]


def as_of_time(reader: Reader, person_id: str, at: datetime) -> list[Consent]:
    """This is what held at that instant, by when people decided; also one still to come."""
    found = reader.rows(
        f"{_STANDING} WHERE i.person_id = %(person)s AND i.from_at <= %(at)s"
        f" AND (i.until_at IS NULL OR i.until_at > %(at)s) {_BY_PURPOSE}",
        {"person": person_id, "at": at},
    )
    return [_consent(row, at) for row in found]


def as_of_position(reader: Reader, person_id: str, position: int) -> list[Consent]:
    """This is what the log said up to that position: an end that nobody had recorded is none."""
    found = reader.rows(
        f"{_LOGGED} WHERE i.person_id = %(person)s AND i.from_position <= %(position)s"
        f" AND (i.until_position IS NULL OR i.until_position > %(position)s) {_BY_PURPOSE}",
        {"person": person_id, "position": position},
    )
    return [_consent(row, None) for row in found]


def history(
    reader: Reader, person_id: str, *, before: int | None = None, limit: int = 50
) -> list[Period]:
    """This is a page of everything a person answered, newest first.

    `before` is `from_position` of the last one of the page before.
    """
    found = reader.rows(
        f"{_RECORDED} WHERE i.person_id = %(person)s"
        " AND (%(before)s::bigint IS NULL OR i.from_position < %(before)s)"
        " ORDER BY i.from_position DESC LIMIT %(limit)s",
        {"person": person_id, "before": before, "limit": limit},
    )
    return [Period(**_of(Period, row)) for row in found]


def answer_to(
    reader: Reader, person_id: str, purpose: str, position: int | None = None
) -> Period | None:
    """This is the answer that stands, or stood at a position, for one purpose."""
    row = reader.row(
        f"{_RECORDED} WHERE i.person_id = %(person)s AND i.purpose = %(purpose)s"
        " AND (%(position)s::bigint IS NULL OR i.from_position <= %(position)s)"
        " ORDER BY i.from_position DESC LIMIT 1",
        {"person": person_id, "purpose": purpose, "position": position},
    )
    return Period(**_of(Period, row)) if row else None


def to_be_asked_again(
    reader: Reader,
    now: datetime,
    *,
    purpose: str | None = None,
    after: tuple[str, str] | None = None,
    limit: int = 50,
) -> list[Consent]:
    """This is a page of all who have to be asked, by person and purpose; nobody who objects is.

    `after` is `person_id` and `purpose` of the last one of the page before.
    """
    person_id, known = after or ("", "")
    found = reader.rows(
        f"{_STANDING} WHERE i.until_position IS NULL"
        " AND i.state IN ('granted', 'superseded', 'expired') AND stop.stopped_by IS NULL"
        " AND (i.person_id, i.purpose) > (%(person)s, %(known)s)"
        " AND (%(purpose)s::text IS NULL OR i.purpose = %(purpose)s)"
        " AND (i.state <> 'granted' OR i.expires_at <= %(at)s OR replaced.is_replaced)"
        " ORDER BY i.person_id, i.purpose LIMIT %(limit)s",
        {"person": person_id, "known": known, "purpose": purpose, "at": now, "limit": limit},
    )
    return [_consent(row, now) for row in found]


def who_agrees(reader: Reader, purpose: str, now: datetime) -> list[str]:
    """This is everybody whose agreement to the purpose counts, by pseudonym."""
    found = reader.rows(
        f"{_STANDING} WHERE i.until_position IS NULL AND i.purpose = %(purpose)s"
        " AND i.state = 'granted' AND stop.stopped_by IS NULL"
        " AND (i.expires_at IS NULL OR i.expires_at > %(at)s) AND NOT replaced.is_replaced"
        " ORDER BY i.person_id",
        {"purpose": purpose, "at": now},
    )
    return [row["person_id"] for row in found]


def has_objected(reader: Reader, person_id: str, purposes: Collection[str]) -> bool:
    """This is true when the person's browser was heard to say no to all of those purposes."""
    found = reader.rows(
        "SELECT DISTINCT purpose FROM consent_register.intervals"
        " WHERE person_id = %(person)s AND topic = %(topic)s",
        {"person": person_id, "topic": ConsentObjected.TOPIC},
    )
    return set(purposes) <= {row["purpose"] for row in found}


def texts(
    reader: Reader,
    *,
    purpose: str | None = None,
    locale: str | None = None,
    before: tuple[datetime, str, str] | None = None,
    limit: int = 50,
) -> list[PublishedText]:
    """This is a page of the published texts, the newest version first.

    `before` is `valid_from`, `purpose` and `text_locale` of the last one of the page before.
    """
    valid_from, known, spoken = before or (None, None, None)
    found = reader.rows(
        "SELECT purpose, text_version, text_locale, text_sha256, words, requires_reconsent,"
        " valid_from, published_at FROM consent_register.texts"
        " WHERE (%(purpose)s::text IS NULL OR purpose = %(purpose)s)"
        " AND (%(locale)s::text IS NULL OR text_locale = %(locale)s)"
        " AND (%(at)s::timestamptz IS NULL OR (valid_from, purpose, text_locale)"
        " < (%(at)s::timestamptz, %(known)s, %(spoken)s))"
        " ORDER BY valid_from DESC, purpose DESC, text_locale DESC LIMIT %(limit)s",
        {
            "purpose": purpose,
            "locale": locale,
            "at": valid_from,
            "known": known,
            "spoken": spoken,
            "limit": limit,
        },
    )
    return [PublishedText(**row) for row in found]


def _consent(row: dict[str, Any], at: datetime | None) -> Consent:
    """This is a row judged as of an instant; without one, by what was recorded alone."""
    is_over = at is not None and (
        row["is_replaced"] or (row["expires_at"] is not None and row["expires_at"] <= at)
    )
    is_granted, stopped_by = row["state"] == GRANTED, row["stopped_by"]
    has_ended = row["state"] in ENDED or (is_granted and is_over)
    return Consent(
        **_of(Period, row),
        is_in_force=is_granted and not is_over and stopped_by is None,
        stopped_by=stopped_by,
        must_be_asked_again=has_ended and stopped_by is None,
    )


def _of(shape: type[Period], row: dict[str, Any]) -> dict[str, Any]:
    event_id = f"{row['stream_id']}@{row['version']}"
    return {each.name: row.get(each.name, event_id) for each in fields(shape)}


_COLUMNS: LiteralString = (
    "i.person_id, i.purpose, i.version, i.stream_id, i.state, i.text_version, i.text_locale,"
    " i.text_sha256, i.method, i.given_by, i.expires_at, i.superseded_by, i.from_at, i.until_at,"
    " i.from_position, i.until_position, i.from_recorded_at AS recorded_at"
)
_BY_PURPOSE: LiteralString = "ORDER BY i.purpose"
_RECORDED: LiteralString = f"SELECT {_COLUMNS} FROM consent_register.intervals i"


def _stop(up_to: LiteralString) -> LiteralString:
    """This is what stops a purpose, by the last line of each up to there: a restriction first."""
    return f"""LEFT JOIN LATERAL (
        SELECT last.stopped_by
        FROM (SELECT DISTINCT ON (said.stopped_by, said.objects_to) said.*
              FROM consent_register.stops said
              WHERE said.person_id = i.person_id AND {up_to}
              ORDER BY said.stopped_by, said.objects_to, said.version DESC) AS last
        WHERE last.is_standing AND i.purpose = ANY (last.purposes)
        ORDER BY last.stopped_by DESC LIMIT 1
    ) AS stop ON true"""


_LOGGED: LiteralString = f"""
    SELECT {_COLUMNS}, stop.stopped_by
    FROM consent_register.intervals i {_stop("said.position <= %(position)s")}"""
_STANDING: LiteralString = f"""
    SELECT {_COLUMNS}, stop.stopped_by, replaced.is_replaced
    FROM consent_register.intervals i CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT FROM consent_register.texts newer
            WHERE newer.purpose = i.purpose AND newer.requires_reconsent
              AND newer.valid_from <= %(at)s AND newer.published_at <= %(at)s
              AND newer.valid_from > coalesce(
                  (SELECT max(agreed.valid_from) FROM consent_register.texts agreed
                   WHERE agreed.purpose = i.purpose AND agreed.text_version = i.text_version),
                  '-infinity')
        ) AS is_replaced
    ) AS replaced {_stop("said.at <= %(at)s")}"""
