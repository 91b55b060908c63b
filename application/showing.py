"""Showing: recording what somebody was shown and what they did with it, without their waiting.

A query that shows tutors hands what it showed to `Showings` and answers; the facts are recorded
soon, many together. Whether the student agrees to recommendations from what they do is asked when
it is recorded, of the log: who does not, or is not known, is named in none of it.

    query ──► Showings ··► RecordShowings ──► facts        click ──► NoteClick ──► fact
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from application.consent import agrees
from application.fields import Identity
from application.ports import Change
from application.work import Command, Decision, Handlers, Work, append, decided, merged
from domain.consent.events import Purpose
from domain.shared.actor import Actor, Role
from domain.showing.aggregate import SHOWING, Showing, show
from domain.showing.terms import Shown

RECORDING: Final = Actor("process:showing", frozenset({Role.SYSTEM}))
"""Who records it: nobody's name stands beside a fact that is to name nobody."""

PROFILING: Final = Purpose.RECOMMENDATION_PROFILING


@dataclass(frozen=True, slots=True)
class Viewed:
    """This is a tutor's profile that was looked at, coming from a showing; `by` where known."""

    showing_id: str
    tutor_id: str
    by: str | None
    at: datetime


class Showings(Protocol):
    """This takes down what was shown and looked at, to be recorded soon.

    Neither waits, and neither fails: what there is too much of is dropped, and counted.
    """

    def shown(self, shown: Shown) -> None:
        """This takes down what was shown."""

    def viewed(self, viewed: Viewed) -> None:
        """This takes down a profile that was looked at."""


class RecordShowings(Command):
    """Record what was shown to people, and what they looked at, as far as each agrees."""

    showings: tuple[Shown, ...] = ()
    views: tuple[Viewed, ...] = ()


class NoteClick(Command):
    """Note that a tutor was opened out of a showing, by whom where that is known.

    `by` is no id that a refusal would repeat: beside the showing's it would name who saw it.
    """

    showing_id: Identity
    tutor_id: Identity
    by: Identity | None = None


def record_showings(command: RecordShowings, work: Work) -> Decision:
    """This records all of it together; what was shown before what was looked at of it."""
    changes: tuple[Change, ...] = tuple(
        Change(
            SHOWING.stream(shown.showing_id),
            0,
            tuple(show(shown, is_named=_is_named(shown.student_id, work))),
        )
        for shown in command.showings
    )
    for viewed in command.views:
        changes = (*changes, *_viewed(viewed, work.after(changes)))
    return decided(*merged(changes))


def note_click(command: NoteClick, work: Work) -> Decision:
    """This notes it, unless who saw the showing has stopped agreeing."""
    found = work.load(SHOWING, command.showing_id)
    facts = found.state.click(command.tutor_id, command.by, work.now)
    return decided(append(found, facts if _may_follow(found.state, work) else ()))


def tied(showing_id: str | None, booking_id: str, tutor_id: str, work: Work) -> Iterable[Change]:
    """This ties a booking to the showing it came of, where there is one that names its student."""
    found = work.find(SHOWING, showing_id) if showing_id else None
    if found is None or found.state is None or not _may_follow(found.state, work):
        return ()
    facts = found.state.tie(booking_id, tutor_id, work.actor.id, work.now)
    return (Change(found.stream_id, found.version, tuple(facts)),)


def _viewed(viewed: Viewed, work: Work) -> Iterable[Change]:
    found = work.find(SHOWING, viewed.showing_id)
    if found.state is None or not _may_follow(found.state, work):
        return ()
    facts = found.state.view(viewed.tutor_id, viewed.by, viewed.at)
    return (Change(found.stream_id, found.version, tuple(facts)),)


def _is_named(student_id: str | None, work: Work) -> bool:
    return student_id is not None and agrees(work.streams, student_id, PROFILING, work.now)


def _may_follow(showing: Showing, work: Work) -> bool:
    return showing.student_id is None or _is_named(showing.student_id, work)


HANDLERS: Handlers = (
    (RecordShowings, record_showings),
    (NoteClick, note_click),
)
