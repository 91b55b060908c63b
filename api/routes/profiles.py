"""Profiles before reviewers: which wait for a look, what is decided, and what its tutor is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter

from api.accepts import accepts
from api.answers import Asking, Question, answers
from api.paging import Cursor, Limit, Page, decode, page_of
from api.profile_words import statement_of_reasons
from api.recommendation_words import Language
from application import tutor_moderation
from application.fields import Identity
from domain.tutor.moderation_events import ProfileFault
from domain.tutor.standing import DOWN, Step
from projections.profile_signs.queries import (
    ProfileStanding,
    ProfileWaiting,
    profiles_waiting,
    standing_of,
)
from projections.tutor_search.queries import words_of

PROFILES = "/v1/profiles"
PROFILE = f"{PROFILES}/{{tutor_id}}"


class ListProfilesWaiting(Question):
    """List the profiles to look at: appeals, what was put right, then the urgent first.

    `found` is what rules, models and a service outside found since a reviewer approved; whether
    that speaks against a profile is yours to decide, when you have read it.
    """

    after: Cursor | None = None
    limit: Limit = 50


class ShowProfile(Question):
    """Show all that a tutor says, where it stands with the reviewers, and why it was taken down.

    A decision is about the `revision` that stands here beside the words.
    """

    tutor_id: Identity
    language: Language = Language.ENGLISH


@dataclass(frozen=True, slots=True)
class CourseWords:
    """This is what a tutor says of a course."""

    course_id: str
    title: str | None
    description: str | None
    category: str
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """This is what a tutor says of a subject."""

    subject: str
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class ProfileWords:
    """This is all that a tutor says."""

    display_name: str | None
    headline: str | None
    about: str | None
    subjects: Sequence[SubjectWords]
    courses: Sequence[CourseWords]


@dataclass(frozen=True, slots=True)
class ModeratedProfile:
    """This is a profile with what reviewers made of it; the tutor is not told who they were.

    Attributes:
        tutor_id: whose it is.
        revision: which wording `words` are.
        words: all that the tutor says.
        step: where it stands, since when in `since`.
        is_shown: false while it is taken down; a tutor can be hidden for other reasons as well.
        may_appeal: true when the tutor may ask another reviewer.
        fault: why it was taken down, `decided_at` when, by which rules in `rule_version`.
        statement: the same, and what can be done, in sentences.
        argument: what the tutor says against it.
        reviewer_id: who decided last.
    """

    tutor_id: str
    revision: int
    words: ProfileWords
    step: str
    since: datetime
    is_shown: bool
    may_appeal: bool
    fault: str | None
    rule_version: str | None
    decided_at: datetime | None
    statement: Sequence[str]
    argument: str | None
    reviewer_id: str | None


def profiles(router: APIRouter) -> None:
    """This adds profiles as reviewers see them, and what they decide."""
    waiting, both = page_of(ProfileWaiting), ("profile_signs", "tutor_search")
    answers(router, PROFILES, ListProfilesWaiting, _waiting, views=both[:1], answer=waiting)
    answers(router, PROFILE, ShowProfile, _show, views=both, answer=ModeratedProfile)
    accepts(router, "POST", f"{PROFILE}/approve", tutor_moderation.ApproveProfile)
    accepts(router, "POST", f"{PROFILE}/take-down", tutor_moderation.TakeProfileDown)
    accepts(router, "POST", f"{PROFILE}/appeal", tutor_moderation.AppealTakedown)


def _waiting(asking: Asking) -> Page:
    asked: ListProfilesWaiting = asking.question
    found = profiles_waiting(
        asking.container.reader,
        asking.actor.id,
        after=decode(asked.after, int, int, datetime, str),
        limit=asked.limit,
    )
    return Page.of(found, asked.limit, "turn", "urgency", "since", "tutor_id")


def _show(asking: Asking) -> ModeratedProfile | None:
    asked: ShowProfile = asking.question
    reader = asking.container.reader
    standing, said = standing_of(reader, asked.tutor_id), words_of(reader, asked.tutor_id)
    if standing is None or said is None:
        return None
    may_appeal = standing.step == Step.TAKEN_DOWN and not standing.was_appealed
    is_theirs = asking.actor.id == asked.tutor_id
    return ModeratedProfile(
        tutor_id=asked.tutor_id,
        revision=said["revision"],
        words=_words(said),
        step=standing.step,
        since=standing.since,
        is_shown=standing.step not in DOWN,
        may_appeal=may_appeal,
        fault=standing.fault,
        rule_version=standing.rule_version,
        decided_at=standing.decided_at,
        statement=_statement(standing, asked.language, may_appeal=may_appeal),
        argument=standing.argument,
        reviewer_id=None if is_theirs else standing.reviewer_id,
    )


def _statement(standing: ProfileStanding, language: Language, *, may_appeal: bool) -> Sequence[str]:
    if standing.fault is None or standing.rule_version is None:
        return ()
    fault = ProfileFault(standing.fault)
    return statement_of_reasons(fault, standing.rule_version, language, may_appeal=may_appeal)


def _words(said: dict[str, Any]) -> ProfileWords:
    subjects = [SubjectWords(code, each["tags"]) for code, each in said["subjects"].items()]
    asked = ("course_id", "title", "description", "category", "tags")
    courses = [
        CourseWords(**{name: each[name] for name in asked}) for each in said["courses"].values()
    ]
    return ProfileWords(
        said["display_name"], said["headline"], said["about"], tuple(subjects), tuple(courses)
    )
