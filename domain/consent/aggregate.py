"""Consent: one person, one purpose, and the exact text they agreed to.

Rules, in plain language:

- A person agrees to, or refuses, one purpose at a time, and always one exact text: its
  version, language and digest are kept, with who answered, when and how.
- The person themself answers, or a guardian who is linked to them while they are a minor.
- Below the age of digital consent only the guardian answers; for child data always.
- Withdrawing is as easy as giving: it needs no text, no reason, and works at any time, also
  for a child.
- What a child agreed to alone is taken back as soon as it is known that they are one.
- When the text changes, an agreement to the old one no longer counts.
- An agreement given for a time ends by itself, also when nobody notices.
- A browser's signal is a no, heard once: who agrees after that has overruled it, and the
  signal is ignored as long as they are known (CCPA Regulations § 7025(c)(3)).

States: NOT_ASKED → GRANTED | DENIED;  GRANTED → WITHDRAWN | SUPERSEDED | EXPIRED;
every state → GRANTED | DENIED by answering again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from domain.consent.events import (
    AnswerEvent,
    ConsentDenied,
    ConsentExpired,
    ConsentGranted,
    ConsentObjected,
    ConsentSuperseded,
    ConsentWithdrawn,
    Method,
    Purpose,
)
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import PersonId
from domain.shared.text import Code, Digest, Version


class OnlyThePersonConsents(NotAllowed):
    """Only the person themself, or the guardian of a minor, answers here."""


class OnlyAGuardianConsentsForAChild(NotAllowed):
    """Consent to a child's data is a guardian's to give, never the child's own."""


class TooYoungToAnswerAlone(NotAllowed):
    """Below the age of digital consent a guardian answers; withdrawing is possible at any time."""


class NothingToWithdraw(RuleBroken):
    """There is no consent in force that could be withdrawn."""


class State(StrEnum):
    """This is where a consent stands."""

    NOT_ASKED = "not_asked"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Text:
    """This is the exact wording somebody answered to."""

    version: Version
    locale: Code
    sha256: Digest


