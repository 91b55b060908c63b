"""The words that wait for a reviewer: personal, so they are looked up when a service is asked."""

from dataclasses import dataclass, replace
from typing import Any

from application.ports import EventLog
from domain.privacy.subject import SUBJECT, is_restricted
from domain.review.events import (
    AnswerWritten,
    Part,
    ReviewCorrected,
    ReviewErased,
    ReviewWithdrawn,
    ReviewWritten,
)
from domain.shared.event import Fact, Kind


@dataclass(frozen=True, slots=True)
class Wording:
    """This is one side's words as they are now, whose they are, and which wording it is."""

    author_id: str = ""
    text: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Wordings:
    """This knows the words of reviews, as the log has them; of whoever was erased, none."""

    log: EventLog

    def text(self, booking_id: str, part: Part, revision: int) -> str:
        """This is that wording, to be given to somebody outside.

        It is empty when there are other words by now, or none, and while their author lets the
        use of their data rest.
        """
        # As of now, because what is remembered of this stream is another state of it.
        said = self.log.load_as_of(_WRITTEN, booking_id).state or {}
        found = said.get(part, Wording())
        if found.revision != revision or not found.text:
            return ""
        subject = self.log.load(SUBJECT, found.author_id).state
        return "" if is_restricted(subject) else found.text


def _evolve(state: dict[Part, Wording] | None, fact: Fact) -> dict[Part, Wording]:
    known = state or {}
    match fact:
        case ReviewWritten():
            return _said(known, Part.REVIEW, fact.student_id, fact.text)
        case AnswerWritten():
            return _said(known, Part.ANSWER, fact.tutor_id, fact.text)
        case ReviewCorrected():
            return _said(known, fact.part, fact.author_id, fact.text)
        case ReviewWithdrawn() | ReviewErased():
            gone = replace(known.get(fact.part, Wording()), text="")
            return {**known, fact.part: gone}
        case _:
            return known


def _said(known: dict[Part, Wording], part: Part, author_id: str, text: str) -> dict[Part, Wording]:
    revision = known.get(part, Wording()).revision + 1
    return {**known, part: Wording(author_id, text, revision)}


_WRITTEN: Kind[Any] = Kind("review", dict, _evolve)
