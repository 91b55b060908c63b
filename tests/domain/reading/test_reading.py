"""Reading somebody's data, rule by rule."""

from dataclasses import replace
from datetime import datetime
from itertools import product

import hypothesis.strategies as st
import pytest
from hypothesis import given as drawn

from domain.reading.aggregate import (
    READING,
    Look,
    OnlyTheReaderSaysSo,
    hour_of,
    month_of,
    unread,
)
from domain.reading.events import DataRead, ReadingPurpose
from domain.shared.actor import Actor, Role
from tests.support.calendar import MONDAY, hours, minutes
from tests.support.people import AS_RITA, AS_SYSTEM, BEN, OLGA, RITA
from tests.support.readings import ACCOUNT_ROUTE, IDENTIFIES, data_read
from tests.support.scenario import given

RITAS = Look(RITA, ReadingPurpose.SUPPORT_CASE, ACCOUNT_ROUTE)
NOBODY_YET = unread(BEN, "2026-03")


class TestReading:
    def test_says_who_what_for_and_which_data(self) -> None:
        given().of(READING, NOBODY_YET).when(
            lambda r: r.note(RITAS, IDENTIFIES, AS_RITA, MONDAY)
        ).then(data_read())

    def test_again_within_the_hour_is_nothing_new(self) -> None:
        given(data_read()).of(READING).when(
            lambda r: r.note(RITAS, IDENTIFIES, AS_RITA, MONDAY + minutes(59))
        ).then_nothing()

    def test_in_the_next_hour_is_another_look(self) -> None:
        later = MONDAY + hours(1)
        given(data_read()).of(READING).when(
            lambda r: r.note(RITAS, IDENTIFIES, AS_RITA, later)
        ).then(data_read(at=later))

    @pytest.mark.parametrize(
        "other",
        [
            replace(RITAS, reader_id=OLGA),
            replace(RITAS, purpose=ReadingPurpose.AUDIT),
            replace(RITAS, route="GET /v1/calendars/{person_id}"),
        ],
    )
    def test_by_another_on_another_way_or_for_something_else_is_another_look(
        self, other: Look
    ) -> None:
        by = Actor(other.reader_id, frozenset({Role.SUPPORT}))
        outcome = (
            given(data_read()).of(READING).when(lambda r: r.note(other, IDENTIFIES, by, MONDAY))
        )
        assert len(outcome.facts) == 1

    def test_of_ones_own_data_is_nobodys_business(self) -> None:
        own = replace(RITAS, reader_id=BEN)
        given().of(READING, NOBODY_YET).when(
            lambda r: r.note(own, IDENTIFIES, AS_SYSTEM, MONDAY)
        ).then_nothing()

    def test_to_take_ones_own_data_away_is_on_record(self) -> None:
        own = replace(RITAS, reader_id=BEN, purpose=ReadingPurpose.SUBJECT_ACCESS)
        given().of(READING, NOBODY_YET).when(
            lambda r: r.note(own, IDENTIFIES, AS_SYSTEM, MONDAY)
        ).then(data_read(reader=BEN, purpose=ReadingPurpose.SUBJECT_ACCESS))

    def test_is_said_by_the_reader_or_a_process(self) -> None:
        olgas = replace(RITAS, reader_id=OLGA)
        reading = given().of(READING, NOBODY_YET)
        reading.when(lambda r: r.note(olgas, IDENTIFIES, AS_RITA, MONDAY)).then_refused(
            OnlyTheReaderSaysSo
        )
        assert reading.when(lambda r: r.note(olgas, IDENTIFIES, AS_SYSTEM, MONDAY)).facts


LOOKS = [
    Look(reader, purpose, ACCOUNT_ROUTE)
    for reader, purpose in product((RITA, OLGA), (ReadingPurpose.AUDIT, ReadingPurpose.FRAUD))
]


@drawn(st.lists(st.tuples(st.sampled_from(LOOKS), st.integers(0, 50)), max_size=30))
def test_each_look_is_on_record_once_an_hour(steps: list[tuple[Look, int]]) -> None:
    state, now, facts = NOBODY_YET, MONDAY, list[DataRead]()
    asked: set[tuple[Look, datetime]] = set()
    for look, wait in steps:
        now += minutes(wait)
        asked.add((look, hour_of(now)))
        for fact in state.note(look, IDENTIFIES, AS_SYSTEM, now):
            facts.append(fact)
            state = READING.evolve(state, fact)
    noted = [
        (Look(fact.reader_id, fact.purpose, fact.route), hour_of(fact.read_at)) for fact in facts
    ]
    assert len(noted) == len(set(noted))
    assert set(noted) == asked


def test_the_stream_is_named_by_the_month() -> None:
    assert month_of(MONDAY) == "2026-03"
