"""Retention: ending what may not be kept any more, and holding what has to be.

A registration nobody answered is closed in the same step, which sets its address free: whoever it
belongs to can register as if nobody had used it.
"""

from pydantic import Field

from application.account import closing
from application.fields import Identity, Moment
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.account.aggregate import ACCOUNT, Account, State
from domain.retention.aggregate import KEPT, Kept
from domain.shared.personal import Category
from domain.shared.processing import RETENTION, RetentionRule, Since


class EndRetention(Command):
    """End what a rule ends of a person; it counts from that instant."""

    person_id: Identity
    rule: RetentionRule
    since: Moment


class HoldRetention(Command):
    """Keep categories of a person, because a request says so."""

    person_id: Identity
    request_id: Identity
    categories: tuple[Category, ...] = Field(min_length=1, max_length=len(Category))
    until: Moment | None = None


class LiftRetentionHold(Command):
    """Keep nothing any more of what a request had kept."""

    person_id: Identity
    request_id: Identity


def end_retention(command: EndRetention, work: Work) -> Decision:
    """This ends what the rule ends, if it still applies to the account."""
    account = work.load(ACCOUNT, command.person_id)
    if not _applies(command.rule, account.state):
        return decided()
    kept = _kept(command.person_id, work)
    ended = append(kept, kept.state.let_go(command.rule, command.since, work.now))
    if not ended.facts or account.state.state is State.CLOSED:
        return decided(ended)
    return decided(ended, *closing(account, work))


def hold_retention(command: HoldRetention, work: Work) -> Decision:
    """This keeps what is left."""
    kept = _kept(command.person_id, work)
    facts = kept.state.hold(command.request_id, command.categories, command.until, work.now)
    return decided(append(kept, facts))


def lift_retention_hold(command: LiftRetentionHold, work: Work) -> Decision:
    """This lets time do its work again."""
    kept = _kept(command.person_id, work)
    return decided(append(kept, kept.state.lift(command.request_id, work.now)))


def _applies(rule: RetentionRule, account: Account) -> bool:
    """This is true while the account is what the rule is about: closed, or never answered."""
    is_closed = account.state is State.CLOSED
    if RETENTION[rule].since is Since.CLOSED:
        return is_closed
    return not is_closed and not account.is_email_verified


def _kept(person_id: str, work: Work) -> Loaded[Kept]:
    found = work.find(KEPT, person_id)
    return Loaded(found.stream_id, found.version, found.state or Kept(person_id))


HANDLERS: Handlers = (
    (EndRetention, end_retention),
    (HoldRetention, hold_retention),
    (LiftRetentionHold, lift_retention_hold),
)
