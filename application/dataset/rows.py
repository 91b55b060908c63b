"""Facts become rows, one for each candidate, and interactions, in the order of the log."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from application.dataset.ahead import Ahead
from application.dataset.known import Known
from application.dataset.standing import Standing
from application.dataset.terms import BOOKED, OPENED, Asked, Interaction, Left, Row
from domain.booking.events import BookingConfirmed, BookingHeld
from domain.shared.event import Recorded, context_of
from domain.showing.events import (
    RecommendationClicked,
    RecommendationServed,
    SearchPerformed,
    SearchResultClicked,
    ShownEvent,
)
from domain.showing.terms import MILLION, Candidate

BOOKING: Final = "booking"


@dataclass(slots=True)
class Rows:
    """This makes rows of facts that come in the order of the log.

    Attributes:
        asked: which set.
        ahead: what came of things.
        standing: who may be learned from, now.
        left: how many rows were not made, and why.
        known: what is known so far.
    """

    asked: Asked
    ahead: Ahead
    standing: Standing
    left: Left = field(default_factory=Left)
    known: Known = field(default_factory=Known)

    def made_of(self, recorded: Recorded[Any]) -> Iterator[Row]:
        """This is the rows of the next fact, which is known from then on."""
        match recorded.fact:
            case SearchPerformed() | RecommendationServed() as fact:
                yield from self._shown(recorded, fact)
            case BookingHeld() as fact:
                yield from self._held(recorded, fact)
        self.known.take(recorded)

    def interactions_of(self, recorded: Recorded[Any]) -> Iterator[Interaction]:
        """This is what somebody chose with the next fact, if they agree to be learned from."""
        match recorded.fact:
            case SearchResultClicked() | RecommendationClicked() as fact:
                chosen = (fact.student_id, fact.tutor_id, OPENED)
            case BookingConfirmed() as fact:
                chosen = (fact.student_id, fact.tutor_id, BOOKED)
            case _:
                return
        student_id, tutor_id, rating = chosen
        if student_id is not None and self._may_use(student_id) and self._is_here(tutor_id):
            yield Interaction(student_id, tutor_id, rating, recorded.recorded_at)

    def _shown(self, recorded: Recorded[Any], fact: ShownEvent) -> Iterator[Row]:
        student_id, count = fact.student_id, len(fact.candidates)
        if student_id is None:
            self.left.unnamed += count
        elif self._is_wanted(recorded, student_id, count):
            for candidate in fact.candidates:
                if self._is_here(candidate.tutor_id):
                    yield self._seen(recorded, fact, student_id, candidate)
                else:
                    self.left.gone += 1

    def _held(self, recorded: Recorded[Any], fact: BookingHeld) -> Iterator[Row]:
        if self._is_wanted(recorded, fact.student_id, 1):
            if self._is_here(fact.tutor_id):
                yield self._begun(recorded, fact)
            else:
                self.left.gone += 1

    def _is_wanted(self, recorded: Recorded[Any], student_id: str, count: int) -> bool:
        if self.asked.is_open(recorded.recorded_at):
            self.left.open += count
        elif not self._is_here(student_id):
            self.left.gone += count
        elif not self.standing.may_learn_from(student_id):
            self.left.not_agreeing += count
        else:
            return True
        return False

    def _seen(
        self, recorded: Recorded[Any], fact: ShownEvent, student_id: str, candidate: Candidate
    ) -> Row:
        seat = (fact.showing_id, candidate.tutor_id)
        recorded_then = zip(fact.features, candidate.values_millionths, strict=True)
        score = candidate.score_millionths
        return Row(
            way=context_of(fact.TOPIC),
            showing_id=fact.showing_id,
            log_position=recorded.position,
            shown_at=recorded.recorded_at,
            student_id=student_id,
            tutor_id=candidate.tutor_id,
            place=candidate.position,
            model_version=fact.model_version,
            experiment_id=fact.experiment_id,
            variation=fact.variation,
            sources=candidate.sources,
            score=None if score is None else score / MILLION,
            propensity=candidate.propensity_millionths / MILLION,
            features={
                **{name: None if of is None else of / MILLION for name, of in recorded_then},
                **self.known.of(student_id, candidate.tutor_id, recorded.recorded_at),
            },
            is_opened=self.ahead.is_opened(seat, recorded, self.asked.horizon),
            is_tied=self.ahead.is_tied(seat, recorded, self.asked.horizon),
            is_booked=self._is_booked(recorded, student_id, candidate.tutor_id),
        )

    def _begun(self, recorded: Recorded[Any], fact: BookingHeld) -> Row:
        return Row(
            way=BOOKING,
            showing_id=fact.booking_id,
            log_position=recorded.position,
            shown_at=recorded.recorded_at,
            student_id=fact.student_id,
            tutor_id=fact.tutor_id,
            place=None,
            model_version=None,
            experiment_id=None,
            variation=None,
            sources=(),
            score=None,
            propensity=1.0,
            features=self.known.of(fact.student_id, fact.tutor_id, recorded.recorded_at),
            is_opened=True,
            is_tied=False,
            is_booked=self._is_booked(recorded, fact.student_id, fact.tutor_id),
        )

    def _is_booked(self, recorded: Recorded[Any], student_id: str, tutor_id: str) -> bool:
        return self.ahead.is_booked((student_id, tutor_id), recorded, self.asked.horizon)

    def _is_here(self, person_id: str) -> bool:
        return not self.standing.is_away(person_id)

    def _may_use(self, student_id: str) -> bool:
        return self._is_here(student_id) and self.standing.may_learn_from(student_id)
