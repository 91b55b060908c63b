"""Outlooks: how likely it is that a student goes on learning, for them and whom they agree to.

An outlook is made when it is asked for and kept nowhere. A tutor is told of money nothing, and of
the student's lessons only where all of them are their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from fastapi import APIRouter

from api.answers import Asking, Question, answers
from api.lines import STAFF
from api.outlook_words import sentence
from api.recommendation_words import Language
from application.fields import Identity
from application.success import agrees_to_profiling
from domain.shared.errors import NotAllowed
from domain.success.deeds import Done
from domain.success.examples import HORIZON
from domain.success.features import ACTIVE, known_at, named
from domain.success.model import reasons
from projections.student_deeds.queries import done_by

VIEWS = ("student_deeds",)
MOST_REASONS: Final = 5
LEAST: Final = 0.1
"""What changes the log odds by less is no reason."""

SUREST: Final = 0.99
"""Nobody is told that anything is certain, nor that it cannot be."""

MONEY: Final = frozenset({"failed_payments_lately", "credits_left"})


class TheStudentHasNotAgreed(NotAllowed):
    """The student does not agree to being told about from what they do."""


class Speaks(StrEnum):
    """This is which way a reason points."""

    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Reason:
    """This is something that is known, and whether it speaks for going on; `weight` is log odds."""

    feature: str
    speaks: Speaks
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """This is how likely a further lesson is; nothing is decided by it.

    Attributes:
        student_id: whose learning it is.
        probability: of a further completed lesson within `within_days`.
        within_days: from now on.
        as_of: when it was made.
        learnt_until: up to when the model looked at what students do.
        reasons: what adds or takes away most, the strongest first.
    """

    student_id: str
    probability: float
    within_days: int
    as_of: datetime
    learnt_until: datetime
    reasons: Sequence[Reason]


class ShowOutlook(Question):
    """Tell how likely it is that a student goes on learning, and why.

    You are told of yourself in any case; others only while you agree to recommendations from what
    you do. Whoever has had no lesson for 90 days has no outlook.
    """

    REFUSALS = (TheStudentHasNotAgreed,)
    IS_KEPT = False

    student_id: Identity
    language: Language = Language.ENGLISH


class ShowStudentsOutlook(Question):
    """Tell a tutor how likely it is that a student of theirs goes on learning.

    Only while the student agrees. Reasons are given where all their lessons are with this tutor.
    """

    REFUSALS = (TheStudentHasNotAgreed,)
    IS_KEPT = False

    tutor_id: Identity
    student_id: Identity
    language: Language = Language.ENGLISH


def outlooks(router: APIRouter) -> None:
    """This adds what is told of how a student's learning goes."""
    own = "/v1/students/{student_id}/outlook"
    of_tutor = "/v1/tutors/{tutor_id}/students/{student_id}/outlook"
    answers(router, own, ShowOutlook, _own, views=(*VIEWS, "directory"), answer=Outlook)
    answers(router, of_tutor, ShowStudentsOutlook, _of_tutor, views=VIEWS, answer=Outlook)


def _own(asking: Asking) -> Outlook | None:
    asked: ShowOutlook = asking.question
    if asking.actor.id != asked.student_id and asking.actor.has(*STAFF):
        _check_agreed(asking)
    done = done_by(asking.container.reader, asked.student_id)
    return _outlook(asking, done, lambda _feature: True)


def _of_tutor(asking: Asking) -> Outlook | None:
    asked: ShowStudentsOutlook = asking.question
    done = done_by(asking.container.reader, asked.student_id)
    since = asking.container.clock.now() - ACTIVE
    if not any(each.tutor_id == asked.tutor_id and each.at >= since for each in done):
        return None
    _check_agreed(asking)
    is_only_tutor = {each.tutor_id for each in done} == {asked.tutor_id}
    return _outlook(asking, done, lambda feature: is_only_tutor and feature not in MONEY)


def _check_agreed(asking: Asking) -> None:
    """This lets pass what the student agrees to in this moment.

    Raises:
        TheStudentHasNotAgreed: they do not.
    """
    container = asking.container
    now = container.clock.now()
    if not agrees_to_profiling(container.log, asking.question.student_id, now):
        raise TheStudentHasNotAgreed


def _outlook(
    asking: Asking, done: Sequence[Done], may_be_told: Callable[[str], bool]
) -> Outlook | None:
    """This is the outlook now; none of who does not learn now, or while nothing was learnt."""
    now = asking.container.clock.now()
    values = known_at(done, now)
    learnt = asking.container.success_models.live()
    if values is None or learnt is None:
        return None
    known = named(values)
    parts = {
        feature: part for feature, part in learnt.model.parts(known).items() if may_be_told(feature)
    }
    return Outlook(
        asking.question.student_id,
        round(min(max(learnt.model.probability(known), 1 - SUREST), SUREST), 2),
        HORIZON.days,
        now,
        learnt.until,
        [
            Reason(
                feature,
                Speaks.FOR if part > 0 else Speaks.AGAINST,
                round(part, 2),
                sentence(feature, known[feature], asking.question.language),
            )
            for feature, part in reasons(parts, MOST_REASONS, LEAST)
        ],
    )
