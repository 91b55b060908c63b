"""What reviewers decide about a profile, and what its tutor can do about it."""

from dataclasses import replace

import pytest

from domain.shared.event import Fact
from domain.shared.harm import Harm, Score
from domain.tutor import moderating
from domain.tutor.aggregate import TUTOR, Tutor, newcomer
from domain.tutor.events import CourseWithdrawn, HidingReason, SubjectWithdrawn, TutorErased
from domain.tutor.listing import ProfileIsIncomplete, ProfileIsTakenDown
from domain.tutor.moderating import (
    ATakedownIsAppealedOnce,
    ItIsDecidedSo,
    NobodyModeratesTheirProfile,
    NothingIsSaid,
    OnlyATakedownIsAppealed,
    PartScores,
    TheAppealIsAnothers,
    TheAppealIsDecided,
    TheProfileWasChanged,
)
from domain.tutor.moderation_events import Part, ProfileFault
from domain.tutor.standing import Step
from tests.domain.tutor.history import (
    ANOTHER,
    APPEALED,
    BOOKABLE,
    HIDDEN,
    LISTED,
    OFFERED,
    PUBLISHED,
    SHOWN_ONLY,
    SUBJECT,
    TAKEN_DOWN_ONLY,
    approved,
    ruling,
    scored,
    taken_down,
)
from tests.domain.tutor.test_importing import IMPORTED
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.examples import example
from tests.support.people import ANNA
from tests.support.scenario import Aggregate, Outcome, given

CONTACT = ProfileFault.CONTACT_DETAILS
DOWN = (*BOOKABLE, taken_down(), TAKEN_DOWN_ONLY)
RESTORED = (*DOWN, APPEALED, approved(by=ANOTHER), LISTED)
UPHELD = (*DOWN, APPEALED, taken_down(by=ANOTHER))
ERASED = replace(example(TutorErased), tutor_id=ANNA)
REWORDED = (
    PUBLISHED,
    SUBJECT,
    OFFERED,
    replace(example(CourseWithdrawn), tutor_id=ANNA, course_id="talk"),
    replace(example(SubjectWithdrawn), tutor_id=ANNA, subject="russian"),
)


def after(*facts: Fact) -> Aggregate[Tutor]:
    return given(*facts).of(TUTOR, newcomer(ANNA))


def approving(tutor: Aggregate[Tutor], revision: int = 3, by: str = ANOTHER) -> Outcome:
    return tutor.when(lambda t: moderating.approve(t, ruling(revision, by)))


def taking_down(tutor: Aggregate[Tutor], revision: int = 3, by: str = ANOTHER) -> Outcome:
    return tutor.when(lambda t: moderating.take_down(t, CONTACT, ruling(revision, by)))


def appealing(tutor: Aggregate[Tutor]) -> Outcome:
    return tutor.when(lambda t: moderating.appeal(t, "It is true.", MONDAY))


class TestTakingDown:
    def test_hides_who_was_shown(self) -> None:
        after(*BOOKABLE).when(lambda t: moderating.take_down(t, CONTACT, ruling())).then(
            taken_down(), TAKEN_DOWN_ONLY
        )

    def test_is_one_more_reason_for_who_is_hidden(self) -> None:
        both = (HidingReason.BACKGROUND_NOT_VERIFIED, HidingReason.PROFILE_TAKEN_DOWN)
        taking_down(after(*BOOKABLE, HIDDEN)).then(
            taken_down(by=ANOTHER), replace(HIDDEN, reasons=both)
        )

    def test_hides_nobody_who_was_never_shown(self) -> None:
        taking_down(after(PUBLISHED), revision=1).then(taken_down(1, by=ANOTHER))

    def test_keeps_a_tutor_from_being_listed(self) -> None:
        for before in (DOWN, (*DOWN, APPEALED), (*DOWN, PUBLISHED)):
            after(*before).when(lambda t: t.make_visible(TUESDAY)).then_refused(ProfileIsTakenDown)

    def test_may_follow_an_approval(self) -> None:
        taking_down(after(*BOOKABLE, approved())).then(taken_down(by=ANOTHER), TAKEN_DOWN_ONLY)


class TestApproving:
    def test_leaves_a_profile_as_it_is(self) -> None:
        after(*BOOKABLE).when(lambda t: moderating.approve(t, ruling())).then(approved())

    def test_leaves_the_process_to_list_who_can_be_booked(self) -> None:
        approving(after(*DOWN, APPEALED)).then(approved(by=ANOTHER))
        after(*DOWN, approved(by=ANOTHER)).when(lambda t: t.make_visible(MONDAY)).then(LISTED)

    def test_leaves_every_other_reason(self) -> None:
        both = (HidingReason.BACKGROUND_NOT_VERIFIED, HidingReason.PROFILE_TAKEN_DOWN)
        before = (*BOOKABLE, HIDDEN, taken_down(), replace(HIDDEN, reasons=both))
        approving(after(*before)).then(approved(by=ANOTHER), HIDDEN)

    def test_leaves_it_to_lead_an_imported_tutor_back(self) -> None:
        brought = (IMPORTED, PUBLISHED, SUBJECT, OFFERED, SHOWN_ONLY)
        down = (*brought, taken_down(), TAKEN_DOWN_ONLY)
        show = lambda t: t.show_again(MONDAY)  # noqa: E731
        after(*down).when(show).then_refused(ProfileIsTakenDown)
        approving(after(*down)).then(approved(by=ANOTHER))
        after(*down, approved()).when(show).then(SHOWN_ONLY)
        after(*down, approved(), SHOWN_ONLY).when(show).then_nothing()
        after(*down, approved(), ERASED).when(show).then_refused(ProfileIsIncomplete)

    def test_is_for_what_was_put_right_too(self) -> None:
        approving(after(*DOWN, PUBLISHED), revision=4).then(approved(4, by=ANOTHER))


