"""Contests: a student has a person look at what was recommended to them."""

from typing import Annotated

from pydantic import Field

from application.fields import NO_NUL, Identity
from application.work import Command, Decision, Handlers, Streams, Work, append, decided
from domain.contest.aggregate import CONTEST, Contest
from domain.contest.events import Finding
from domain.shared.errors import NotFound
from domain.showing.aggregate import SHOWING
from domain.showing.terms import Way


class RaiseContest(Command):
    """Have a person look at what was recommended to you; you may say why, and say it anew."""

    showing_id: Identity
    argument: Annotated[str, Field(max_length=2_000, pattern=NO_NUL)] = ""


class AnswerContest(Command):
    """Say what you found when you looked at what was recommended to somebody."""

    showing_id: Identity
    finding: Finding


def raise_contest(command: RaiseContest, work: Work) -> Decision:
    """This asks for a person."""
    showing = work.load(SHOWING, command.showing_id).state
    if showing.way is not Way.RECOMMENDATION:
        raise NotFound
    known = work.find(CONTEST, command.showing_id)
    state = known.state or Contest(command.showing_id, showing.student_id or "")
    facts = state.plead(command.argument, work.actor.id, work.now)
    return decided(append(known, facts))


def answer_contest(command: AnswerContest, work: Work) -> Decision:
    """This records what a person found."""
    known = work.load(CONTEST, command.showing_id)
    return decided(append(known, known.state.answer(command.finding, work.actor.id, work.now)))


def argument_of(streams: Streams, showing_id: str) -> str:
    """This is what the student says, as the log opens it now: nothing once it is erased."""
    known = streams.load(CONTEST, showing_id).state
    return known.argument if known else ""


HANDLERS: Handlers = (
    (RaiseContest, raise_contest),
    (AnswerContest, answer_contest),
)
