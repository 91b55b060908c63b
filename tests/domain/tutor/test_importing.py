"""Arriving from elsewhere, rule by rule."""

from dataclasses import replace

import pytest

from domain.tutor.aggregate import TUTOR, TutorIsHereAlready, newcomer
from domain.tutor.events import LanguageSkill, TutorImported
from domain.tutor.offer import ACourseIsImportedOnce, Import, Levels, Subject
from domain.tutor.offering import ALanguageIsNamedOnce
from tests.domain.tutor.history import (
    COURSE,
    OFFER,
    OFFERED,
    PROFILE,
    PUBLISHED,
    REPUTATION,
    SHOWN_ONLY,
    SUBJECT,
)
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import ANNA
from tests.support.scenario import given

ELSEWHERE = Import("elsewhere", "17", REPUTATION, PROFILE, ("russian",), (OFFER,))
IMPORTED = TutorImported(
    tutor_id=ANNA,
    source="elsewhere",
    source_reference="17",
    reputation=REPUTATION,
    imported_at=MONDAY,
)
RUSSIAN = replace(SUBJECT, level_lo=2, level_hi=6, tags="")
FACTS = (IMPORTED, PUBLISHED, RUSSIAN, OFFERED, SHOWN_ONLY)


class TestImporting:
    def test_takes_in_the_whole_tutor_at_once(self) -> None:
        given().of(TUTOR, newcomer(ANNA)).when(lambda t: t.bring(ELSEWHERE, MONDAY)).then(*FACTS)

    def test_shows_the_tutor_but_lets_nobody_book(self) -> None:
        tutor = given(*FACTS).of(TUTOR).state
        assert (tutor.state, tutor.is_bookable, tutor.is_complete) == ("listed", False, True)

    def test_twice_changes_nothing(self) -> None:
        given(*FACTS).of(TUTOR).when(lambda t: t.bring(ELSEWHERE, TUESDAY)).then_nothing()

    def test_is_refused_for_somebody_who_came_by_themselves(self) -> None:
        given(PUBLISHED).of(TUTOR).when(lambda t: t.bring(ELSEWHERE, MONDAY)).then_refused(
            TutorIsHereAlready
        )

    def test_names_each_language_once(self) -> None:
        twice = replace(PROFILE, speaks=(LanguageSkill("english"), LanguageSkill("english", 5)))
        given().of(TUTOR, newcomer(ANNA)).when(
            lambda t: t.bring(replace(ELSEWHERE, profile=twice), MONDAY)
        ).then_refused(ALanguageIsNamedOnce)

    def test_names_each_course_once(self) -> None:
        with pytest.raises(ACourseIsImportedOnce):
            replace(ELSEWHERE, offers=(OFFER, OFFER))


class TestTheSubjectsOfAnImport:
    def test_reach_as_far_as_their_courses(self) -> None:
        deep = replace(OFFER, course=replace(COURSE, course_id="deep"), levels=Levels(5, 7))
        brought = replace(ELSEWHERE, offers=(OFFER, deep))
        assert brought.subjects() == (Subject("russian", Levels(2, 7)),)

    def test_without_a_course_reach_everybody(self) -> None:
        assert replace(ELSEWHERE, offers=()).subjects() == (Subject("russian", Levels(1, 7)),)

    def test_include_those_that_only_a_course_names(self) -> None:
        other = replace(OFFER, course=replace(COURSE, subject="other"), levels=Levels(1, 2))
        assert replace(ELSEWHERE, offers=(other,)).subjects() == (
            Subject("russian", Levels(1, 7)),
            Subject("other", Levels(1, 2)),
        )
