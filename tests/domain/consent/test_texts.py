"""The texts people are asked for, rule by rule."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import pytest

from domain.consent.aggregate import Text
from domain.consent.events import Purpose, TextPublished
from domain.consent.texts import (
    TEXTS,
    AVersionFollowsTheOneBefore,
    AVersionIsOneInAllLocales,
    Draft,
    OnlyTheNewestVersionGrows,
    PublishedWordsNeverChange,
    Texts,
    TheDigestIsOfOtherWords,
    TheTextWasNeverPublished,
    TheTextWasReplaced,
)
from domain.shared.errors import Refused
from domain.shared.event import Fact
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY, WEDNESDAY
from tests.support.people import RITA
from tests.support.scenario import given

WORDS = "We record lessons.\n"
NOTHING = Texts(Purpose.RECORDING)


def text(version: str, locale: str = "en", words: str = WORDS) -> Text:
    return Text(version, locale, sha256(words.encode()).hexdigest())


def published(
    version: str, at: datetime = MONDAY, locale: str = "en", *, again: bool = False
) -> TextPublished:
    return TextPublished(
        purpose=Purpose.RECORDING,
        text_version=version,
        text_locale=locale,
        text_sha256=text(version).sha256,
        words=WORDS,
        requires_reconsent=again,
        valid_from=at,
        published_by=RITA,
        published_at=at,
    )


def publishing(draft: Draft, now: datetime) -> Callable[[Texts], Sequence[Fact]]:
    return lambda texts: texts.publish(draft, RITA, now)


ONE = Draft(text("1"), WORDS, requires_reconsent=False)
TWO = Draft(text("2"), WORDS, requires_reconsent=True)


class TestPublishing:
    def test_keeps_exactly_the_words(self) -> None:
        given().of(TEXTS, NOTHING).when(publishing(ONE, MONDAY)).then(published("1"))

    def test_is_refused_when_the_digest_is_of_other_words(self) -> None:
        stripped = replace(ONE, words=WORDS.strip())
        given().of(TEXTS, NOTHING).when(publishing(stripped, MONDAY)).then_refused(
            TheDigestIsOfOtherWords
        )

    def test_again_changes_nothing(self) -> None:
        given(published("1")).of(TEXTS).when(publishing(ONE, TUESDAY)).then_nothing()

    def test_never_changes_words(self) -> None:
        other = Draft(text("1", words="Other."), "Other.", requires_reconsent=False)
        given(published("1")).of(TEXTS).when(publishing(other, TUESDAY)).then_refused(
            PublishedWordsNeverChange
        )

    def test_may_be_ahead_of_time_but_not_before_the_version_before(self) -> None:
        ahead = replace(TWO, valid_from=FRIDAY)
        coming = replace(published("2", FRIDAY, again=True), published_at=TUESDAY)
        given(published("1")).of(TEXTS).when(publishing(ahead, TUESDAY)).then(coming)
        given(published("1", FRIDAY)).of(TEXTS).when(publishing(TWO, TUESDAY)).then_refused(
            AVersionFollowsTheOneBefore
        )
        given(published("1")).of(TEXTS).when(publishing(TWO, MONDAY)).then_refused(
            AVersionFollowsTheOneBefore
        )


class TestAFurtherLocale:
    IN_RUSSIAN = Draft(text("2", "ru"), WORDS, requires_reconsent=True)

    def test_is_valid_like_the_first(self) -> None:
        both = replace(published("2", MONDAY, "ru", again=True), published_at=TUESDAY)
        given(published("2", again=True)).of(TEXTS).when(publishing(self.IN_RUSSIAN, TUESDAY)).then(
            both
        )

    @pytest.mark.parametrize(
        "otherwise", [{"requires_reconsent": False}, {"valid_from": WEDNESDAY}]
    )
    def test_is_not_valid_otherwise(self, otherwise: dict[str, bool | datetime]) -> None:
        draft = replace(self.IN_RUSSIAN, **otherwise)  # type: ignore[arg-type]
        given(published("2", again=True)).of(TEXTS).when(publishing(draft, TUESDAY)).then_refused(
            AVersionIsOneInAllLocales
        )

    def test_is_added_to_the_newest_version_only(self) -> None:
        late = Draft(text("1", "ru"), WORDS, requires_reconsent=False)
        given(published("1"), published("2", TUESDAY)).of(TEXTS).when(
            publishing(late, WEDNESDAY)
        ).then_refused(OnlyTheNewestVersionGrows)


def check(known: Sequence[TextPublished], asked: Text, now: datetime) -> type[Refused] | None:
    texts = given(*known).of(TEXTS, NOTHING).state
    try:
        texts.check_offered(asked, now)
    except Refused as refused:
        return type(refused)
    return None


class TestWhatIsOffered:
    def test_is_anything_until_a_text_is_published(self) -> None:
        assert check([], text("whatever"), MONDAY) is None

    @pytest.mark.parametrize(
        "unknown", [text("2"), text("1", "ru"), text("1", words="Other."), text("")]
    )
    def test_is_only_what_was_published_after_that(self, unknown: Text) -> None:
        assert check([published("1")], text("1"), TUESDAY) is None
        assert check([published("1")], unknown, TUESDAY) is TheTextWasNeverPublished

    def test_is_an_older_version_too_where_nobody_is_asked_anew(self) -> None:
        known = [published("1"), published("2", TUESDAY)]
        assert check(known, text("1"), WEDNESDAY) is None

    def test_is_an_older_version_only_until_the_newer_is_valid(self) -> None:
        known = [published("1"), published("2", WEDNESDAY, again=True)]
        assert check(known, text("1"), TUESDAY) is None
        assert check(known, text("2"), TUESDAY) is None
        assert check(known, text("1"), WEDNESDAY) is TheTextWasReplaced
        assert check(known, text("2"), WEDNESDAY) is None


class TestReplacing:
    KNOWN = (published("1"), published("2", TUESDAY, again=True), published("3", FRIDAY))
    TEXTS_OF_A_WEEK = given(*KNOWN).of(TEXTS).state

    def test_begins_with_the_instant_the_newer_is_valid(self) -> None:
        assert not self.TEXTS_OF_A_WEEK.has_replaced("1", MONDAY)
        assert self.TEXTS_OF_A_WEEK.has_replaced("1", TUESDAY)

    def test_concerns_what_was_agreed_to_before_texts_were_published(self) -> None:
        assert self.TEXTS_OF_A_WEEK.has_replaced("of long ago", TUESDAY)

    def test_spares_the_version_itself_and_newer_ones(self) -> None:
        assert not self.TEXTS_OF_A_WEEK.has_replaced("2", FRIDAY)
        assert not self.TEXTS_OF_A_WEEK.has_replaced("3", FRIDAY)

    def test_is_by_the_version_that_asks_for_it(self) -> None:
        assert self.TEXTS_OF_A_WEEK.has_replaced("1", FRIDAY, by="2")
        assert not self.TEXTS_OF_A_WEEK.has_replaced("1", FRIDAY, by="3")
        assert not self.TEXTS_OF_A_WEEK.has_replaced("1", FRIDAY, by="4")
