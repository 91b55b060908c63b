"""A sample is the same for whoever draws it."""

import tracemalloc
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from domain.proof.sampling import sample, ticket

TOPIC = "booking.confirmed.v1"
POSITIONS = st.sets(st.integers(1, 10_000), max_size=300)
SEEDS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1)


class TestATicket:
    def test_is_the_digest_of_seed_topic_and_position(self) -> None:
        r"""A shell says the same: `printf '42\nbooking.confirmed.v1\n275' | sha256sum`."""
        assert ticket("42", TOPIC, 275).hex() == (
            "4699ce7f3ad75586c9ad43e81d3f68c0e19318452370393de7d7fe49a4933324"
        )

    @given(SEEDS, st.integers(1, 2**62))
    def test_is_what_the_rule_says(self, seed: str, position: int) -> None:
        text = f"{seed}\n{TOPIC}\n{position}"
        assert ticket(seed, TOPIC, position) == sha256(text.encode()).digest()


class TestASample:
    @given(POSITIONS, st.integers(0, 30), SEEDS)
    def test_has_the_smallest_tickets(self, positions: set[int], count: int, seed: str) -> None:
        ordered = sorted(positions, key=lambda at: ticket(seed, TOPIC, at))
        assert sample(positions, count, seed=seed, topic=TOPIC) == ordered[:count]

    @given(st.permutations(range(1, 60)), SEEDS)
    def test_does_not_depend_on_the_order_facts_go_by(self, some: list[int], seed: str) -> None:
        drawn = sample(some, 9, seed=seed, topic=TOPIC)
        assert drawn == sample(sorted(some), 9, seed=seed, topic=TOPIC)

    @given(POSITIONS, SEEDS)
    def test_begins_with_the_smaller_one(self, positions: set[int], seed: str) -> None:
        larger = sample(positions, 20, seed=seed, topic=TOPIC)
        assert sample(positions, 7, seed=seed, topic=TOPIC) == larger[:7]

    def test_of_another_seed_or_topic_is_another(self) -> None:
        of_42 = sample(range(1, 1_000), 10, seed="42", topic=TOPIC)
        assert of_42 != sample(range(1, 1_000), 10, seed="43", topic=TOPIC)
        assert of_42 != sample(range(1, 1_000), 10, seed="42", topic="booking.held.v1")

    def test_is_spread_evenly(self) -> None:
        """Of a thousand facts, a tenth is drawn of each half, as near as chance has it."""
        drawn = sample(range(1_000), 100, seed="42", topic=TOPIC)
        assert 35 <= sum(position < 500 for position in drawn) <= 65

    def test_remembers_only_what_may_win(self) -> None:
        """All of the positions would take megabytes."""
        tracemalloc.start()
        sample(iter(range(20_000)), 3, seed="42", topic=TOPIC)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 100_000
