"""What can happen to an experiment, to a namespace, and to somebody who takes part.

Exposures and conversions are recorded only while the person agrees to be measured. They name a
person by pseudonym and say what was shown and counted, nothing in words.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.experiment.terms import Lane, Metric, Plan
from domain.shared.event import Fact, fact
from domain.shared.personal import PersonId
from domain.shared.text import Code, Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class OfExperiment(Fact):
    """This is what every fact of an experiment says: which one."""

    experiment_id: Identity


@fact("experiment.drafted.v1")
class ExperimentDrafted(OfExperiment):
    """The experiment was planned; nobody sees anything of it yet."""

    plan: Plan
    drafted_by: PersonId
    drafted_at: datetime


@fact("experiment.started.v1")
class ExperimentStarted(OfExperiment):
    """People are put into variations from now on."""

    started_by: PersonId
    started_at: datetime


@fact("experiment.traffic_changed.v1")
class TrafficChanged(OfExperiment):
    """More people take part from now on, or fewer; who is in, stays in."""

    traffic: int
    changed_by: PersonId
    changed_at: datetime


@fact("experiment.paused.v1")
class ExperimentPaused(OfExperiment):
    """Everybody sees the control for now, and nothing counts."""

    paused_by: PersonId
    paused_at: datetime


@fact("experiment.resumed.v1")
class ExperimentResumed(OfExperiment):
    """The experiment goes on where it was paused."""

    resumed_by: PersonId
    resumed_at: datetime


@fact("experiment.completed.v1")
class ExperimentCompleted(OfExperiment):
    """The experiment is over; one variation may have been chosen for everybody."""

    chosen: Code | None
    completed_by: PersonId
    completed_at: datetime


@fact("experiment.lane_reserved.v1")
class LaneReserved(OfExperiment):
    """Whoever falls into this lane of the namespace is in no other experiment of it."""

    lane: Lane
    reserved_at: datetime


@fact("experiment.lane_released.v1")
class LaneReleased(OfExperiment):
    """The lane is free for another experiment."""

    lane: Lane
    released_at: datetime


@fact("experiment.exposed.v1")
class PersonExposed(OfExperiment):
    """The person was shown this variation for the first time, and will be shown no other."""

    person_id: PersonId
    variation: Code
    exposed_at: datetime


@fact("experiment.converted.v1")
class ConversionNoted(Fact):
    """The person did something that a metric counts, in these experiments or before any."""

    person_id: PersonId
    metric: Metric
    value: int
    source_id: Identity
    experiment_ids: tuple[Identity, ...]
    converted_at: datetime
    noted_at: datetime


@fact("experiment.participation_ended.v1")
class ParticipationEnded(Fact):
    """The person is measured no more: what was counted of them is taken out of every result."""

    person_id: PersonId
    ended_at: datetime


LifeEvent = (
    ExperimentDrafted
    | ExperimentStarted
    | TrafficChanged
    | ExperimentPaused
    | ExperimentResumed
    | ExperimentCompleted
)
LaneEvent = LaneReserved | LaneReleased
PartEvent = PersonExposed | ConversionNoted | ParticipationEnded
ExperimentEvent = LifeEvent | LaneEvent | PartEvent
