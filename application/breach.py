"""Breach: recording it, finding out what it means, and telling those who have to know."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from application.fields import Identity, Moment
from application.privacy_parts import Reference
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.breach import telling
from domain.breach.aggregate import BREACH, Assessment, Phase, Scope, record
from domain.breach.events import Cause, DelayReason, Exemption, Harm, Means, Risk
from domain.shared.personal import Category
from domain.shared.time import Interval

Count = Annotated[int, Field(ge=0, le=10_000_000_000)]
StreamKind = Annotated[str, Field(min_length=1, max_length=40, pattern="^[a-z_]+$")]


class RecordBreach(Command):
    """Put a breach of personal data on record; its 72 hours run from becoming aware."""

    harms: tuple[Harm, ...] = Field(min_length=1, max_length=len(Harm))
    cause: Cause
    became_aware_at: Moment


class SetBreachScope(Command):
    """Say what it touched: facts recorded in that time, of those kinds of stream or of all.

    Whose data of the categories lies there is then answered by the list of affected people.
    """

    breach_id: Identity
    since: Moment
    until: Moment
    stream_kinds: tuple[StreamKind, ...] = Field(default=(), max_length=50)
    categories: tuple[Category, ...] = Field(
        default=tuple(Category), min_length=1, max_length=len(Category)
    )

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.until <= self.since:
            raise ValueError("until comes after since")
        return self


class AssessBreach(Command):
    """Say what it means for the people, and how many they are, as far as you know now."""

    breach_id: Identity
    risk: Risk
    people_count: Count
    facts_count: Count


class NoteAuthorityNotified(Command):
    """Note what the authority was told, under its reference; after 72 hours, why so late."""

    breach_id: Identity
    reference: Reference
    is_final: bool
    notified_at: Moment | None = None
    delay_reason: DelayReason | None = None


class NotePeopleInformed(Command):
    """Note that people affected were told, and how."""

    breach_id: Identity
    people_count: int = Field(ge=1, le=10_000_000_000)
    means: Means


class CloseBreach(Command):
    """End a breach, when everybody who has to know was told."""

    breach_id: Identity
    exemption: Exemption | None = None


class NoticeBreachDeadline(Command):
    """Note that the 72 hours are nearly over, or over, if they are."""

    breach_id: Identity


def record_breach(command: RecordBreach, work: Work) -> Decision:
    """This puts it on record."""
    breach_id = work.new_id("breach")
    harms = tuple(each for each in Harm if each in command.harms)
    aware, by = command.became_aware_at, work.actor.id
    facts = record(breach_id, harms, command.cause, aware, by, work.now)
    return decided(append(work.find(BREACH, breach_id), facts), breach_id=breach_id)


def set_breach_scope(command: SetBreachScope, work: Work) -> Decision:
    """This says what it touched."""
    breach = work.load(BREACH, command.breach_id)
    categories = tuple(each for each in Category if each in command.categories)
    kinds = tuple(sorted(set(command.stream_kinds)))
    scope = Scope(Interval(command.since, command.until), kinds, categories)
    return decided(append(breach, breach.state.set_scope(scope, work.actor.id, work.now)))


def assess_breach(command: AssessBreach, work: Work) -> Decision:
    """This says what it means."""
    breach = work.load(BREACH, command.breach_id)
    found = Assessment(command.risk, command.people_count, command.facts_count)
    return decided(append(breach, breach.state.assess(found, work.actor.id, work.now)))


def note_authority_notified(command: NoteAuthorityNotified, work: Work) -> Decision:
    """This notes one phase."""
    breach = work.load(BREACH, command.breach_id)
    told_at = command.notified_at or work.now
    phase = Phase(command.reference, command.is_final, told_at, command.delay_reason)
    facts = telling.note_authority(breach.state, phase, work.actor.id, work.now)
    return decided(append(breach, facts))


def note_people_informed(command: NotePeopleInformed, work: Work) -> Decision:
    """This notes one round."""
    breach = work.load(BREACH, command.breach_id)
    count, by = command.people_count, work.actor.id
    facts = telling.note_people(breach.state, count, command.means, by, work.now)
    return decided(append(breach, facts))


def close_breach(command: CloseBreach, work: Work) -> Decision:
    """This ends it."""
    breach = work.load(BREACH, command.breach_id)
    facts = telling.conclude(breach.state, command.exemption, work.actor.id, work.now)
    return decided(append(breach, facts))


def notice_breach_deadline(command: NoticeBreachDeadline, work: Work) -> Decision:
    """This notes what is near, or missed."""
    breach = work.load(BREACH, command.breach_id)
    return decided(append(breach, breach.state.notice_deadline(work.now)))


HANDLERS: Handlers = (
    (RecordBreach, record_breach),
    (SetBreachScope, set_breach_scope),
    (AssessBreach, assess_breach),
    (NoteAuthorityNotified, note_authority_notified),
    (NotePeopleInformed, note_people_informed),
    (CloseBreach, close_breach),
    (NoticeBreachDeadline, notice_breach_deadline),
)
