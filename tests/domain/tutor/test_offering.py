"""What a tutor offers, rule by rule."""

from dataclasses import replace
from typing import Any

import pytest

from domain.shared.money import Money
from domain.shared.personal import personal_fields
from domain.tutor.aggregate import TUTOR, newcomer
from domain.tutor.events import (
    CancellationPolicy,
    CourseWithdrawn,
    HidingReason,
    LanguageSkill,
    PolicyChosen,
    SubjectWithdrawn,
    TutorHidden,
)
from domain.tutor.offer import Course, Levels, LevelsRunUpwards, Subject
from domain.tutor.offering import (
    MOST_COURSES,
    MOST_SUBJECTS,
    ALanguageIsNamedOnce,
    CourseIsOfferedAlready,
    SubjectIsNotOffered,
    SubjectStillHasCourses,
    TooManyCourses,
    TooManySubjects,
)
from domain.tutor.price_events import RateChanged
from domain.tutor.state import CourseIsNotOffered, OnlyTheTutorChangesTheirOffer
from tests.domain.tutor.history import (
    BOOKABLE,
    OFFER,
    OFFERED,
    PROFILE,
    PUBLISHED,
    RUSSIAN,
    SHOWN_ONLY,
    SUBJECT,
)
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import ANNA, IVAN
from tests.support.scenario import given

SECOND_COURSE = replace(OFFERED, course_id="grammar")
WITHDRAWN = CourseWithdrawn(tutor_id=ANNA, course_id="talk", withdrawn_at=TUESDAY)
INCOMPLETE = TutorHidden(
    tutor_id=ANNA, reasons=(HidingReason.PROFILE_INCOMPLETE,), hidden_at=TUESDAY
)


class TestTheProfile:
    def test_says_who_the_tutor_is(self) -> None:
        given().of(TUTOR, newcomer(ANNA)).when(lambda t: t.publish(PROFILE, MONDAY)).then(PUBLISHED)

    def test_names_a_spoken_language_once(self) -> None:
        twice = (*PROFILE.speaks, LanguageSkill("english", 6))
        given().of(TUTOR, newcomer(ANNA)).when(
            lambda t: t.publish(replace(PROFILE, speaks=twice), MONDAY)
        ).then_refused(ALanguageIsNamedOnce)

    def test_names_a_language_of_teaching_once(self) -> None:
        twice = replace(PROFILE, teaches_in=("english", "english"))
        given().of(TUTOR, newcomer(ANNA)).when(lambda t: t.publish(twice, MONDAY)).then_refused(
            ALanguageIsNamedOnce
        )

    def test_is_the_tutors_alone(self) -> None:
        tutor = newcomer(ANNA)
        tutor.check_owner(ANNA)
        with pytest.raises(OnlyTheTutorChangesTheirOffer):
            tutor.check_owner(IVAN)

    def test_leaves_no_personal_word_in_a_snapshot(self) -> None:
        state: Any = TUTOR.state
        assert set(personal_fields(state)) == {"opened_account", "payout_account"}
        kept = repr(given(*BOOKABLE).of(TUTOR).state)
        assert not any(word in kept for word in (PROFILE.about, SUBJECT.tags))


class TestSubjects:
    def test_are_offered_to_learners_of_some_levels(self) -> None:
        given(PUBLISHED).of(TUTOR).when(lambda t: t.offer_subject(RUSSIAN, MONDAY)).then(SUBJECT)

    def test_offered_alike_change_nothing(self) -> None:
        plain, alike = replace(SUBJECT, tags=""), replace(RUSSIAN, tags=())
        given(plain).of(TUTOR).when(lambda t: t.offer_subject(alike, TUESDAY)).then_nothing()

    def test_with_tags_are_said_each_time(self) -> None:
        """The tags are the tutor's own words, so the state does not keep them to compare."""
        again = replace(SUBJECT, offered_at=TUESDAY)
        given(SUBJECT).of(TUTOR).when(lambda t: t.offer_subject(RUSSIAN, TUESDAY)).then(again)

    def test_lose_their_tags(self) -> None:
        without = replace(RUSSIAN, tags=())
        given(SUBJECT).of(TUTOR).when(lambda t: t.offer_subject(without, TUESDAY)).then(
            replace(SUBJECT, tags="", offered_at=TUESDAY)
        )

    def test_offered_otherwise_replace_what_was(self) -> None:
        to_all = replace(SUBJECT, level_hi=7, offered_at=TUESDAY)
        given(SUBJECT).of(TUTOR).when(
            lambda t: t.offer_subject(replace(RUSSIAN, levels=Levels(1, 7)), TUESDAY)
        ).then(to_all)
        (subject,) = given(SUBJECT, to_all).of(TUTOR).state.subjects
        assert subject.levels == Levels(1, 7)

    def test_are_thirty_at_most(self) -> None:
        many = [replace(SUBJECT, subject=f"s{number}") for number in range(MOST_SUBJECTS)]
        full = given(*many).of(TUTOR)
        full.when(lambda t: t.offer_subject(RUSSIAN, MONDAY)).then_refused(TooManySubjects)
        assert full.when(lambda t: t.offer_subject(Subject("s0", Levels()), MONDAY)).facts

    def test_without_courses_can_be_withdrawn(self) -> None:
        given(SUBJECT).of(TUTOR).when(lambda t: t.withdraw_subject("russian", TUESDAY)).then(
            SubjectWithdrawn(tutor_id=ANNA, subject="russian", withdrawn_at=TUESDAY)
        )

    def test_hide_a_tutor_without_courses_when_the_last_goes(self) -> None:
        withdrawn = SubjectWithdrawn(tutor_id=ANNA, subject="russian", withdrawn_at=TUESDAY)
        given(PUBLISHED, SUBJECT, SHOWN_ONLY).of(TUTOR).when(
            lambda t: t.withdraw_subject("russian", TUESDAY)
        ).then(withdrawn, INCOMPLETE)

    def test_with_courses_stay(self) -> None:
        given(*BOOKABLE).of(TUTOR).when(
            lambda t: t.withdraw_subject("russian", TUESDAY)
        ).then_refused(SubjectStillHasCourses)

    def test_never_offered_cannot_be_withdrawn(self) -> None:
        given(SUBJECT).of(TUTOR).when(lambda t: t.withdraw_subject("latin", TUESDAY)).then_refused(
            SubjectIsNotOffered
        )


