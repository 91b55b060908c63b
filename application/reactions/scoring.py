"""Scoring: words that wait for a reviewer are shown to a service outside, and its say is recorded.

    written, corrected, flagged or appealed → asked about that wording, once
    decided, corrected or taken back before → not asked

The words are looked up when the call is made and stand in no list. Asking twice does no harm. Where
there is no service, or there are no words, the to-do is done with nothing said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from application.review import RecordScores
from application.todo import Call, Process, Todo, World, by
from application.work import Command
from domain.review.events import (
    AnswerWritten,
    OfPart,
    Part,
    ReviewCorrected,
    ReviewEvent,
    ReviewWritten,
    WordsEvent,
    WordsScored,
)
from domain.review.words import UNDECIDED, Words, after


class ScoreWords(Call):
    """One wording that a service outside is asked about."""

    booking_id: str
    part: Part
    revision: int


@dataclass(frozen=True, slots=True)
class Heard:
    """This is where one side's words stand, and whether that wording was asked about."""

    words: Words
    is_scored: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """This is what both sides wrote of one lesson, without the words."""

    booking_id: str
    parts: Mapping[Part, Heard] = field(default_factory=dict)


def evolve(state: Said, fact: ReviewEvent) -> Said:
    """This is the state after the fact."""
    match fact:
        case ReviewWritten():
            return _anew(state, Part.REVIEW)
        case AnswerWritten():
            return _anew(state, Part.ANSWER)
        case ReviewCorrected():
            return _anew(state, fact.part)
        case fact if isinstance(fact, OfPart) and fact.part in state.parts:
            return _changed(state, fact.part, _followed(state.parts[fact.part], fact))
        case _:
            return state


def decide(state: Said) -> Sequence[Todo]:
    """This is every wording that waits for a reviewer and was not asked about."""
    return tuple(
        Todo(
            f"{part}-{heard.words.revision}",
            ScoreWords(booking_id=state.booking_id, part=part, revision=heard.words.revision),
        )
        for part, heard in state.parts.items()
        if not heard.is_scored and heard.words.step in UNDECIDED
    )


def perform(call: ScoreWords, world: World) -> Command:
    """This asks the service once, and is the command that records what it said."""
    text = world.wordings.text(call.booking_id, call.part, call.revision)
    scores = world.moderation.scores(text) if text else None
    asked = {"booking_id": call.booking_id, "part": call.part, "revision": call.revision}
    if scores is None:
        return RecordScores.model_validate(asked)
    told = {"scores": scores.of, "service_version": scores.version}
    return RecordScores.model_validate({**asked, **told})


def _anew(state: Said, part: Part) -> Said:
    before = state.parts.get(part)
    revision = before.words.revision + 1 if before else 1
    return _changed(state, part, Heard(Words(revision=revision)))


def _followed(heard: Heard, fact: WordsEvent | WordsScored) -> Heard:
    if isinstance(fact, WordsScored):
        return replace(heard, is_scored=True)
    return replace(heard, words=after(heard.words, fact))


def _changed(state: Said, part: Part, heard: Heard) -> Said:
    return replace(state, parts={**state.parts, part: heard})


SCORING: Process[Any] = Process(
    name="scoring",
    version=1,
    contexts=frozenset({"review"}),
    keys=by("booking_id"),
    state=Said,
    start=Said,
    evolve=evolve,
    decide=decide,
    acts=(ScoreWords,),
    perform=perform,
)
