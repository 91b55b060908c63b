"""Paying tutors: how they come by an account with the payment provider, and whether it is good."""

from typing import Annotated, Literal

from pydantic import Field

from application.age import Country
from application.fields import Identity
from application.tutor import own_tutor, tutor_of
from application.work import Command, Decision, Handlers, Work, append, decided

Lacking = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9().:_-]{0,79}$")]
"""What the provider still lacks, in a word of its own."""


class OpenPayoutAccount(Command):
    """Ask for an account with the payment provider, in the country you are taxed in."""

    tutor_id: Identity
    country: Country


class CheckPayoutAccount(Command):
    """Have it looked up whether the payment provider can pay you by now."""

    tutor_id: Identity


class AskReadiness(Command):
    """Have it looked up whether a tutor can be paid; the cause is a movement that was refused."""

    tutor_id: Identity
    cause: (
        Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9:_-]+$")] | None
    ) = None


class RecordPayoutAccount(Command):
    """Note the account the provider has opened."""

    tutor_id: Identity
    payout_account: Identity


class RecordReadiness(Command):
    """Note whether the provider can pay a tutor, as it was looked up."""

    tutor_id: Identity
    look: Annotated[int, Field(ge=1)]
    payout_account: Identity | Literal[""]
    is_payable: bool
    missing: tuple[Lacking, ...] = Field(default=(), max_length=100)


def open_payout_account(command: OpenPayoutAccount, work: Work) -> Decision:
    """This asks for an account."""
    tutor = own_tutor(command.tutor_id, work)
    return decided(append(tutor, tutor.state.request_account(command.country, work.now)))


def check_payout_account(command: CheckPayoutAccount, work: Work) -> Decision:
    """This has a tutor's own account looked at."""
    tutor = own_tutor(command.tutor_id, work)
    return decided(append(tutor, tutor.state.ask_readiness(None, work.now)))


def ask_readiness(command: AskReadiness, work: Work) -> Decision:
    """This has an account looked at that the provider did not pay."""
    tutor = tutor_of(command.tutor_id, work)
    return decided(append(tutor, tutor.state.ask_readiness(command.cause, work.now)))


def record_payout_account(command: RecordPayoutAccount, work: Work) -> Decision:
    """This notes an account that was opened."""
    tutor = tutor_of(command.tutor_id, work)
    return decided(append(tutor, tutor.state.open_account(command.payout_account, work.now)))


def record_readiness(command: RecordReadiness, work: Work) -> Decision:
    """This notes what was found, and what follows for being paid and booked."""
    tutor = tutor_of(command.tutor_id, work)
    facts = tutor.state.note_readiness(
        command.look,
        command.payout_account,
        command.missing,
        work.now,
        is_payable=command.is_payable,
    )
    return decided(append(tutor, facts))


HANDLERS: Handlers = (
    (OpenPayoutAccount, open_payout_account),
    (CheckPayoutAccount, check_payout_account),
    (AskReadiness, ask_readiness),
    (RecordPayoutAccount, record_payout_account),
    (RecordReadiness, record_readiness),
)
