"""Consent texts: the exact words people are asked for, in every version and locale."""

from datetime import datetime

from fastapi import APIRouter

from api.accepts import Created, accepts
from api.answers import Asking, Question, answers
from api.paging import Cursor, Limit, Page, decode, page_of
from application.consent import Locale
from application.consent_text import PublishConsentText
from domain.consent.events import Purpose
from projections.consent_register.queries import PublishedText, texts

PLACE = (datetime, str, str)


class TextIsPublished(Created):
    """People can be asked for these words."""


class ListConsentTexts(Question):
    """List the published texts, the newest version first."""

    purpose: Purpose | None = None
    locale: Locale | None = None
    after: Cursor | None = None
    limit: Limit = 20


def consent_texts(router: APIRouter) -> None:
    """This adds publishing texts and reading them."""
    path, views = "/v1/consent-texts", ("consent_register",)
    answers(router, path, ListConsentTexts, _texts, views=views, answer=page_of(PublishedText))
    accepts(router, "POST", path, PublishConsentText, TextIsPublished)


def _texts(asking: Asking) -> Page:
    asked: ListConsentTexts = asking.question
    found = texts(
        asking.container.reader,
        purpose=asked.purpose,
        locale=asked.locale,
        before=decode(asked.after, *PLACE),
        limit=asked.limit,
    )
    return Page.of(found, asked.limit, "valid_from", "purpose", "text_locale")
