"""Correcting an account through its commands, with the reservations of addresses."""

import pytest
from pydantic import SecretStr, ValidationError

from application.account import (
    CloseAccount,
    RegisterAccount,
    VerifyEmail,
    email_pseudonym,
    verification_token,
)
from application.correcting import ChangeEmail, CorrectProfile
from application.fields import Identity
from domain.account.events import Locale
from domain.shared.actor import Actor, Role
from tests.support.office import AS_NOBODY, AS_SAM, Office
from tests.support.people import AS_OLGA

PASSWORD = SecretStr("correct horse battery")
OLD, NEW = "mia@example.org", "mia@example.com"


@pytest.fixture
def office() -> Office:
    return Office()


def registered(office: Office, email: str = OLD) -> Actor:
    """This is Mia, who has an account under the address."""
    command = RegisterAccount(
        email=email, password=PASSWORD, display_name="Mia", time_zone="Europe/Berlin"
    )
    return Actor(office.done(command, AS_NOBODY)["account_id"], frozenset({Role.STUDENT}))


def moving(account_id: Identity, email: str = NEW, password: SecretStr = PASSWORD) -> ChangeEmail:
    return ChangeEmail(account_id=account_id, current_password=password, email=email)


def names(office: Office, email: str) -> list[str]:
    return office.names_of(f"email-{email_pseudonym(email, office.names)}")


class TestAProfile:
    def test_is_corrected(self, office: Office) -> None:
        mia = registered(office)
        office.done(CorrectProfile(account_id=mia.id, locale=Locale.RUSSIAN), mia)
        fact = office.facts(f"account-{mia.id}")[-1]
        assert (fact.display_name, fact.locale) == ("Mia", Locale.RUSSIAN)

    def test_is_corrected_by_support_and_by_no_stranger(self, office: Office) -> None:
        mia = registered(office)
        said = CorrectProfile(account_id=mia.id, display_name="Maria")
        assert office.ask(said, AS_OLGA).refusal == "OnlyTheHolderDoesThis"
        office.done(said, AS_SAM)
        assert office.facts(f"account-{mia.id}")[-1].corrected_by == AS_SAM.id

    def test_is_not_corrected_to_nothing(self) -> None:
        for said in ({}, {"display_name": ""}, {"display_name": "  "}, {"time_zone": "UTC+3"}):
            with pytest.raises(ValidationError):
                CorrectProfile.model_validate({"account_id": "a", **said})


class TestAnAddress:
    def test_is_exchanged_with_both_reservations(self, office: Office) -> None:
        mia = registered(office)
        office.done(moving(mia.id), mia)
        assert names(office, OLD) == ["EmailReserved", "EmailReleased"]
        assert names(office, NEW) == ["EmailReserved"]
        assert registered(office).id != mia.id, "the old one is free for somebody else"

    def test_of_somebody_else_is_not_to_be_had(self, office: Office) -> None:
        mia, other = registered(office), registered(office, NEW)
        assert office.ask(moving(mia.id), mia).refusal == "EmailIsTaken"
        assert names(office, OLD) == ["EmailReserved"]
        office.done(CloseAccount(account_id=other.id), other)
        office.done(moving(mia.id), mia)

    def test_in_other_letters_is_the_same(self, office: Office) -> None:
        mia = registered(office)
        office.done(moving(mia.id, OLD.title()), mia)
        assert names(office, OLD) == ["EmailReserved"]

    def test_takes_the_password(self, office: Office) -> None:
        mia = registered(office)
        wrong = moving(mia.id, password=SecretStr("something else"))
        assert office.ask(wrong, mia).refusal == "ThePasswordIsWrong"

    def test_is_believed_by_its_own_link(self, office: Office) -> None:
        mia = registered(office)
        office.done(moving(mia.id), mia)
        old, new = (
            verification_token(mia.id, email_pseudonym(email, office.names), office.names)
            for email in (OLD, NEW)
        )
        answer = office.ask(VerifyEmail(account_id=mia.id, token=old), AS_NOBODY)
        assert answer.refusal == "TheLinkIsWrong"
        office.done(VerifyEmail(account_id=mia.id, token=new), AS_NOBODY)
        assert office.names_of(f"account-{mia.id}")[-1] == "EmailVerified"

    def test_that_is_given_back_at_the_end_is_the_newest(self, office: Office) -> None:
        mia = registered(office)
        office.done(moving(mia.id), mia)
        office.done(CloseAccount(account_id=mia.id), mia)
        assert names(office, NEW) == ["EmailReserved", "EmailReleased"]
