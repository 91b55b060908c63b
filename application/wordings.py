"""The words that wait for a reviewer: personal, so they are looked up when a service is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
from domain.tutor.events import ProfilePublished, TutorErased
from domain.tutor.moderation_events import Part as ProfilePart
from domain.tutor.parts import Worded, part_of, words_in


@dataclass(frozen=True, slots=True)
class Wording:
    """This is one side's words as they are now, whose they are, and which wording it is."""

    author_id: str = ""
    text: str = ""
    revision: int = 0


ProfileKey = tuple[ProfilePart, str | None]
"""Which part of a profile: the course or the subject by its name."""


@dataclass(frozen=True, slots=True)
class ProfileSaid:
    """This is a profile as it is now, each part with the wording of the whole in which it came."""

    revision: int = 0
    parts: Mapping[ProfileKey, Wording] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wordings:
    """This knows the words of reviews and profiles, as the log has them; of the erased, none."""

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
        return "" if self._rests(found.author_id) else found.text

    def profile(self, tutor_id: str, revision: int, since: int) -> Mapping[ProfileKey, str]:
        """This is what came into that wording of a profile since another, part by part.

        There is nothing when the profile has another wording by now, or is gone, and while the
        tutor lets the use of their data rest.
        """
        said = self.log.load_as_of(_PUBLISHED, tutor_id).state or ProfileSaid()
        if said.revision != revision or self._rests(tutor_id):
            return {}
        return {
            key: part.text
            for key, part in said.parts.items()
            if part.revision > since and part.text
        }

    def _rests(self, person_id: str) -> bool:
        return is_restricted(self.log.load(SUBJECT, person_id).state)


def _reviewed(state: dict[Part, Wording] | None, fact: Fact) -> dict[Part, Wording]:
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


_WRITTEN: Kind[Any] = Kind("review", dict, _reviewed)


def _published(state: ProfileSaid | None, fact: Fact) -> ProfileSaid:
    known = state or ProfileSaid()
    match fact:
        case _ if isinstance(fact, Worded):
            revision = known.revision + 1
            wording = Wording(fact.tutor_id, _nameless(fact), revision)
            return ProfileSaid(revision, {**known.parts, part_of(fact): wording})
        case TutorErased():
            return replace(known, parts={})
        case _:
            return known


def _nameless(fact: Worded) -> str:
    """This is what is said, without what its author is called: nobody outside has to know."""
    said = replace(fact, display_name="") if isinstance(fact, ProfilePublished) else fact
    return words_in(said)


_PUBLISHED: Kind[Any] = Kind("tutor", ProfileSaid, _published)
