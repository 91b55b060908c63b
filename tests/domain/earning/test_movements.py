"""How a share adds up, movement by movement."""

from datetime import datetime

from domain.earning.aggregate import EARNING
from domain.earning.events import EarningOwed
from domain.earning.movements import Movement, Movements, Outcome
from domain.shared.event import Fact
from tests.domain.earning.history import (
    ABOUT,
    LATER,
    LATER_STILL,
    back_requested,
    decided,
    euro,
    failed,
    lost,
    requested,
    reversed_,
    transferred,
    withheld,
)
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.scenario import given

SENT = (decided(), requested(), transferred())


def after(*facts: Fact) -> Movements:
    """This is what has moved of a share after those facts."""
    return given(*facts).of(EARNING).state.movements


def left(*facts: Fact) -> dict[str, int]:
    """This is what may still be taken back of each transfer."""
    return {one.name: one.minor for one in after(*facts).reversible()}


def report(outcome: Outcome, at: datetime = MONDAY) -> Movement:
    return Movement("t1", 2700, at, outcome, "tr")


class TestWhatHasMoved:
    def test_is_what_was_sent_and_did_not_come_back(self) -> None:
        known = after(*SENT, back_requested(700, "until-700"))
        assert (known.transferred, known.returned, known.moved) == (2700, 0, 2700)
        assert known.with_tutor == 2000
        known = after(*SENT, back_requested(700, "until-700"), reversed_(700, "until-700"))
        assert (known.transferred, known.returned, known.moved) == (2700, 700, 2000)
        assert known.with_tutor == 2000

    def test_counts_what_was_kept_back_and_not_what_is_owed(self) -> None:
        assert after(decided(), withheld(700)).moved == 700
        owed = EarningOwed(**ABOUT, amount=euro(700), reason="settled", owed_at=LATER)
        assert after(decided(), withheld(700), owed).moved == 0
        assert after(*SENT, back_requested(), lost()).moved == 0

    def test_counts_nothing_back_of_what_was_never_sent(self) -> None:
        known = (*SENT, back_requested(), reversed_(), failed(at=TUESDAY, undone=2700))
        assert (after(*known).returned, after(*known).moved, after(*known).with_tutor) == (0, 0, 0)


class TestWhatMayBeTakenBack:
    def test_is_all_that_was_sent(self) -> None:
        assert left(*SENT) == {"until-2700": 2700}
        assert left(decided(), requested()) == {}

    def test_is_less_what_is_on_its_way_back_already(self) -> None:
        part = (*SENT, back_requested(700, "until-700"))
        assert left(*part) == left(*part, reversed_(700, "until-700")) == {"until-2700": 2000}
        assert left(*SENT, back_requested()) == {}

    def test_is_all_of_it_again_when_it_did_not_come(self) -> None:
        assert left(*SENT, back_requested(), lost()) == {"until-2700": 2700}

    def test_is_of_the_newest_transfer_first(self) -> None:
        second = (requested(700, "until-3400"), transferred(700, "until-3400"))
        assert list(left(*SENT, *second)) == ["until-3400", "until-2700"]


class TestFailures:
    def test_are_those_since_something_was_sent(self) -> None:
        again = (requested(transfer_id="a"), failed("a"), requested(transfer_id="b"), failed("b"))
        names = [one.name for one in after(decided(), *again).failures]
        assert names == ["a", "b"]
        sent = (requested(transfer_id="c"), transferred(transfer_id="c"))
        assert after(decided(), *again, *sent).failures == ()
        later = (*again, *sent, requested(transfer_id="d"), failed("d"))
        assert [one.name for one in after(decided(), *later).failures] == ["d"]
        once_more = (requested(transfer_id="e"), transferred(transfer_id="e"))
        assert after(decided(), *later, *once_more).failures == ()
        assert after(decided(), requested()).failures == ()


class TestAReport:
    def test_that_says_nothing_newer_changes_nothing(self) -> None:
        known = Movements().noted(report(Outcome.DONE, LATER))
        for old in (
            report(Outcome.DONE, LATER),
            report(Outcome.FAILED, LATER),
            report(Outcome.DONE),
        ):
            assert known.noted(old) is known
        assert known.noted(report(Outcome.FAILED, LATER_STILL)).transferred == 0

    def test_keeps_its_place_among_the_others(self) -> None:
        known = after(
            decided(), requested(transfer_id="a"), failed("a"), requested(transfer_id="b")
        )
        told = known.noted(Movement("a", 2700, TUESDAY, Outcome.DONE, "tr"))
        assert [one.name for one in told.transfers] == ["a", "b"]


def test_a_share_counts_its_facts() -> None:
    assert given(decided()).of(EARNING).state.facts == 1
    assert given(*SENT).of(EARNING).state.facts == 3
