"""What is learned from: as it was known then, closed, agreed to, and the same each time."""

from collections.abc import Callable
from unittest.mock import patch

import hypothesis.strategies as st
import pytest
from hypothesis import given

from application.consent import in_force
from application.dataset import making
from application.dataset.known import KNOWN, Known
from application.dataset.making import as_of_position, as_of_time
from application.dataset.standing import PURPOSE, Standing
from application.dataset.terms import BOOKED, OPENED, Asked
from application.status import CannotBeDone
from domain.booking.events import BookingConfirmed, BookingHeld
from domain.showing.terms import Way
from tests.application.dataset.lives import AGREEING, HORIZON, Life, begun, facts_of, lives
from tests.support.calendar import MONDAY, days, hours
from tests.support.people import ANNA, BEN, GRETA, IVAN, OLGA
from tests.support.tries import tried


@tried(60)
@given(life=lives(), data=st.data())
def test_nothing_that_comes_later_changes_a_set(life: Life, data: st.DataObject) -> None:
    head = life.log.head()
    position = data.draw(st.integers(1, head))
    known_then = life.upto(data.draw(st.integers(position, head)))
    then, now = known_then.made(position), life.made(position)
    assert (then.rows, then.interactions, then.made) == (now.rows, now.interactions, now.made)


@tried(60)
@given(life=lives())
def test_only_what_was_known_then_is_known_of_a_row(life: Life) -> None:
    for row in life.made().rows:
        known = Known()
        for recorded in life.log.facts[: row.log_position - 1]:
            known.take(recorded)
        said = known.of(row.student_id, row.tutor_id, row.shown_at)
        assert {name: row.features[name] for name in KNOWN} == said


@tried(60)
@given(life=lives())
def test_a_row_is_closed_and_booked_when_it_was_in_time(life: Life) -> None:
    taken, last = life.made(), life.log.facts[-1]
    confirmed = facts_of(life, BookingConfirmed)
    for row in taken.rows:
        ends_at = row.shown_at + HORIZON
        assert ends_at < last.recorded_at
        assert row.is_booked == any(
            (each.fact.student_id, each.fact.tutor_id) == (row.student_id, row.tutor_id)
            and each.position > row.log_position
            and each.recorded_at <= ends_at
            for each in confirmed
        )


@tried(40)
@given(life=lives(), size=st.integers(1, 7))
def test_however_much_is_read_at_once_it_is_the_same(life: Life, size: int) -> None:
    whole = life.made()
    with patch.object(making, "READ_AT_ONCE", size):
        in_parts = life.made()
    assert in_parts.made == whole.made
    assert in_parts.rows == whole.rows


@tried(40)
@given(
    life=lives(),
    who=st.sampled_from(AGREEING),
    leave=st.sampled_from((Life.close, Life.take_back, Life.rest, Life.object)),
)
def test_who_goes_or_agrees_no_more_is_in_no_set_and_others_stay(
    life: Life, who: str, leave: Callable[[Life, str], None]
) -> None:
    position = life.log.head()
    before = life.made(position)
    leave(life, who)
    after = life.made(position)
    assert after.rows == [row for row in before.rows if row.student_id != who]
    assert after.interactions == [each for each in before.interactions if each.student_id != who]
    assert not after.of(who)


@tried(40)
@given(
    deeds=st.lists(
        st.tuples(
            st.sampled_from((Life.agree, Life.take_back, Life.rest, Life.object, Life.publish)),
            st.sampled_from(AGREEING),
        ),
        max_size=8,
    )
)
def test_who_may_be_learned_from_is_what_is_asked_when_a_thing_is_done(
    deeds: list[tuple[Callable[[Life, str], None], str]],
) -> None:
    life = Life()
    standing = Standing(life.now)
    for deed, person_id in deeds:
        deed(life, person_id)
    for recorded in life.log.facts:
        standing.take(recorded)
    for person_id in AGREEING:
        said = in_force(life.log, person_id, PURPOSE, life.now)
        assert standing.may_learn_from(person_id) == said


