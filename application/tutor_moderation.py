"""Tutor: what reviewers decide about a profile, the tutor's appeal, and what a service says."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from application.fields import Identity, RuleVersion, Text
from application.moderation import BasisPoints, Revision, ServiceVersion
from application.tutor import own_tutor, tutor_of
from application.tutor_parts import Part
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.shared.harm import Harm, scored
from domain.tutor import moderating, moderation_events
from domain.tutor.moderating import PartScores, Ruling
from domain.tutor.moderation_events import ProfileFault


class ApproveProfile(Command):
    """Leave the profile you have read as it is; one that was taken down is shown again."""

    tutor_id: Identity
    revision: Revision
    rule_version: RuleVersion


class TakeProfileDown(Command):
    """Find something against the profile you have read; nobody is shown it, or books by it."""

    tutor_id: Identity
    revision: Revision
    fault: ProfileFault
    rule_version: RuleVersion


class AppealTakedown(Command):
    """Ask another reviewer to look again at your profile, which was taken down."""

    tutor_id: Identity
    argument: Annotated[Text, Field(min_length=1)]


class ScoredPart(Part):
    """What a service outside says of one part of a profile."""

    part: moderation_events.Part
    name: Identity | None = None
    scores: Mapping[Harm, BasisPoints]


class RecordProfileScores(Command):
    """Record what a service outside says of a profile; without a version nobody was asked."""

    tutor_id: Identity
    revision: Revision
    parts: tuple[ScoredPart, ...] = ()
    service_version: ServiceVersion | None = None


def approve_profile(command: ApproveProfile, work: Work) -> Decision:
    """This leaves a profile as it is."""
    tutor = tutor_of(command.tutor_id, work)
    return decided(append(tutor, moderating.approve(tutor.state, _ruling(command, work))))


def take_profile_down(command: TakeProfileDown, work: Work) -> Decision:
    """This takes a profile down."""
    tutor, ruling = tutor_of(command.tutor_id, work), _ruling(command, work)
    return decided(append(tutor, moderating.take_down(tutor.state, command.fault, ruling)))


def appeal_takedown(command: AppealTakedown, work: Work) -> Decision:
    """This brings a profile before another reviewer."""
    tutor = own_tutor(command.tutor_id, work)
    return decided(append(tutor, moderating.appeal(tutor.state, command.argument, work.now)))


def record_profile_scores(command: RecordProfileScores, work: Work) -> Decision:
    """This notes what a service outside says of a profile."""
    if command.service_version is None:
        return decided()
    tutor, version = tutor_of(command.tutor_id, work), command.service_version
    told = [PartScores(each.part, each.name, scored(each.scores)) for each in command.parts]
    facts = moderating.note_scores(tutor.state, command.revision, told, version, work.now)
    return decided(append(tutor, facts))


def _ruling(command: ApproveProfile | TakeProfileDown, work: Work) -> Ruling:
    return Ruling(command.revision, work.actor.id, command.rule_version, work.now)


HANDLERS: Handlers = (
    (ApproveProfile, approve_profile),
    (TakeProfileDown, take_profile_down),
    (AppealTakedown, appeal_takedown),
    (RecordProfileScores, record_profile_scores),
)
