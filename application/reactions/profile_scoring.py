"""Profile scoring: what is new in a profile is shown to a service outside, and its say recorded.

    worded anew → asked about the parts that came since it was asked last, each by itself
    approved, worded again or erased before → not asked

Words stand in no list here either, and asking twice does no harm. Where there is no service this
does not run at all; where one is set up, it is asked about every profile that nobody approved.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from application.todo import Call, Process, Todo, World, by
from application.tutor_moderation import RecordProfileScores
from application.work import Command
from domain.tutor.events import CourseWithdrawn, SubjectWithdrawn, TutorEvent
from domain.tutor.moderation_events import ProfileApproved, ProfileScored
from domain.tutor.standing import UNDECIDED, UNSAID, Standing, after


class ScoreProfile(Call):
    """One wording of a profile that a service outside is asked about, as far as it is new."""

    tutor_id: str
    revision: int
    since: int


@dataclass(frozen=True, slots=True)
class Heard:
    """This is where a profile stands, and up to which wording nobody has to be asked any more."""

    tutor_id: str
    standing: Standing = UNSAID
    settled: int = 0


def evolve(state: Heard, fact: TutorEvent) -> Heard:
    """This is the state after the fact."""
    known = replace(state, standing=after(state.standing, fact))
    match fact:
        case ProfileScored() | ProfileApproved():
            return replace(known, settled=fact.revision)
        case CourseWithdrawn() | SubjectWithdrawn() if state.settled == state.standing.revision:
            return replace(known, settled=known.standing.revision)
        case _:
            return known


def decide(state: Heard) -> Sequence[Todo]:
    """This is to ask about what is new in a profile that no reviewer has decided about."""
    revision, since = state.standing.revision, state.settled
    if revision <= since or state.standing.step not in UNDECIDED:
        return ()
    score = ScoreProfile(tutor_id=state.tutor_id, revision=revision, since=since)
    return (Todo(f"profile-{revision}", score),)


def perform(call: ScoreProfile, world: World) -> Command:
    """This asks the service once a part, and is the command that records what it said."""
    told, version = [], None
    said = world.wordings.profile(call.tutor_id, call.revision, call.since)
    for (part, name), text in said.items():
        scores = world.moderation.scores(text)
        if scores is not None:
            told.append({"part": part, "name": name, "scores": scores.of})
            version = scores.version
    asked = {"tutor_id": call.tutor_id, "revision": call.revision}
    return RecordProfileScores.model_validate(
        {**asked, "parts": tuple(told), "service_version": version}
    )


PROFILE_SCORING: Process[Any] = Process(
    name="profile_scoring",
    version=1,
    contexts=frozenset({"tutor"}),
    keys=by("tutor_id"),
    state=Heard,
    start=Heard,
    evolve=evolve,
    decide=decide,
    acts=(ScoreProfile,),
    perform=perform,
)
