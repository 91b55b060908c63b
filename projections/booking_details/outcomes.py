"""What the facts of a booking change in its row once the lesson is over: one arm a fact."""

from typing import assert_never

from domain.booking.outcomes import (
    BookingResolved,
    BookingSettled,
    DisputeClosed,
    DisputeNoted,
    FreeReplacementGranted,
    LateFeeWaived,
    NoShowUpheld,
    ProblemAnswered,
    ProblemReported,
    QuarrelEvent,
    TutorStruck,
    VerdictEvent,
    WordsCorrected,
    WordsErased,
)
from domain.booking.terms import Dispute, State
from projections.booking_details.agreements import split_columns
from projections.rows import Row


def deciding(fact: VerdictEvent) -> Row:
    """This is what changes when somebody or the clock decides about the money."""
    match fact:
        case BookingSettled():
            return {"state": State.SETTLED, "due_at": None, **split_columns(fact.split)}
        case BookingResolved():
            return {
                **split_columns(fact.split),
                "state": State.RESOLVED,
                "due_at": None,
                "resolution_ground": fact.ground,
            }
        case NoShowUpheld() | LateFeeWaived():
            return {"due_at": None, **split_columns(fact.split)}
        case TutorStruck():
            return {"is_tutor_struck": True}
        case FreeReplacementGranted():
            return {"has_free_replacement": True}
        case _:
            assert_never(fact)


def quarrelling(fact: QuarrelEvent, known: Row | None) -> Row:
    """This is what changes when the two sides, or the bank, do not agree; `known` is the row."""
    match fact:
        case ProblemReported():
            return _reported(fact)
        case ProblemAnswered():
            return {
                "problem_answerer_id": fact.answerer_id,
                "problem_answer": fact.details or None,
                "is_claim_agreed": fact.is_agreed,
                "due_at": fact.answered_at if fact.is_agreed else None,
            }
        case WordsCorrected():
            return _words_of(fact.person_id, known or {}, fact.details or None)
        case DisputeNoted():
            return {"dispute": Dispute.OPEN}
        case DisputeClosed():
            return {"dispute": Dispute.WON if fact.is_won else Dispute.LOST}
        case WordsErased():
            return _words_of(fact.person_id, known or {}, None)
        case _:
            assert_never(fact)


def _words_of(person_id: str, known: Row, said: str | None) -> Row:
    """This is what that person wrote, now said so, wherever it stands."""
    wrote = {"problem_reporter_id": "problem_details", "problem_answerer_id": "problem_answer"}
    return {words: said for who, words in wrote.items() if known.get(who) == person_id}


def _reported(fact: ProblemReported) -> Row:
    return {
        "state": State.PROBLEM_REPORTED,
        "problem_by": fact.by,
        "problem_reporter_id": fact.reporter_id,
        "problem_reason": fact.reason,
        "problem_details": fact.details or None,
        "claimed_refund_minor": fact.claimed_refund_minor,
        "answer_by": fact.answer_by,
        "due_at": fact.answer_by,
        "problem_answerer_id": None,
        "problem_answer": None,
        "is_claim_agreed": None,
    }
