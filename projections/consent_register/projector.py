"""Each answer opens a row and closes the one before it; texts and stops have rows of their own.

A row is written by the facts of one stream only, so streams may come in any order.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, assert_never

from domain.consent.events import (
    AnswerEvent,
    ConsentDenied,
    ConsentExpired,
    ConsentGranted,
    ConsentObjected,
    ConsentSuperseded,
    ConsentWithdrawn,
    TextPublished,
)
from domain.shared.event import Recorded
from projections.consent_register import stops
from projections.consent_register.stops import STOPS, StopEvent
from projections.rows import Row, RowKey, Rows, Table
from projections.runtime import Projection

INTERVALS = Table(
    "intervals",
    key=("person_id", "purpose", "version"),
    columns=(
        "state",
        "topic",
        "stream_id",
        "text_version",
        "text_locale",
        "text_sha256",
        "method",
        "given_by",
        "expires_at",
        "superseded_by",
        "from_at",
        "until_at",
        "from_position",
        "until_position",
        "from_recorded_at",
    ),
)
TEXTS = Table(
    "texts",
    key=("purpose", "text_version", "text_locale"),
    columns=(
        "text_sha256",
        "words",
        "requires_reconsent",
        "valid_from",
        "published_by",
        "published_at",
        "position",
    ),
)
KEPT = ("text_version", "text_locale", "text_sha256", "expires_at")
"""What an end leaves as it was answered."""


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This writes what became of consents; most of what happens to privacy is nothing to them."""
    fact = recorded.fact
    if isinstance(fact, TextPublished):
        _publish(rows, fact, recorded.position)
    elif isinstance(fact, AnswerEvent):
        _answer(rows, fact, recorded)
    elif isinstance(fact, StopEvent):
        stops.note(rows, recorded, fact)


def _answer(rows: Rows, fact: AnswerEvent, recorded: Recorded[Any]) -> None:
    of = (fact.person_id, fact.purpose)
    before = rows.get(INTERVALS, *of, recorded.version - 1)
    told = _told(fact)
    if before is not None:
        ends = {"until_at": told["from_at"], "until_position": recorded.position}
        rows.change(INTERVALS, *of, recorded.version - 1, **ends)
        told = {**{column: before[column] for column in KEPT}, **told}
    rows.put(
        INTERVALS,
        {
            **dict(zip(INTERVALS.key, (*of, recorded.version), strict=True)),
            **told,
            "topic": fact.TOPIC,
            "stream_id": recorded.stream_id,
            "from_position": recorded.position,
            "from_recorded_at": recorded.recorded_at,
        },
    )


def _told(fact: AnswerEvent) -> Row:
    match fact:
        case ConsentGranted():
            expires = {"expires_at": fact.expires_at}
            return {"state": "granted", "from_at": fact.granted_at, **_answered(fact), **expires}
        case ConsentDenied():
            return {"state": "denied", "from_at": fact.denied_at, **_answered(fact)}
        case ConsentObjected():
            nothing = dict.fromkeys(KEPT)
            return {"state": "denied", "from_at": fact.objected_at, **nothing, **_by(fact)}
        case ConsentWithdrawn():
            return {"state": "withdrawn", "from_at": fact.withdrawn_at, **_by(fact)}
        case ConsentSuperseded():
            by = {"superseded_by": fact.by_text_version}
            return {"state": "superseded", "from_at": fact.superseded_at, **by}
        case ConsentExpired():
            return {"state": "expired", "from_at": fact.expired_at}
        case _:
            assert_never(fact)


def _answered(fact: ConsentGranted | ConsentDenied) -> Row:
    return {
        "text_version": fact.text_version,
        "text_locale": fact.text_locale,
        "text_sha256": fact.text_sha256,
        "expires_at": None,
        **_by(fact),
    }


def _by(fact: ConsentGranted | ConsentDenied | ConsentObjected | ConsentWithdrawn) -> Row:
    return {"method": fact.method, "given_by": fact.given_by}


def _publish(rows: Rows, fact: TextPublished, position: int) -> None:
    rows.put(
        TEXTS,
        {
            "purpose": fact.purpose,
            "text_version": fact.text_version,
            "text_locale": fact.text_locale,
            "text_sha256": fact.text_sha256,
            "words": fact.words,
            "requires_reconsent": fact.requires_reconsent,
            "valid_from": fact.valid_from,
            "published_by": fact.published_by,
            "published_at": fact.published_at,
            "position": position,
        },
    )


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the row the fact writes, and the one it closes."""
    fact = recorded.fact
    if isinstance(fact, TextPublished):
        yield TEXTS, (fact.purpose, fact.text_version, fact.text_locale)
    elif isinstance(fact, StopEvent):
        yield stops.key_of(recorded, fact)
    elif isinstance(fact, AnswerEvent):
        yield INTERVALS, (fact.person_id, fact.purpose, recorded.version)
        yield INTERVALS, (fact.person_id, fact.purpose, recorded.version - 1)


PROJECTION = Projection(
    name="consent_register",
    version=2,
    contexts=frozenset({"consent", "privacy"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(INTERVALS, TEXTS, STOPS),
    apply=apply,
    keys=keys,
)