class TestLevels:
    @pytest.mark.parametrize(("lo", "hi"), [(0, 3), (4, 3), (1, 8)])
    def test_run_upwards_from_one_to_seven(self, lo: int, hi: int) -> None:
        with pytest.raises(LevelsRunUpwards):
            Levels(lo, hi)


class TestCourses:
    def test_are_offered_in_a_subject(self) -> None:
        given(PUBLISHED, SUBJECT).of(TUTOR).when(lambda t: t.offer_course(OFFER, MONDAY)).then(
            OFFERED
        )

    def test_need_their_subject(self) -> None:
        given(PUBLISHED).of(TUTOR).when(lambda t: t.offer_course(OFFER, MONDAY)).then_refused(
            SubjectIsNotOffered
        )

    def test_have_an_id_of_their_own(self) -> None:
        given(SUBJECT, OFFERED).of(TUTOR).when(
            lambda t: t.offer_course(OFFER, MONDAY)
        ).then_refused(CourseIsOfferedAlready)

    def test_are_a_hundred_at_most(self) -> None:
        many = [replace(OFFERED, course_id=f"c{number}") for number in range(MOST_COURSES)]
        given(SUBJECT, *many).of(TUTOR).when(lambda t: t.offer_course(OFFER, MONDAY)).then_refused(
            TooManyCourses
        )

    def test_are_known_until_withdrawn(self) -> None:
        tutor = given(SUBJECT, OFFERED, SECOND_COURSE, WITHDRAWN).of(TUTOR).state
        assert tutor.course("grammar").subject == "russian"
        with pytest.raises(CourseIsNotOffered):
            tutor.course("talk")

    def test_that_are_left_keep_the_tutor_listed(self) -> None:
        given(*BOOKABLE, SECOND_COURSE).of(TUTOR).when(
            lambda t: t.withdraw_course("talk", TUESDAY)
        ).then(WITHDRAWN)

    def test_hide_the_tutor_when_the_last_goes(self) -> None:
        given(*BOOKABLE).of(TUTOR).when(lambda t: t.withdraw_course("talk", TUESDAY)).then(
            WITHDRAWN, INCOMPLETE
        )

    def test_hide_nobody_who_was_never_shown(self) -> None:
        given(SUBJECT, OFFERED).of(TUTOR).when(lambda t: t.withdraw_course("talk", TUESDAY)).then(
            WITHDRAWN
        )

    def test_never_offered_cannot_be_withdrawn(self) -> None:
        given(SUBJECT).of(TUTOR).when(lambda t: t.withdraw_course("talk", TUESDAY)).then_refused(
            CourseIsNotOffered
        )


class TestPrices:
    @pytest.mark.parametrize(
        ("per_hour", "minutes", "lesson"), [(1500, 60, 1500), (1500, 45, 1125), (999, 30, 500)]
    )
    def test_of_a_lesson_follow_its_length(self, per_hour: int, minutes: int, lesson: int) -> None:
        course = Course("talk", "russian", Money(per_hour, "USD"), minutes)
        assert course.price == Money(lesson, "USD")

    def test_change_from_now_on(self) -> None:
        changed = RateChanged(
            tutor_id=ANNA, course_id="talk", price_per_hour=Money(2000, "USD"), changed_at=TUESDAY
        )
        given(*BOOKABLE, SECOND_COURSE).of(TUTOR).when(
            lambda t: t.change_rate("talk", Money(2000, "USD"), TUESDAY)
        ).then(changed)
        after = given(*BOOKABLE, SECOND_COURSE, changed).of(TUTOR).state
        assert after.course("talk").price_per_hour.minor == 2000
        assert after.course("grammar").price_per_hour.minor == 1500

    def test_that_stay_change_nothing(self) -> None:
        given(*BOOKABLE).of(TUTOR).when(
            lambda t: t.change_rate("talk", Money(1500, "USD"), TUESDAY)
        ).then_nothing()

    def test_belong_to_a_course(self) -> None:
        given(*BOOKABLE).of(TUTOR).when(
            lambda t: t.change_rate("none", Money(1500, "USD"), TUESDAY)
        ).then_refused(CourseIsNotOffered)


class TestThePolicy:
    def test_is_standard_before_any_choice(self) -> None:
        assert newcomer(ANNA).policy is CancellationPolicy.STANDARD
        given().of(TUTOR, newcomer(ANNA)).when(
            lambda t: t.choose_policy(CancellationPolicy.STANDARD, MONDAY)
        ).then_nothing()

    def test_is_the_tutors_choice(self) -> None:
        chosen = PolicyChosen(tutor_id=ANNA, policy=CancellationPolicy.STRICT, chosen_at=MONDAY)
        given().of(TUTOR, newcomer(ANNA)).when(
            lambda t: t.choose_policy(CancellationPolicy.STRICT, MONDAY)
        ).then(chosen)
        assert given(chosen).of(TUTOR).state.policy is CancellationPolicy.STRICT
