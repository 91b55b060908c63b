"""Onboarding accounts: a tutor's account is opened at the provider, and looked at when asked.

Of several looks that were asked for the last is made: it sees what the others would have seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from application.ports_money import Readiness
from application.todo import Call, Process, Todo, World, by
from application.tutor_paying import RecordPayoutAccount, RecordReadiness
from application.work import Command
from domain.shared.errors import NotFound
from domain.shared.event import Fact
from domain.tutor import events as tutor

UNKNOWN = "account_unknown"
"""What the provider lacks that has no such account."""


class OpenAccount(Call):
    """One account that is to be opened for a tutor."""

    tutor_id: str
    country: str

    @property
    def key(self) -> str:
        """This is the provider's key: a tutor has one account of ours."""
        return f"{self.tutor_id}:payout-account"


class LookAtAccount(Call):
    """One look at whether a tutor can be paid; `look` tells it from the others."""

    tutor_id: str
    look: int


@dataclass(frozen=True, slots=True)
class Account:
    """This is what was asked about a tutor's account, and what was answered."""

    tutor_id: str
    country: str = ""
    is_opened: bool = False
    asked: int = 0
    noted: int = 0


def evolve(state: Account, fact: Fact) -> Account:
    """This is the state after the fact."""
    match fact:
        case tutor.PayoutAccountRequested():
            return replace(state, country=fact.country)
        case tutor.PayoutAccountOpened():
            return replace(state, is_opened=True)
        case tutor.ReadinessAsked():
            return replace(state, asked=fact.look)
        case tutor.ReadinessNoted():
            return replace(state, noted=fact.look)
        case _:
            return state


def decide(state: Account) -> Sequence[Todo]:
    """This is the account to open, or the look to make."""
    if state.country and not state.is_opened:
        return (Todo("open", OpenAccount(tutor_id=state.tutor_id, country=state.country)),)
    if state.asked > state.noted:
        look = LookAtAccount(tutor_id=state.tutor_id, look=state.asked)
        return (Todo(f"look-{state.asked}", look),)
    return ()


def perform(call: OpenAccount | LookAtAccount, world: World) -> Command:
    """This calls the provider once, and is the command that records what it answered."""
    if isinstance(call, OpenAccount):
        account = world.accounts.open_account(call.key, call.country)
        return RecordPayoutAccount(tutor_id=call.tutor_id, payout_account=account)
    account = world.payees.of_tutor(call.tutor_id)
    found = _found(world, account)
    return RecordReadiness(
        tutor_id=call.tutor_id,
        look=call.look,
        payout_account=account,
        is_payable=found.is_payable,
        missing=found.missing,
    )


def _found(world: World, account: str) -> Readiness:
    try:
        return world.accounts.readiness(account)
    except NotFound:
        return Readiness(is_payable=False, missing=(UNKNOWN,))


ONBOARDING_ACCOUNT: Process[Any] = Process(
    name="onboarding_account",
    version=1,
    contexts=frozenset({"tutor"}),
    keys=by("tutor_id"),
    state=Account,
    start=Account,
    evolve=evolve,
    decide=decide,
    acts=(OpenAccount, LookAtAccount),
    perform=perform,
)
