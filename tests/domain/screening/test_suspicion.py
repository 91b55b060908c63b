"""Reviews that nobody meant stand out in a market whose truth is known, without their words."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.screening.suspicion import Oddity, suspicions
from domain.screening.traces import BURST, Trace
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, BEN, IVAN, OLGA
from tests.support.review_market import ReviewMarket
from tests.support.tries import tried

HOUR = timedelta(hours=1)
PLAIN = Trace(
    booking_id="b",
    tutor_id=ANNA,
    student_id=BEN,
    subject="english",
    stars=5,
    written_at=MONDAY + 60 * HOUR,
    held_at=MONDAY,
    starts_at=MONDAY + 48 * HOUR,
    ends_at=MONDAY + 49 * HOUR,
    price_minor=2_000,
    is_trial=False,
    was_joined=True,
    was_refunded=False,
    registered_at=MONDAY - 900 * HOUR,
)


def area(scores: Mapping[str, float], sought: Collection[str], others: Collection[str]) -> float:
    """This is how often one that is sought stands before another: the area under the ROC curve."""
    ranked = sorted((scores[one], one in sought) for one in {*sought, *others})
    wins, below, at = 0.0, 0, 0
    while at < len(ranked):
        tied = [is_sought for score, is_sought in ranked[at:] if score == ranked[at][0]]
        hits, misses = sum(tied), len(tied) - sum(tied)
        wins += hits * (below + misses / 2)
        below, at = below + misses, at + len(tied)
    return wins / (len(sought) * len(others))


def odd(*traces: Trace) -> list[tuple[Oddity, ...]]:
    return [one.oddities for one in suspicions(traces)]


class TestAMarket:
    @tried(10)
    @given(st.integers(0, 10_000))
    def test_tells_made_up_reviews_from_honest_ones(self, seed: int) -> None:
        market = ReviewMarket(seed)
        found = {one.booking_id: one.probability for one in suspicions(market.traces)}
        honest = found.keys() - market.made_up
        assert area(found, market.made_up, honest) >= 0.9
        # Of 250 markets one came to .853, and another one to .842: campaigns are drawn by chance.
        assert area(found, market.made_up, market.campaign) >= 0.8
        alarms = [one for one in honest if found[one] >= 0.5]
        assert len(alarms) <= 0.01 * len(honest)


class TestAReview:
    def test_is_hardly_suspected_where_nothing_is_odd(self) -> None:
        (found,) = suspicions([PLAIN])
        assert (found.oddities, found.probability < 0.01) == ((), True)

    def test_is_odd_by_itself(self) -> None:
        cases = {
            Oddity.HASTY: replace(PLAIN, starts_at=MONDAY + HOUR),
            Oddity.CHEAP: replace(PLAIN, is_trial=True),
            Oddity.NOT_JOINED: replace(PLAIN, was_joined=False),
            Oddity.REFUNDED: replace(PLAIN, was_refunded=True),
            Oddity.NEW_ACCOUNT: replace(PLAIN, registered_at=MONDAY - HOUR),
            Oddity.AT_ONCE: replace(PLAIN, written_at=PLAIN.ends_at),
        }
        for oddity, trace in cases.items():
            assert odd(trace) == [(oddity,)]

    def test_is_cheap_beside_what_the_tutor_costs(self) -> None:
        usual = [replace(PLAIN, booking_id=f"b{at}", student_id=f"s{at}") for at in range(3)]
        assert odd(*usual, replace(PLAIN, price_minor=900))[-1] == (Oddity.CHEAP,)

    def test_is_less_suspected_with_middling_stars(self) -> None:
        sides = [replace(PLAIN, stars=stars, booking_id=str(stars)) for stars in (1, 3, 5)]
        worst, middling, best = (one.probability for one in suspicions(sides))
        assert middling < worst == best

    def test_is_a_copy_of_anothers_however_it_is_written(self) -> None:
        text = "Great lessons, we talked a lot about work and I learnt many new words."
        other = replace(PLAIN, booking_id="c", student_id=OLGA, tutor_id=IVAN)
        again = replace(other, text=text.upper().replace("words", "phrases").replace("O", "0"))
        assert odd(replace(PLAIN, text=text), again) == [(Oddity.COPIED,)] * 2
        assert odd(replace(PLAIN, text=text), replace(again, student_id=BEN)) == [(), ()]
        short = [replace(one, text="Thank you, very good!") for one in (PLAIN, other)]
        assert odd(*short) == [(), ()]

    def test_is_mutual_where_tutors_review_one_another(self) -> None:
        there = replace(PLAIN, student_id=IVAN)
        back = replace(PLAIN, booking_id="c", student_id=ANNA, tutor_id=IVAN)
        assert odd(there, back, replace(PLAIN, booking_id="d")) == [
            *[(Oddity.MUTUAL,)] * 2,
            (),
        ]

    def test_is_odd_among_a_burst_of_odd_ones_and_not_among_happy_people(self) -> None:
        happy = [replace(PLAIN, booking_id=f"b{at}", student_id=f"s{at}") for at in range(5)]
        assert odd(*happy) == [()] * 5
        thin = [
            replace(one, is_trial=True, was_joined=False, registered_at=MONDAY - HOUR)
            for one in happy
        ]
        assert all(Oddity.BURST in each for each in odd(*thin))
        assert odd(*thin[:4], PLAIN)[-1] == (Oddity.BURST,)
        for apart in (-BURST, BURST):
            others = [replace(one, written_at=PLAIN.written_at + apart) for one in thin[:4]]
            assert odd(*others, PLAIN)[-1] == (Oddity.BURST,)
            farther = [replace(one, written_at=one.written_at + apart / 9) for one in others]
            assert odd(*farther, PLAIN)[-1] == ()
