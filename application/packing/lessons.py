"""Lessons as a calendar others can read: iCalendar as RFC 5545 has it, times in UTC alone.

Without rules that repeat and without zones there is little to get wrong: lines end in CRLF and are
folded at 75 octets, never inside a character; text is escaped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

LONGEST: Final = 75
ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
BEGINS: Final = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Preceptor//Lessons//EN")
ENDS: Final = ("END:VCALENDAR",)


class Firmness(StrEnum):
    """This is how firm an event is, in the words of RFC 5545."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Event:
    """This is one lesson in a calendar."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    firmness: Firmness


def calendar(events: Iterable[Event], made_at: datetime) -> Iterator[bytes]:
    """This is a calendar of those events."""
    yield _lines(BEGINS)
    for event in events:
        yield _lines(
            (
                "BEGIN:VEVENT",
                f"UID:{_text(event.uid)}@preceptor",
                f"DTSTAMP:{_utc(made_at)}",
                f"DTSTART:{_utc(event.start)}",
                f"DTEND:{_utc(event.end)}",
                f"SUMMARY:{_text(event.summary)}",
                f"STATUS:{event.firmness}",
                "END:VEVENT",
            )
        )
    yield _lines(ENDS)


def _lines(lines: Iterable[str]) -> bytes:
    return b"".join(_folded(line.encode()) + b"\r\n" for line in lines)


def _folded(line: bytes) -> bytes:
    """This breaks a long line, and begins each further one with a blank, which counts."""
    pieces = []
    room = LONGEST
    while len(line) > room:
        end = room
        while line[end] & 0xC0 == 0x80:  # noqa: PLR2004 - the inside of a character in UTF-8
            end -= 1
        pieces.append(line[:end])
        line, room = line[end:], LONGEST - 1
    return b"\r\n ".join([*pieces, line])


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    shown = "".join(each for each in text if each == "\n" or each.isprintable())
    return shown.translate(ESCAPED)
