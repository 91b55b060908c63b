"""Age: how old the holder of an account is, and what follows for what they agreed to."""

from typing import Annotated

from pydantic import Field

from application.consent import consent_of
from application.fields import Identity
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.account.age import declare
from domain.account.aggregate import ACCOUNT
from domain.consent.ages import band_of
from domain.consent.aggregate import Answer
from domain.consent.events import Method, Purpose
from domain.shared.age import AgeBand

Country = Annotated[str, Field(pattern="^[A-Z]{2}$", examples=["DE", "RU"])]
"""A country by ISO 3166-1."""

Years = Annotated[int, Field(ge=0, le=130, examples=[14])]


class DeclareAge(Command):
    """Say in which country the holder lives and how old they are; only a band of it is kept."""

    account_id: Identity
    country: Country
    age_years: Years


def declare_age(command: DeclareAge, work: Work) -> Decision:
    """This keeps the age band; what a child agreed to alone is taken back in the same append."""
    account = work.load(ACCOUNT, command.account_id)
    band = band_of(command.age_years, command.country)
    declared = append(account, declare(account.state, command.country, band, work.actor, work.now))
    if band is not AgeBand.CHILD:
        return decided(declared, age_band=band)
    answer = Answer(work.actor.id, Method.WEB_FORM, work.now)
    consents = [consent_of(work.streams, command.account_id, purpose) for purpose in Purpose]
    taken_back = [append(each, each.state.take_back_for_a_child(answer)) for each in consents]
    return decided(declared, *taken_back, age_band=band)


HANDLERS: Handlers = ((DeclareAge, declare_age),)
