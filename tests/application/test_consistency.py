"""Where facts stand, and how far somebody has come."""

import pytest

from application.consistency import (
    Checkpoints,
    ConsistencyTokenUnreadable,
    Partition,
    Portion,
    Token,
    partition_of,
)
from application.ports import Place
from tests.support.consents import granted
from tests.support.views import history, stream

FIRST, SECOND = Partition("booking", 0), Partition("booking", 1)


class TestAPortion:
    def test_is_everything_while_there_is_one_member(self) -> None:
        assert Portion.at(0, 1, 4).is_whole

    @pytest.mark.parametrize("members", range(1, 7))
    def test_leaves_no_partition_to_nobody_or_to_two(self, members: int) -> None:
        portions = [Portion.at(rank, members, 4).numbers for rank in range(members)]
        assert sorted(number for numbers in portions for number in numbers) == [0, 1, 2, 3]
        assert max(map(len, portions)) - min(map(len, portions)) <= 1

    def test_takes_in_what_travels_on_its_partitions(self) -> None:
        facts = history(*(stream(f"consent-{number}", granted()) for number in range(20)))
        taken = []
        for rank in range(2):
            mine = Checkpoints.at_start({"consent"}, 4).within(Portion.at(rank, 2, 4))
            taken.append(mine.take(facts, mine.all_at(20)))
            assert mine.portion == Portion.at(rank, 2, 4)
            assert {mine.partition(one).number for one in taken[-1]} == mine.portion.numbers
            assert mine.take(facts, {}) == []
        assert sorted(one.position for part in taken for one in part) == list(range(1, 21))


class TestAToken:
    def test_names_the_highest_position_of_each_partition(self) -> None:
        number = partition_of("booking-7", 4)
        places = [Place("booking", "booking-7", 41), Place("booking", "booking-7", 42)]
        assert Token.of(places, 4).positions == {Partition("booking", number): 42}

    def test_is_compact_text(self) -> None:
        token = Token({Partition("calendar", 1): 1044, Partition("booking", 3): 1042})
        assert token.encode() == "booking.3@1042,calendar.1@1044"
        assert Token.decode(token.encode()) == token

    def test_of_a_command_that_recorded_nothing_is_empty(self) -> None:
        assert Token.of([], 4).encode() == ""
        assert Token.decode("") == Token({})

    @pytest.mark.parametrize(
        "text",
        ["booking", "booking.1", "booking.x@1", "Booking.1@1", "a.1@1;b.2@2", "a.1@-1", "a.1@²"],
    )
    def test_that_is_not_ours_is_refused(self, text: str) -> None:
        with pytest.raises(ConsistencyTokenUnreadable):
            Token.decode(text)

    def test_of_endless_length_is_refused(self) -> None:
        with pytest.raises(ConsistencyTokenUnreadable):
            Token.decode(",".join(["booking.1@1"] * 1_000))

    def test_tells_how_far_it_lies_beyond_somebody(self) -> None:
        token = Token({FIRST: 10, SECOND: 20})
        assert token.beyond({FIRST: 10, SECOND: 13}) == 7
        assert token.beyond({FIRST: 10, SECOND: 25}) == 0

    def test_does_not_wait_for_what_is_not_followed(self) -> None:
        assert Token({FIRST: 10}).beyond({Partition("calendar", 0): 0}) == 0


class TestAPartition:
    def test_of_a_stream_is_the_same_everywhere(self) -> None:
        assert [partition_of(f"booking-{number}", 4) for number in range(6)] == [0, 2, 0, 2, 1, 3]


class TestCheckpoints:
    def test_take_what_is_new(self) -> None:
        facts = history(stream("consent-1", granted(), granted()))
        place = Checkpoints.at_start({"consent"}, 1)
        assert place.take(facts[:1], {}) == facts[:1]
        assert place.take(facts, {}) == facts[1:]

    def test_skip_what_comes_twice_in_one_batch(self) -> None:
        facts = history(granted(), granted())
        place = Checkpoints.at_start({"consent"}, 4)
        assert place.take([*facts, *facts], {}) == facts

    def test_skip_contexts_that_are_not_followed(self) -> None:
        place = Checkpoints.at_start({"booking"}, 4)
        assert place.take(history(granted()), {}) == []
        assert place.take(history(granted()), place.all_at(9)) == []

    def test_move_idle_partitions_on(self) -> None:
        facts = history(stream("consent-1", granted()))
        place = Checkpoints.at_start({"consent"}, 3)
        assert place.take(facts, place.all_at(9)) == facts
        assert place.low == 9

    def test_never_go_back(self) -> None:
        place = Checkpoints({FIRST: 10, SECOND: 20}, 2)
        place.take([], {FIRST: 5, SECOND: 25})
        assert place.positions == {FIRST: 10, SECOND: 25}