class TestAReviewer:
    def test_is_not_the_tutor(self) -> None:
        for decide in (approving, taking_down):
            decide(after(*BOOKABLE), by=ANNA).then_refused(NobodyModeratesTheirProfile)

    @pytest.mark.parametrize("fact", REWORDED, ids=lambda fact: fact.TOPIC)
    def test_decides_about_what_they_have_read(self, fact: Fact) -> None:
        for decide in (approving, taking_down):
            decide(after(*BOOKABLE, fact)).then_refused(TheProfileWasChanged)
        approving(after(*BOOKABLE, fact), revision=4).then(approved(4, by=ANOTHER))

    def test_decides_what_is_not_so_already(self) -> None:
        approving(after(*BOOKABLE, approved())).then_refused(ItIsDecidedSo)
        taking_down(after(*DOWN)).then_refused(ItIsDecidedSo)

    def test_finds_nothing_where_nothing_is_said(self) -> None:
        approving(after(), revision=1).then_refused(NothingIsSaid)
        approving(after(*DOWN, ERASED)).then_refused(NothingIsSaid)

    def test_of_an_appeal_is_another(self) -> None:
        for decide in (approving, taking_down):
            decide(after(*DOWN, APPEALED), by="rita").then_refused(TheAppealIsAnothers)
        taking_down(after(*DOWN, APPEALED)).then(taken_down(by=ANOTHER))

    def test_lets_stand_what_was_decided_on_an_appeal(self) -> None:
        taking_down(after(*RESTORED), by="rita").then_refused(TheAppealIsDecided)
        approving(after(*UPHELD), by="rita").then_refused(TheAppealIsDecided)
        taking_down(after(*RESTORED, PUBLISHED), revision=4).then(
            taken_down(4, by=ANOTHER), TAKEN_DOWN_ONLY
        )

    def test_may_take_back_what_nobody_appealed(self) -> None:
        approving(after(*DOWN), by="rita").then(approved())


class TestAppealing:
    def test_brings_a_profile_before_another(self) -> None:
        appealing(after(*DOWN)).then(APPEALED)
        assert after(*DOWN, APPEALED).state.standing.step is Step.APPEALED

    def test_is_against_what_was_taken_down(self) -> None:
        corrected = (*DOWN, PUBLISHED)
        for before in (BOOKABLE, (*BOOKABLE, approved()), (*DOWN, APPEALED), corrected, RESTORED):
            appealing(after(*before)).then_refused(OnlyATakedownIsAppealed)

    def test_is_done_once_a_wording(self) -> None:
        appealing(after(*UPHELD)).then_refused(ATakedownIsAppealedOnce)
        appealing(after(*UPHELD, PUBLISHED, taken_down(4))).then(APPEALED)


class TestOtherWords:
    def test_are_shown_at_once_unless_the_last_were_taken_down(self) -> None:
        for before, step in ((BOOKABLE, Step.WAITING), (DOWN, Step.CORRECTED)):
            assert after(*before, PUBLISHED).state.standing.step is step
        assert after(*DOWN, APPEALED, PUBLISHED).state.standing.step is Step.CORRECTED
        assert after(*DOWN, approved(), PUBLISHED).state.standing.step is Step.WAITING


class TestAServiceOutside:
    TOLD = (PartScores(Part.COURSE, "talk", (Score(Harm.HATE, 9_000),)),)

    def test_is_noted_and_decides_nothing(self) -> None:
        noted = scored(3, Part.COURSE, "talk", hate=9_000)
        after(*BOOKABLE).when(
            lambda t: moderating.note_scores(t, 3, self.TOLD, noted.service_version, MONDAY)
        ).then(noted)
        before, now = (after(*facts).state for facts in (BOOKABLE, (*BOOKABLE, noted)))
        assert now == before

    def test_is_late_for_another_wording(self) -> None:
        note = lambda t: moderating.note_scores(t, 3, self.TOLD, "m-1", MONDAY)  # noqa: E731
        after(*BOOKABLE, PUBLISHED).when(note).then_refused(TheProfileWasChanged)
        after(*BOOKABLE, ERASED).when(note).then_refused(NothingIsSaid)
