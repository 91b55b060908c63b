"""Participation: which variations one student has been shown, and what they did.

Rules, in plain language:

- A student is put into a variation once, and sees that one as long as the experiment runs.
- Children take part in nothing. Others only where they are meant, fall into the part of people
  who take part, and are not held out.
- The control group of a holdout takes part in nothing else, also while the holdout is paused.
  Whoever could take part is exposed to the holdout too, held out or not, so that both compare.
- What a student does counts for every experiment they are in that runs, for as many days after
  they were exposed as was planned. What they did before that is kept as well: knowing it makes
  the comparison sharper.
- Who is measured no more, leaves all experiments at once and comes back to none of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from domain.experiment.aggregate import Experiment
from domain.experiment.events import (
    ConversionNoted,
    PartEvent,
    ParticipationEnded,
    PersonExposed,
)
from domain.experiment.terms import Conversion, Reason, Shown, State
from domain.shared.age import AgeBand
from domain.shared.event import Kind
from domain.shared.personal import PersonId
from domain.shared.text import Code, Identity

OFFERED = frozenset({Reason.ASSIGNED, Reason.HELD_OUT, Reason.IN_ANOTHER, Reason.OUT_OF_TRAFFIC})
"""Why somebody sees what they see who could take part: the same people, held out or not."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """This is the variation of an experiment that somebody was shown, and since when."""

    experiment_id: Identity
    variation: Code
    exposed_at: datetime


@dataclass(frozen=True, slots=True)
class Student:
    """This is what is asked of somebody before they take part."""

    locale: str
    country: str
    age_band: AgeBand | None


@dataclass(frozen=True, slots=True)
class Participation:
    """This is one student's part in all experiments."""

    person_id: PersonId
    exposures: tuple[Exposure, ...] = ()
    left: tuple[Identity, ...] = ()

    def shown(self, experiment: Experiment, student: Student, holdout: Experiment | None) -> Shown:
        """This is what the student sees of the experiment now."""
        known = self._exposure(experiment.experiment_id)
        if experiment.state is not State.RUNNING:
            return experiment.control(Reason.NOT_RUNNING)
        if known is not None:
            return Shown(known.variation, Reason.KEPT)
        if experiment.experiment_id in self.left:
            return experiment.control(Reason.HAS_LEFT)
        audience = experiment.plan.audience
        is_meant = audience.includes(student.locale, student.country)
        if student.age_band is AgeBand.CHILD or not is_meant:
            return experiment.control(Reason.NOT_MEANT)
        if holdout is not None and self._is_held_out(holdout, student):
            return experiment.control(Reason.HELD_OUT)
        return experiment.bucket(self.person_id)

    def expose(
        self, experiment: Experiment, student: Student, holdout: Experiment | None, now: datetime
    ) -> Sequence[PartEvent]:
        """This records what the student is shown, the first time, and of the holdout as well."""
        shown = self.shown(experiment, student, holdout)
        facts = self._exposed(experiment, shown, now)
        if holdout is not None and shown.reason in OFFERED:
            facts = (*facts, *self._exposed(holdout, self.shown(holdout, student, None), now))
        return facts

    def note(
        self, conversion: Conversion, experiments: Iterable[Experiment], now: datetime
    ) -> Sequence[PartEvent]:
        """This notes what the student did, and for which of these experiments it counts."""
        since = {each.experiment_id: each.exposed_at for each in self.exposures}
        counting = tuple(
            each.experiment_id
            for each in experiments
            if each.experiment_id in since and each.counts(since[each.experiment_id], conversion.at)
        )
        return (
            ConversionNoted(
                person_id=self.person_id,
                metric=conversion.metric,
                value=conversion.value,
                source_id=conversion.source_id,
                experiment_ids=counting,
                converted_at=conversion.at,
                noted_at=now,
            ),
        )

    def end(self, now: datetime) -> Sequence[PartEvent]:
        """This takes the student out of everything; who is in nothing stays as they are."""
        if not self.exposures:
            return ()
        return (ParticipationEnded(person_id=self.person_id, ended_at=now),)

    def _exposed(
        self, experiment: Experiment, shown: Shown, now: datetime
    ) -> tuple[PersonExposed, ...]:
        if shown.reason is not Reason.ASSIGNED:
            return ()
        return (
            PersonExposed(
                experiment_id=experiment.experiment_id,
                person_id=self.person_id,
                variation=shown.variation,
                exposed_at=now,
            ),
        )

    def _exposure(self, experiment_id: str) -> Exposure | None:
        found = (each for each in self.exposures if each.experiment_id == experiment_id)
        return next(found, None)

    def _is_held_out(self, holdout: Experiment, student: Student) -> bool:
        is_paused = holdout.state is State.PAUSED
        known = replace(holdout, state=State.RUNNING) if is_paused else holdout
        shown = self.shown(known, student, None)
        is_in = shown.reason in (Reason.ASSIGNED, Reason.KEPT)
        return is_in and shown.variation == holdout.plan.control.name


def nowhere(person_id: str) -> Participation:
    """This is somebody who takes part in nothing yet."""
    return Participation(person_id)


def evolve(state: Participation | None, fact: PartEvent) -> Participation:
    """This is the participation after the fact; it asks no question and reads no clock."""
    known = state or nowhere(fact.person_id)
    match fact:
        case PersonExposed():
            exposure = Exposure(fact.experiment_id, fact.variation, fact.exposed_at)
            return replace(known, exposures=(*known.exposures, exposure))
        case ConversionNoted():
            return known
        case ParticipationEnded():
            gone = (each.experiment_id for each in known.exposures)
            return replace(known, exposures=(), left=(*known.left, *gone))
        case _:
            assert_never(fact)


PARTICIPATION = Kind("participation", Participation, evolve)
