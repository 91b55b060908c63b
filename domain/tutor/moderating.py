"""What becomes of a profile before reviewers: left as it is, taken down, defended, shown again.

Every ruling names its reviewer and the version of the rules it rests on, and is about one wording:
whoever read an older one has not read this. Nobody rules on a profile of their own, and on an
appeal another than who took it down; what was decided then stands for that wording.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.shared.errors import NotAllowed, NotFound, RuleBroken
from domain.shared.harm import Score
from domain.shared.personal import PersonId
from domain.shared.text import Handle, Version
from domain.tutor.aggregate import Tutor
from domain.tutor.events import TutorEvent
from domain.tutor.moderation_events import (
    Part,
    ProfileApproved,
    ProfileFault,
    ProfileScored,
    ProfileTakenDown,
    TakedownAppealed,
)
from domain.tutor.standing import Step


class NothingIsSaid(NotFound):
    """There is nothing that this tutor says of themselves, or not any more."""


class NobodyModeratesTheirProfile(NotAllowed):
    """A profile is moderated by somebody else than its tutor."""


class TheProfileWasChanged(RuleBroken):
    """This is not the profile you have read; look at it again."""


class TheAppealIsAnothers(NotAllowed):
    """Whoever took a profile down does not decide on the appeal."""


class TheAppealIsDecided(RuleBroken):
    """Another reviewer has decided on an appeal; only other words bring the profile back."""


class ItIsDecidedSo(RuleBroken):
    """Just that was decided about this wording already."""


class OnlyATakedownIsAppealed(RuleBroken):
    """The profile is not taken down, or waits for a reviewer anyway."""


class ATakedownIsAppealedOnce(RuleBroken):
    """Another reviewer has looked at these words already; put them right instead."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """This is who decides about which wording of a profile, by which rules, and when."""

    revision: int
    reviewer_id: PersonId
    rule_version: Version
    at: datetime


@dataclass(frozen=True, slots=True)
class PartScores:
    """This is how likely one part of a profile does which harm."""

    part: Part
    name: Handle | None
    scores: tuple[Score, ...]


def approve(tutor: Tutor, ruling: Ruling) -> Sequence[TutorEvent]:
    """This leaves the profile as it is, and shows it again if it was taken down."""
    _check(tutor, ruling, Step.APPROVED)
    approved = ProfileApproved(
        tutor_id=tutor.tutor_id,
        revision=ruling.revision,
        reviewer_id=ruling.reviewer_id,
        rule_version=ruling.rule_version,
        approved_at=ruling.at,
    )
    return (approved, *(tutor.put_up(ruling.at) if tutor.standing.is_down else ()))


def take_down(tutor: Tutor, fault: ProfileFault, ruling: Ruling) -> Sequence[TutorEvent]:
    """This lets nobody see the profile, or book by it; what is booked goes on."""
    _check(tutor, ruling, Step.TAKEN_DOWN)
    taken_down = ProfileTakenDown(
        tutor_id=tutor.tutor_id,
        revision=ruling.revision,
        reviewer_id=ruling.reviewer_id,
        fault=fault,
        rule_version=ruling.rule_version,
        taken_down_at=ruling.at,
    )
    return (taken_down, *tutor.take_down(ruling.at))


def appeal(tutor: Tutor, argument: str, now: datetime) -> Sequence[TutorEvent]:
    """This asks another reviewer to look again at what was taken down.

    Raises:
        OnlyATakedownIsAppealed: it was not.
        ATakedownIsAppealedOnce: that was done.
    """
    if tutor.standing.step is not Step.TAKEN_DOWN:
        raise OnlyATakedownIsAppealed
    if tutor.standing.was_appealed:
        raise ATakedownIsAppealedOnce
    return (TakedownAppealed(tutor_id=tutor.tutor_id, argument=argument, appealed_at=now),)


def note_scores(
    tutor: Tutor, revision: int, told: Sequence[PartScores], version: Version, now: datetime
) -> Sequence[TutorEvent]:
    """This notes what a service outside says of a profile, part by part; nothing follows from it.

    Raises:
        NothingIsSaid: it is gone.
        TheProfileWasChanged: it says something else by now.
    """
    _check_revision(tutor, revision)
    return tuple(
        ProfileScored(
            tutor_id=tutor.tutor_id,
            revision=revision,
            part=each.part,
            name=each.name,
            scores=each.scores,
            service_version=version,
            scored_at=now,
        )
        for each in told
    )


def _check(tutor: Tutor, ruling: Ruling, wanted: Step) -> None:
    """This holds when it is the reviewer's to decide so about just this wording.

    Raises:
        NothingIsSaid: there is none.
        NobodyModeratesTheirProfile: it is the reviewer's own.
        TheProfileWasChanged: the reviewer has read another.
        ItIsDecidedSo: nothing would change.
        TheAppealIsDecided: it was looked at twice.
        TheAppealIsAnothers: the reviewer took it down.
    """
    standing = tutor.standing
    if ruling.reviewer_id == tutor.tutor_id:
        raise NobodyModeratesTheirProfile
    _check_revision(tutor, ruling.revision)
    if standing.step is wanted:
        raise ItIsDecidedSo
    if standing.step is Step.APPEALED:
        if ruling.reviewer_id == standing.decided_by:
            raise TheAppealIsAnothers
    elif standing.was_appealed:
        raise TheAppealIsDecided


def _check_revision(tutor: Tutor, revision: int) -> None:
    standing = tutor.standing
    if standing.revision == 0 or standing.step is Step.WITHDRAWN:
        raise NothingIsSaid
    if standing.revision != revision:
        raise TheProfileWasChanged
