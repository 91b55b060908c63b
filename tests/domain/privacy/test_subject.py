"""What is on record of a person's wishes: open requests, a restriction, objections."""

from typing import Final

from domain.privacy.subject import (
    SUBJECT,
    NoSuchObjection,
    NothingIsRestricted,
    OnlyThePersonGivesNoReason,
    OnlyThePersonTakesAnObjectionBack,
    OpenRequest,
    Subject,
    is_restricted,
    objects_to,
)
from domain.privacy.subject_events import RestrictionLifted
from domain.privacy.terms import (
    Capacity,
    LiftReason,
    Objection,
    Regime,
    RequestKind,
)
from tests.domain.privacy.history import SAM
from tests.domain.privacy.wishes import (
    CLOSED,
    CONTESTED,
    LIFTED,
    OPENED,
    RESTRICTED,
    lifted,
    noted,
)
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import BEN, GRETA
from tests.support.scenario import given

MARKETING, PROFILING = Objection
NOBODY: Final = Subject(BEN)


class TestOpenRequests:
    def test_are_known_by_kind_and_law(self) -> None:
        opened = OpenRequest("r", RequestKind.ACCESS, Regime.GDPR)
        known = given().of(SUBJECT, NOBODY)
        known.when(lambda s: s.open_request(opened, MONDAY)).then(OPENED)
        subject = given(OPENED).of(SUBJECT).state
        assert subject.requests_of(RequestKind.ACCESS, Regime.GDPR) == ("r",)
        assert subject.requests_of(RequestKind.ACCESS, Regime.CCPA) == ()
        assert subject.requests_of(RequestKind.ERASURE, Regime.GDPR) == ()

    def test_are_closed_once(self) -> None:
        given(OPENED).of(SUBJECT).when(lambda s: s.close_request("r", TUESDAY)).then(CLOSED)
        closed = given(OPENED, CLOSED).of(SUBJECT)
        closed.when(lambda s: s.close_request("r", TUESDAY)).then_nothing()
        assert closed.state.open == ()


class TestARestriction:
    def test_lets_processing_rest_once(self) -> None:
        known = given().of(SUBJECT, NOBODY)
        known.when(lambda s: s.restrict("r", CONTESTED, MONDAY)).then(RESTRICTED)
        rests = given(RESTRICTED).of(SUBJECT)
        rests.when(lambda s: s.restrict("r2", CONTESTED, MONDAY)).then_nothing()

    def test_is_a_question_for_everybody(self) -> None:
        assert not is_restricted(None)
        assert not is_restricted(NOBODY)
        assert is_restricted(given(RESTRICTED).of(SUBJECT).state)
        assert not is_restricted(given(RESTRICTED, LIFTED).of(SUBJECT).state)

    def test_is_the_persons_to_lift_without_a_reason(self) -> None:
        reason = LiftReason.CLAIMS_SETTLED
        rests = given(RESTRICTED).of(SUBJECT)
        rests.when(lambda s: s.lift_restriction(reason, BEN, Capacity.PERSON, TUESDAY)).then(LIFTED)

    def test_is_staffs_to_lift_for_a_reason(self) -> None:
        rests = given(RESTRICTED).of(SUBJECT)
        settled, asked = LiftReason.CLAIMS_SETTLED, LiftReason.ASKED_BY_THE_PERSON
        rests.when(lambda s: s.lift_restriction(settled, SAM, Capacity.SUPPORT, TUESDAY)).then(
            RestrictionLifted(person_id=BEN, reason=settled, lifted_by=SAM, lifted_at=TUESDAY)
        )
        rests.when(
            lambda s: s.lift_restriction(asked, SAM, Capacity.SUPPORT, TUESDAY)
        ).then_refused(OnlyThePersonGivesNoReason)

    def test_is_lifted_only_where_it_is(self) -> None:
        reason = LiftReason.ASKED_BY_THE_PERSON
        known = given().of(SUBJECT, NOBODY)
        known.when(
            lambda s: s.lift_restriction(reason, BEN, Capacity.PERSON, TUESDAY)
        ).then_refused(NothingIsRestricted)


class TestAnObjection:
    def test_is_noted_as_far_as_it_is_new(self) -> None:
        known = given(noted(MARKETING)).of(SUBJECT)
        known.when(lambda s: s.note_objections(tuple(Objection), "r2", MONDAY)).then(
            noted(PROFILING, "r2")
        )

    def test_is_a_question_for_everybody(self) -> None:
        assert not objects_to(None, MARKETING)
        assert objects_to(given(noted(MARKETING)).of(SUBJECT).state, MARKETING)
        assert not objects_to(given(noted(MARKETING)).of(SUBJECT).state, PROFILING)
        over = given(noted(MARKETING), lifted(MARKETING)).of(SUBJECT).state
        assert not objects_to(over, MARKETING)

    def test_is_taken_back_by_the_person_or_their_guardian(self) -> None:
        known = given(noted(MARKETING)).of(SUBJECT).state
        for by, capacity in ((BEN, Capacity.PERSON), (GRETA, Capacity.GUARDIAN)):
            assert known.lift_objection(MARKETING, by, capacity, TUESDAY) == (
                lifted(MARKETING, by),
            )

    def test_is_not_taken_back_by_staff(self) -> None:
        known = given(noted(MARKETING)).of(SUBJECT)
        known.when(
            lambda s: s.lift_objection(MARKETING, SAM, Capacity.SUPPORT, TUESDAY)
        ).then_refused(OnlyThePersonTakesAnObjectionBack)

    def test_is_taken_back_only_where_it_stands(self) -> None:
        known = given(noted(MARKETING)).of(SUBJECT)
        known.when(
            lambda s: s.lift_objection(PROFILING, BEN, Capacity.PERSON, TUESDAY)
        ).then_refused(NoSuchObjection)

    def test_ends_with_the_request_that_came_to_nothing(self) -> None:
        known = given(noted(MARKETING, "other"), noted(PROFILING)).of(SUBJECT)
        known.when(lambda s: s.lift_objections_of("r", SAM, TUESDAY)).then(lifted(PROFILING, SAM))
