"""Taking part in experiments: what somebody is shown, what they do, and leaving.

Being measured needs an agreement to analytics, and being shown something for what is known of one
needs one to profiling too. Who has not agreed sees the control, and nothing is recorded.
"""

from pydantic import Field

from application.consent import agrees, in_force
from application.experiment import holdout_of
from application.fields import Identity, Moment
from application.ports import Change, Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.account.aggregate import ACCOUNT
from domain.consent.events import Purpose
from domain.experiment.aggregate import EXPERIMENT, Experiment
from domain.experiment.participation import PARTICIPATION, Participation, Student, nowhere
from domain.experiment.terms import Conversion, Metric, Reason, Shown

MOST = 100_000


class EnterExperiment(Command):
    """Be shown a variation of an experiment, always the same; the first time it is recorded."""

    experiment_id: Identity


class NoteConversion(Command):
    """Note something a student did that a metric counts."""

    person_id: Identity
    metric: Metric
    value: int = Field(ge=1, le=MOST)
    source_id: Identity
    converted_at: Moment


class EndParticipation(Command):
    """Take somebody out of all experiments, who does not agree to be measured any more."""

    person_id: Identity


def enter_experiment(command: EnterExperiment, work: Work) -> Decision:
    """This answers what to show, and records it the first time."""
    experiment = work.load(EXPERIMENT, command.experiment_id).state
    known = _participation(work.actor.id, work)
    if not _has_agreed(experiment, work):
        return _shown(experiment.control(Reason.NO_CONSENT))
    account = work.load(ACCOUNT, work.actor.id).state
    student = Student(account.locale or "", account.country, account.age_band)
    holdout = holdout_of(experiment, work)
    shown = known.state.shown(experiment, student, holdout)
    facts = known.state.expose(experiment, student, holdout, work.now)
    return _shown(shown, append(known, facts))


def note_conversion(command: NoteConversion, work: Work) -> Decision:
    """This notes what a student did who agrees to be measured."""
    if not _is_measured(command.person_id, work):
        return decided()
    known = _participation(command.person_id, work)
    experiments = [
        work.load(EXPERIMENT, each.experiment_id).state for each in known.state.exposures
    ]
    conversion = Conversion(command.metric, command.value, command.source_id, command.converted_at)
    return decided(append(known, known.state.note(conversion, experiments, work.now)))


def end_participation(command: EndParticipation, work: Work) -> Decision:
    """This takes somebody out, unless they have agreed again meanwhile."""
    if _is_measured(command.person_id, work):
        return decided()
    known = _participation(command.person_id, work)
    return decided(append(known, known.state.end(work.now)))


def _is_measured(person_id: str, work: Work) -> bool:
    return agrees(work.streams, person_id, Purpose.ANALYTICS, work.now)


def _has_agreed(experiment: Experiment, work: Work) -> bool:
    needed = [Purpose.ANALYTICS]
    if experiment.plan.is_profiling:
        needed.append(Purpose.RECOMMENDATION_PROFILING)
    return all(in_force(work.streams, work.actor.id, each, work.now) for each in needed)


def _participation(person_id: str, work: Work) -> Loaded[Participation]:
    found = work.find(PARTICIPATION, person_id)
    return Loaded(found.stream_id, found.version, found.state or nowhere(person_id))


def _shown(shown: Shown, *changes: Change) -> Decision:
    return decided(*changes, variation=shown.variation, reason=shown.reason)


HANDLERS: Handlers = (
    (EnterExperiment, enter_experiment),
    (NoteConversion, note_conversion),
    (EndParticipation, end_participation),
)
