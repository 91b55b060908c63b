"""Correcting: what an account says of its holder, and the address it is reached at (GDPR 16)."""

from typing import Self

from pydantic import Field, SecretStr, model_validator

from application.account import address_of, email_pseudonym
from application.fields import Email, Identity, TimeZone, Title
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.account.aggregate import ACCOUNT
from domain.account.correcting import Address, Correction, change_email, correct
from domain.account.events import Locale


class CorrectProfile(Command):
    """Put right what the account says of its holder; what is left out stays as it is."""

    account_id: Identity
    display_name: Title | None = None
    locale: Locale | None = None
    time_zone: TimeZone | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.display_name is None and self.locale is None and self.time_zone is None:
            raise ValueError("name what is to be corrected")
        return self


class ChangeEmail(Command):
    """Exchange the address for another: you sign in with it at once, and confirm it by its link."""

    account_id: Identity
    current_password: SecretStr = Field(max_length=200)
    email: Email


def correct_profile(command: CorrectProfile, work: Work) -> Decision:
    """This corrects what the account says."""
    account = work.load(ACCOUNT, command.account_id)
    correction = Correction(command.display_name, command.locale, command.time_zone)
    return decided(append(account, correct(account.state, correction, work.actor, work.now)))


def exchange_email(command: ChangeEmail, work: Work) -> Decision:
    """This takes the new address and sets the old one free, all of it or nothing."""
    account = work.load(ACCOUNT, command.account_id)
    name = email_pseudonym(command.email, work.ports.pseudonyms)
    facts = change_email(
        account.state,
        Address(command.email, name),
        by=work.actor.id,
        knows_current=work.ports.passwords.verify(
            account.state.password_hash, command.current_password.get_secret_value()
        ),
        now=work.now,
    )
    if not facts:
        return decided()
    taken, left = address_of(name, work), address_of(account.state.email_pseudonym, work)
    return decided(
        append(account, facts),
        append(taken, taken.state.reserve(command.account_id, work.now)),
        append(left, left.state.release(command.account_id, work.now)),
    )


HANDLERS: Handlers = (
    (CorrectProfile, correct_profile),
    (ChangeEmail, exchange_email),
)