def test_nobody_is_in_it_who_does_not_agree() -> None:
    life = begun()
    life.show(GRETA)
    life.show(BEN, is_named=False)
    life.book(BookingHeld, GRETA, ANNA)
    life.now += days(9)
    life.show(BEN)
    taken = life.made()
    assert taken.rows == []
    left = taken.made.left
    assert (left.not_agreeing, left.unnamed, left.open, left.gone) == (3, 2, 2, 0)


class TestARow:
    @pytest.fixture
    def life(self) -> Life:
        """This is Ben, who was shown Anna and Ivan, opened Ivan and booked Anna."""
        life = begun()
        life.book(BookingConfirmed, OLGA, ANNA)
        life.now += hours(12)
        showing_id = life.show(BEN, Way.RECOMMENDATION)
        life.now += hours(1)
        life.open(showing_id, IVAN)
        life.tie(showing_id, ANNA)
        life.now += days(9)
        life.book(BookingConfirmed, BEN, IVAN)
        return life

    def test_says_what_was_recorded_when_it_was_shown(self, life: Life) -> None:
        anna, ivan, held = life.made().rows
        assert (anna.way, anna.place, anna.propensity, anna.score) == ("recommendation", 1, 1, 0.9)
        assert (ivan.place, ivan.propensity, ivan.sources) == (2, 0.25, ("meaning",))
        assert (anna.features["lessons_given"], ivan.features["rating"]) == (12.0, None)
        assert (anna.features["known_tutor_bookings"], anna.is_booked) == (1, True)
        assert (ivan.is_opened, ivan.is_booked) == (True, False), "it was too late"
        assert (anna.is_tied, ivan.is_tied, held.is_tied) == (True, False, False)
        assert (held.way, held.place, held.is_booked) == ("booking", None, True)

    def test_says_nothing_of_what_came_of_it_too_late(self) -> None:
        life = begun()
        showing_id = life.show(BEN)
        life.now += HORIZON + hours(1)
        life.open(showing_id, ANNA)
        life.tie(showing_id, IVAN)
        life.show(GRETA)
        told = [(row.is_opened, row.is_tied, row.is_booked) for row in life.made().rows[:2]]
        assert told == [(False, False, False)] * 2

    def test_stands_beside_what_people_chose(self, life: Life) -> None:
        chosen = [each[:3] for each in life.made().interactions]
        assert chosen == [
            (OLGA, ANNA, BOOKED),
            (BEN, IVAN, OPENED),
            (BEN, ANNA, BOOKED),
            (BEN, IVAN, BOOKED),
        ]

    @pytest.mark.parametrize("leave", [Life.close, Life.rest, Life.object])
    def test_of_a_tutor_who_is_gone_or_rests_is_not_there(
        self, life: Life, leave: Callable[[Life, str], None]
    ) -> None:
        position = life.log.head()
        leave(life, ANNA)
        taken = life.made(position)
        assert {row.tutor_id for row in taken.rows} == {IVAN}
        assert {each.tutor_id for each in taken.interactions} == {IVAN}
        assert taken.made.left.gone == 2


class TestAsking:
    def test_by_time_is_of_everything_before_it(self) -> None:
        life = begun()
        life.now += days(1)
        life.show(BEN)
        asked = as_of_time(life.log, life.now, life.now, HORIZON)
        assert asked == Asked(2, life.now, HORIZON)
        life.now += HORIZON
        later = as_of_time(life.log, life.now, life.now, HORIZON)
        assert life.made_as(later).rows == [], "something might still be recorded at that instant"
        life.now += hours(1)
        passed = as_of_time(life.log, life.now, life.now, HORIZON)
        assert len(life.made_as(passed).rows) == 2

    def test_for_what_is_not_there_is_told(self) -> None:
        life = begun()
        for position in (0, 3):
            with pytest.raises(CannotBeDone, match="none at"):
                as_of_position(life.log, position, HORIZON)
        with pytest.raises(CannotBeDone, match="not come yet"):
            as_of_time(life.log, MONDAY + days(1), MONDAY, HORIZON)
