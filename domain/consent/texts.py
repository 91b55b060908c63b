"""The texts people are asked for: every version of one purpose's words, in every locale.

Rules, in plain language:

- What was published once never changes; other words are another version.
- A version is one thing in all its locales: valid from the same instant, and asked anew for or
  not. A further locale is added to the newest version only.
- A version becomes valid after the one before it; it may be agreed to as soon as it is published.
- Where a version requires to be asked anew, agreements to older ones end when it becomes valid,
  and nobody can agree to an older one any more.
- Words that were never published cannot be agreed to. Until a purpose has its first text, any
  words can be: agreements from before texts were published here count as older than all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from domain.consent.aggregate import Text
from domain.consent.events import Purpose, TextPublished
from domain.shared.errors import RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import PersonId
from domain.shared.text import Version as VersionName


class TheDigestIsOfOtherWords(RuleBroken):
    """The SHA-256 does not fit the words; it is taken of exactly these, in UTF-8."""


class PublishedWordsNeverChange(RuleBroken):
    """This version has other words in that locale already; publish a new version."""


class OnlyTheNewestVersionGrows(RuleBroken):
    """A further locale can be added to the newest version only."""


class AVersionIsOneInAllLocales(RuleBroken):
    """All locales of a version are valid from the same instant, and asked anew for or not."""


class AVersionFollowsTheOneBefore(RuleBroken):
    """A version becomes valid after the one before it."""


class TheTextWasNeverPublished(RuleBroken):
    """These words were never published for this purpose; ask for the texts there are."""


class TheTextWasReplaced(RuleBroken):
    """A newer version of this text has to be agreed to; show that one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """This is a text about to be published; without an instant it is valid at once."""

    text: Text
    words: str
    requires_reconsent: bool
    valid_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """This is one published version, with the digest of its words in each locale."""

    name: VersionName
    requires_reconsent: bool
    valid_from: datetime
    texts: tuple[Text, ...] = ()

    def words_in(self, locale: str) -> Text | None:
        """This is its text in that locale, if there is one."""
        return next((text for text in self.texts if text.locale == locale), None)


@dataclass(frozen=True, slots=True)
class Texts:
    """This is every version of the words of one purpose, the oldest first."""

    purpose: Purpose
    versions: tuple[Version, ...] = ()

    def publish(self, draft: Draft, by: PersonId, now: datetime) -> Sequence[TextPublished]:
        """This publishes a text; publishing it again changes nothing."""
        if sha256(draft.words.encode()).hexdigest() != draft.text.sha256:
            raise TheDigestIsOfOtherWords
        known = self._named(draft.text.version)
        if known is None:
            valid_from = self._begins(draft, now)
        elif (words := known.words_in(draft.text.locale)) is None:
            valid_from = self._begins_as(known, draft)
        elif words == draft.text:
            return ()
        else:
            raise PublishedWordsNeverChange
        return (
            TextPublished(
                purpose=self.purpose,
                text_version=draft.text.version,
                text_locale=draft.text.locale,
                text_sha256=draft.text.sha256,
                words=draft.words,
                requires_reconsent=draft.requires_reconsent,
                valid_from=valid_from,
                published_by=by,
                published_at=now,
            ),
        )

    def check_offered(self, text: Text, now: datetime) -> None:
        """This lets pass only what people are asked for now.

        Raises:
            TheTextWasNeverPublished: nobody was ever asked for exactly these words.
            TheTextWasReplaced: agreeing to them would end at once.
        """
        if not self.versions:
            return
        known = self._named(text.version)
        if known is None or text not in known.texts:
            raise TheTextWasNeverPublished
        if self.has_replaced(text.version, now):
            raise TheTextWasReplaced

    def has_replaced(self, version: str, now: datetime, by: str | None = None) -> bool:
        """This is true when a newer version ended all agreements to that one, or `by` did."""
        known = self._named(version)
        return any(
            newer.requires_reconsent
            and newer.valid_from <= now
            and (known is None or known.valid_from < newer.valid_from)
            and by in (None, newer.name)
            for newer in self.versions
        )

    def _named(self, version: str) -> Version | None:
        return next((known for known in self.versions if known.name == version), None)

    def _begins(self, draft: Draft, now: datetime) -> datetime:
        valid_from = draft.valid_from or now
        if self.versions and valid_from <= self.versions[-1].valid_from:
            raise AVersionFollowsTheOneBefore
        return valid_from

    def _begins_as(self, version: Version, draft: Draft) -> datetime:
        if version != self.versions[-1]:
            raise OnlyTheNewestVersionGrows
        is_alike = draft.requires_reconsent == version.requires_reconsent
        if not is_alike or draft.valid_from not in (None, version.valid_from):
            raise AVersionIsOneInAllLocales
        return version.valid_from


def evolve(state: Texts | None, fact: TextPublished) -> Texts:
    """This is the texts after the fact."""
    known = state or Texts(fact.purpose)
    text = Text(fact.text_version, fact.text_locale, fact.text_sha256)
    version = Version(fact.text_version, fact.requires_reconsent, fact.valid_from)
    if known.versions and known.versions[-1].name == version.name:
        version = known.versions[-1]
    older = tuple(each for each in known.versions if each.name != version.name)
    return replace(known, versions=(*older, replace(version, texts=(*version.texts, text))))


TEXTS = Kind("consent_text", Texts, evolve)
