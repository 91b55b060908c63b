"""Records: a fact with its envelope as the bytes that are hashed, published and proved.

    {"actor":"person:…","body":{…},"causation":"…","correlation":"…","ground":"…","position":7,
     "recorded_at":"2026-11-02T09:00:00.000000Z","stream":"booking-…","subjects":[],"topic":"…",
     "version":1}

JSON in the canonical form of RFC 8785, without the line breaks above. `log.record_of` writes the
same in PostgreSQL when the fact is appended; here it is written again by whoever checks.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from domain.proof.invalid import ProofInvalid

LARGEST_RECORD = 60_000
"""A record above so many bytes is not written: a bundle could not tell the length of 65,536."""


def _no_fractions(_text: str) -> float:
    raise ValueError


_STRICT = json.JSONDecoder(parse_float=_no_fractions, parse_constant=_no_fractions)
_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class Stored(NamedTuple):
    """This is a fact with its envelope, column by column as the log keeps it."""

    position: int
    stream: str
    version: int
    topic: str
    body: bytes
    recorded_at: datetime
    actor: str
    ground: str
    correlation: str
    causation: str
    subjects: Sequence[str]


def record_of(stored: Stored) -> bytes:
    """This is the record of a fact, whose body is canonical already."""
    position, stream, version, topic, body, recorded_at, *told, subjects = stored
    actor, ground, correlation, causation = map(encode_basestring, told)
    at = recorded_at.astimezone(UTC).isoformat(timespec="microseconds")[:26]
    about = ",".join(map(encode_basestring, subjects))
    before = f'{{"actor":{actor},"body":'
    behind = (
        f',"causation":{causation},"correlation":{correlation},"ground":{ground}'
        f',"position":{position},"recorded_at":"{at}Z","stream":{encode_basestring(stream)}'
        f',"subjects":[{about}],"topic":{encode_basestring(topic)},"version":{version}}}'
    )
    return before.encode() + body + behind.encode()


@dataclass(frozen=True, slots=True)
class Record:
    """This is what a record says, as far as anybody checks it.

    Attributes:
        position: its place in the log, from 1.
        stream: the stream it belongs to.
        version: its place there, from 1.
        topic: what happened.
        body: the fact itself.
        recorded_at: when, as it is written; later ones compare greater.
    """

    position: int
    stream: str
    version: int
    topic: str
    body: Mapping[str, Any]
    recorded_at: str

    @property
    def redacted(self) -> frozenset[str]:
        """This is whose ciphertexts were taken out of it: their seals hold no data any more."""
        seals = self.body.get("$sealed", ())
        return frozenset(
            str(seal.get("subject"))
            for seal in (seals if isinstance(seals, list) else ())
            if isinstance(seal, dict) and seal.get("data") == ""
        )


def read_record(raw: bytes) -> Record:
    """This is what the bytes say.

    Raises:
        ProofInvalid: they are no record, or not in the canonical form.
    """
    try:
        said = _STRICT.decode(raw.decode())
        is_canonical = _CANONICAL.encode(said).encode() == raw
    except (ValueError, RecursionError):
        raise ProofInvalid("A record is not JSON in UTF-8.") from None
    if not is_canonical:
        raise ProofInvalid("A record is not in the canonical form of RFC 8785.")
    match said:
        case {
            "position": position,
            "stream": str(stream),
            "version": version,
            "topic": str(topic),
            "body": dict(body),
            "recorded_at": str(at),
            "actor": str(),
            "causation": str(),
            "correlation": str(),
            "ground": str(),
            "subjects": list(),
            **others,
        } if not others and type(position) is type(version) is int:
            return Record(position, stream, version, topic, body, at)
    raise ProofInvalid("A record has another shape than records have.")
