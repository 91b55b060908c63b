"""Consent texts: the exact words people are asked for, published before anybody is asked."""

from typing import Annotated

from pydantic import Field, StringConstraints

from application.consent import Locale, Version, texts_of
from application.fields import NO_NUL, Moment, Sha256
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.consent.aggregate import Text
from domain.consent.events import Purpose
from domain.consent.texts import Draft

Words = Annotated[
    str,
    StringConstraints(strip_whitespace=False, min_length=1, max_length=50_000, pattern=NO_NUL),
    Field(examples=["I agree that my lessons are recorded."]),
]
"""Exactly these words, blanks included: their digest is taken of them as they are."""


class PublishConsentText(Command):
    """Publish the words people are asked for, in one locale of one version.

    Where it requires to be asked anew, agreements to older versions end when it becomes valid.
    """

    purpose: Purpose
    text_version: Version
    text_locale: Locale
    text_sha256: Sha256
    words: Words
    requires_reconsent: bool
    valid_from: Moment | None = None


def publish_consent_text(command: PublishConsentText, work: Work) -> Decision:
    """This publishes a text."""
    texts = texts_of(work.streams, command.purpose)
    text = Text(command.text_version, command.text_locale, command.text_sha256)
    draft = Draft(text, command.words, command.requires_reconsent, command.valid_from)
    return decided(append(texts, texts.state.publish(draft, work.actor.id, work.now)))


HANDLERS: Handlers = ((PublishConsentText, publish_consent_text),)
