"""Consent register: what a person stops though they agreed, now, and then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from application.consent import in_force
from domain.consent.events import Purpose
from domain.privacy.terms import Objection
from projections.consent_register.projector import PROJECTION
from projections.consent_register.queries import (
    as_it_stands,
    as_of_position,
    as_of_time,
    to_be_asked_again,
)
from projections.consent_register.stops import STOPS
from tests.application.desk import Desk
from tests.domain.privacy.wishes import LIFTED, OPENED, RESTRICTED, lifted, noted
from tests.projections.conftest import Show
from tests.support.calendar import MONDAY, SUNDAY, TUESDAY, minutes
from tests.support.consents import granted, withdrawn
from tests.support.laws import obeys_the_laws
from tests.support.people import BEN, OLGA
from tests.support.views import Stream, given, stream
from tests.support.views import history as recorded

MARKETING, PROFILING = Objection.MARKETING, Objection.PROFILING
E_MAIL, TERMS = Purpose.MARKETING_EMAIL, Purpose.TERMS
AGREED = tuple(
    stream(f"consent-{BEN}-{purpose}", granted(purpose=purpose))
    for purpose in (E_MAIL, Purpose.RECORDING, TERMS)
)


def wishes(*facts: Any) -> Stream:
    return stream(f"subject-{BEN}", *facts)


def stopped(found: Sequence[Any]) -> dict[str, str | None]:
    """This is what of Ben's is stopped, and by what; only that is not in force."""
    assert all(each.is_in_force == (each.stopped_by is None) for each in found)
    return {each.purpose: each.stopped_by for each in found if each.stopped_by}


class TestAWish:
    def test_is_a_line_that_says_what_it_stops(self) -> None:
        given(wishes(OPENED, noted(PROFILING), lifted(PROFILING))).seen_by(PROJECTION).then_rows(
            STOPS,
            {
                "person_id": BEN,
                "version": 2,
                "stopped_by": "objection",
                "objects_to": "profiling",
                "purposes": ["recommendation_profiling"],
                "is_standing": True,
                "at": MONDAY,
                "position": 2,
            },
            {"version": 3, "objects_to": "profiling", "is_standing": False, "at": TUESDAY},
        )

    def test_comes_out_the_same_in_any_order(self) -> None:
        said = wishes(OPENED, RESTRICTED, noted(MARKETING), LIFTED, lifted(MARKETING))
        obeys_the_laws(PROJECTION, *AGREED, said)


class TestWhatIsInForce:
    def test_is_not_what_is_objected_to(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(*AGREED, wishes(noted(MARKETING))))
        assert stopped(as_it_stands(reader, BEN, TUESDAY)) == {E_MAIL: "objection"}

    def test_is_no_use_at_all_while_processing_is_restricted(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(*AGREED, wishes(noted(MARKETING), RESTRICTED)))
        assert stopped(as_it_stands(reader, BEN, TUESDAY)) == {
            E_MAIL: "restriction",
            "recording": "restriction",
        }

    def test_is_what_it_was_once_each_is_lifted(self, show: Show) -> None:
        said = (noted(MARKETING), RESTRICTED, LIFTED)
        reader = show(PROJECTION, recorded(*AGREED, wishes(*said)))
        assert stopped(as_it_stands(reader, BEN, TUESDAY)) == {E_MAIL: "objection"}
        reader = show(PROJECTION, recorded(*AGREED, wishes(*said, lifted(MARKETING))))
        assert stopped(as_it_stands(reader, BEN, TUESDAY)) == {}

    def test_says_of_a_no_what_stops_it_too(self, show: Show) -> None:
        taken_back = stream(f"consent-{BEN}-recording", granted(), withdrawn())
        reader = show(PROJECTION, recorded(taken_back, wishes(RESTRICTED)))
        (found,) = as_it_stands(reader, BEN, TUESDAY)
        assert (found.state, found.stopped_by) == ("withdrawn", "restriction")

    def test_is_nobody_elses_to_stop(self, show: Show) -> None:
        olgas = stream(f"consent-{OLGA}-recording", granted(OLGA))
        reader = show(PROJECTION, recorded(olgas, wishes(RESTRICTED)))
        assert stopped(as_it_stands(reader, OLGA, TUESDAY)) == {}

    def test_is_known_of_any_instant(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(*AGREED, wishes(noted(MARKETING), lifted(MARKETING))))
        for at, expected in (
            (MONDAY, {E_MAIL: "objection"}),
            (TUESDAY - minutes(1), {E_MAIL: "objection"}),
            (TUESDAY, {}),
        ):
            assert stopped(as_of_time(reader, BEN, at)) == expected

    def test_is_known_of_any_position(self, show: Show) -> None:
        reader = show(PROJECTION, recorded(*AGREED, wishes(noted(MARKETING), lifted(MARKETING))))
        found = [stopped(as_of_position(reader, BEN, position)) for position in (3, 4, 5)]
        assert found == [{}, {E_MAIL: "objection"}, {}]

    def test_is_the_same_that_a_deed_is_told(self, show: Show) -> None:
        for said in ((), (noted(MARKETING),), (noted(PROFILING), RESTRICTED), (RESTRICTED, LIFTED)):
            everything = [stream(f"consent-{BEN}-{one}", granted(purpose=one)) for one in Purpose]
            told = as_it_stands(
                show(PROJECTION, recorded(*everything, wishes(*said))), BEN, TUESDAY
            )
            desk = Desk(())
            for one in (*everything, wishes(*said)):
                desk.know(one.stream_id, *one.facts)
            assert {each.purpose: each.is_in_force for each in told} == {
                one: in_force(desk, BEN, one, TUESDAY) for one in Purpose
            }


class TestWhoIsAskedAgain:
    def test_is_nobody_who_objects(self, show: Show) -> None:
        def over(person: str, until: datetime) -> Stream:
            ended = replace(granted(person, E_MAIL), expires_at=until)
            return stream(f"consent-{person}-{E_MAIL}", ended)

        facts = recorded(over(BEN, TUESDAY), over(OLGA, TUESDAY), wishes(noted(MARKETING)))
        reader = show(PROJECTION, facts)
        assert [each.person_id for each in to_be_asked_again(reader, SUNDAY)] == [OLGA]
        (bens,) = as_it_stands(reader, BEN, SUNDAY)
        assert (bens.is_in_force, bens.must_be_asked_again) == (False, False)
