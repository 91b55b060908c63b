"""Publishing texts: exactly the words, and nobody but an admin."""

from hashlib import sha256

import pytest
from pydantic import ValidationError

from application import consent_text
from application.access import RoleMissing, check
from application.consent_text import PublishConsentText
from domain.consent.events import Purpose
from domain.consent.texts import TheDigestIsOfOtherWords
from tests.application.desk import Desk
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.consents import AS_ADMIN, publish
from tests.support.people import AS_BEN, AS_GRETA, AS_RITA


@pytest.fixture
def desk() -> Desk:
    return Desk(consent_text.HANDLERS)


class TestAText:
    def test_are_kept_with_their_blanks(self, desk: Desk) -> None:
        words = "\n I agree. \n"
        command = PublishConsentText(
            purpose=Purpose.TERMS,
            text_version="1",
            text_locale="ru",
            text_sha256=sha256(words.encode()).hexdigest(),
            words=words,
            requires_reconsent=False,
        )
        desk.ask(command, AS_ADMIN, MONDAY)
        (fact,) = desk.facts("consent_text-terms")
        assert fact.words == words

    def test_is_refused_under_the_digest_of_other_words(self, desk: Desk) -> None:
        other = publish("1").model_copy(update={"words": "Other."})
        with pytest.raises(TheDigestIsOfOtherWords):
            desk.ask(other, AS_ADMIN, MONDAY)

    def test_published_twice_is_published_once(self, desk: Desk) -> None:
        for at in (MONDAY, TUESDAY):
            desk.ask(publish("1"), AS_ADMIN, at)
        assert desk.names("consent_text-recording") == ["TextPublished"]

    def test_is_an_admins_to_publish(self) -> None:
        assert check(PublishConsentText, AS_ADMIN) == "admin"
        for actor in (AS_BEN, AS_GRETA, AS_RITA):
            with pytest.raises(RoleMissing):
                check(PublishConsentText, actor)

    def test_of_no_words_never_arrives(self) -> None:
        with pytest.raises(ValidationError):
            PublishConsentText.model_validate({**publish("1").model_dump(), "words": ""})