@dataclass(frozen=True, slots=True)
class Answer:
    """This is who answered, how and when.

    Attributes:
        is_guardian: whoever answers is the guardian of the person, who is a minor.
        is_about_a_child: the person is below the age of digital consent of their country.
    """

    by: PersonId
    method: Method
    at: datetime
    is_guardian: bool = False
    is_about_a_child: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """This is what one person has agreed to for one purpose."""

    person_id: PersonId
    purpose: Purpose
    state: State = State.NOT_ASKED
    text: Text | None = None
    expires_at: datetime | None = None
    given_by: PersonId = ""
    is_signal_heard: bool = False

    def in_force(self, now: datetime) -> bool:
        """This is true while the person's agreement counts; asked when the thing is done."""
        alive = self.expires_at is None or now < self.expires_at
        return self.state is State.GRANTED and alive

    def grant(
        self, text: Text, answer: Answer, *, expires_at: datetime | None = None
    ) -> Sequence[AnswerEvent]:
        """This records agreement; agreeing again to the same text changes nothing."""
        self._check_who(answer)
        if self.in_force(answer.at) and self.text == text and self.expires_at == expires_at:
            return ()
        return (
            ConsentGranted(
                person_id=self.person_id,
                purpose=self.purpose,
                text_version=text.version,
                text_locale=text.locale,
                text_sha256=text.sha256,
                method=answer.method,
                given_by=answer.by,
                granted_at=answer.at,
                expires_at=expires_at,
            ),
        )

    def deny(self, text: Text, answer: Answer) -> Sequence[AnswerEvent]:
        """This records a no; one that takes back a yes is a withdrawal as well."""
        self._check_who(answer)
        if self.state is State.DENIED and self.text == text:
            return ()
        return (
            ConsentDenied(
                person_id=self.person_id,
                purpose=self.purpose,
                text_version=text.version,
                text_locale=text.locale,
                text_sha256=text.sha256,
                method=answer.method,
                given_by=answer.by,
                denied_at=answer.at,
            ),
        )

    def withdraw(self, answer: Answer) -> Sequence[AnswerEvent]:
        """This takes an agreement back.

        Raises:
            NothingToWithdraw: no agreement is in force.
        """
        if answer.by != self.person_id and not answer.is_guardian:
            raise OnlyThePersonConsents
        if not self.in_force(answer.at):
            raise NothingToWithdraw
        return (self._withdrawn(answer),)

    def take_back_for_a_child(self, answer: Answer) -> Sequence[AnswerEvent]:
        """This takes back what the person agreed to alone, once they turn out to be a child."""
        if not self.in_force(answer.at) or self.given_by != self.person_id:
            return ()
        return (self._withdrawn(answer),)

    def object_by_signal(self, now: datetime) -> Sequence[AnswerEvent]:
        """This records the no of the person's browser, the first time it is heard."""
        if self.is_signal_heard:
            return ()
        return (
            ConsentObjected(
                person_id=self.person_id,
                purpose=self.purpose,
                method=Method.BROWSER_SIGNAL,
                given_by=self.person_id,
                objected_at=now,
            ),
        )

    def supersede(self, by_text_version: str, now: datetime) -> Sequence[AnswerEvent]:
        """This ends an agreement to an older text; without one there is nothing to end."""
        if self.state is not State.GRANTED or self.text is None:
            return ()
        if self.text.version == by_text_version:
            return ()
        return (
            ConsentSuperseded(
                person_id=self.person_id,
                purpose=self.purpose,
                by_text_version=by_text_version,
                superseded_at=now,
            ),
        )

    def expire(self, now: datetime) -> Sequence[AnswerEvent]:
        """This ends an agreement whose time is over; early or twice does nothing."""
        if self.state is not State.GRANTED or self.in_force(now):
            return ()
        return (ConsentExpired(person_id=self.person_id, purpose=self.purpose, expired_at=now),)

    def _withdrawn(self, answer: Answer) -> ConsentWithdrawn:
        return ConsentWithdrawn(
            person_id=self.person_id,
            purpose=self.purpose,
            method=answer.method,
            given_by=answer.by,
            withdrawn_at=answer.at,
        )

    def _check_who(self, answer: Answer) -> None:
        is_own = answer.by == self.person_id
        if not is_own and not answer.is_guardian:
            raise OnlyThePersonConsents
        if is_own and self.purpose is Purpose.CHILD_DATA:
            raise OnlyAGuardianConsentsForAChild
        if is_own and answer.is_about_a_child:
            raise TooYoungToAnswerAlone


def unasked(person_id: str, purpose: Purpose) -> Consent:
    """This is the consent of somebody who was never asked."""
    return Consent(person_id, purpose)


def evolve(state: Consent | None, fact: AnswerEvent) -> Consent:
    """This is the consent after the fact; it asks no question and reads no clock."""
    known = state or unasked(fact.person_id, fact.purpose)
    match fact:
        case ConsentGranted():
            text = Text(fact.text_version, fact.text_locale, fact.text_sha256)
            return replace(
                known,
                state=State.GRANTED,
                text=text,
                expires_at=fact.expires_at,
                given_by=fact.given_by,
            )
        case ConsentDenied():
            text = Text(fact.text_version, fact.text_locale, fact.text_sha256)
            return replace(
                known, state=State.DENIED, text=text, expires_at=None, given_by=fact.given_by
            )
        case ConsentWithdrawn():
            return replace(known, state=State.WITHDRAWN)
        case ConsentSuperseded():
            return replace(known, state=State.SUPERSEDED)
        case ConsentExpired():
            return replace(known, state=State.EXPIRED)
        case ConsentObjected():
            return replace(
                known,
                state=State.DENIED,
                text=None,
                expires_at=None,
                given_by=fact.given_by,
                is_signal_heard=True,
            )
        case _:
            assert_never(fact)


CONSENT = Kind("consent", Consent, evolve)
