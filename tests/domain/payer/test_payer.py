"""A student's card at the provider: asked for, kept, replaced, and let go."""

from dataclasses import replace

from domain.payer.aggregate import (
    PAYER,
    OnlyYourOwnCard,
    Payer,
    ThereIsNoCard,
    ThereIsNoSuchSetup,
)
from domain.payer.events import (
    CardAsked,
    CardLeft,
    CardRefused,
    CardRemoved,
    CardSaved,
    CardsErased,
    CardSetupOpened,
)
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import ANNA, BEN
from tests.support.scenario import given

ASKED = CardAsked(student_id=BEN, setup_id="s1", asked_at=MONDAY)
BEGUN = CardSetupOpened(
    student_id=BEN, setup_id="s1", reference="seti", customer="cus", occurred_at=MONDAY
)
SAVED = CardSaved(student_id=BEN, setup_id="s1", customer="cus", method="pm", occurred_at=TUESDAY)
REFUSED = CardRefused(student_id=BEN, setup_id="s1", reason="abandoned", occurred_at=TUESDAY)
REMOVED = CardRemoved(student_id=BEN, setup_id="s1", removed_at=TUESDAY)
LEFT = CardLeft(student_id=BEN, setup_id="s1", left_at=TUESDAY)
KEPT = (ASKED, BEGUN, SAVED)
NEXT = (
    replace(ASKED, setup_id="s2"),
    replace(BEGUN, setup_id="s2", reference="seti2"),
    replace(SAVED, setup_id="s2", method="pm2"),
)


def payer_after(*facts: object) -> Payer:
    return given(*facts).of(PAYER).state  # type: ignore[arg-type]


class TestAsking:
    def test_is_the_first_thing_that_happens(self) -> None:
        assert Payer(BEN).ask("s1", BEN, MONDAY) == (ASKED,)

    def test_is_for_oneself_alone(self) -> None:
        given(ASKED).of(PAYER).when(lambda p: p.ask("s2", ANNA, MONDAY)).then_refused(
            OnlyYourOwnCard
        )


class TestGivingACard:
    def test_is_waited_for(self) -> None:
        given(ASKED).of(PAYER).when(lambda p: p.record_begun("s1", "seti", "cus", MONDAY)).then(
            BEGUN
        )
        assert payer_after(ASKED, BEGUN).reference == "seti"
        assert payer_after(ASKED, BEGUN).customer == "cus"

    def test_is_waited_for_once(self) -> None:
        given(ASKED, BEGUN).of(PAYER).when(
            lambda p: p.record_begun("s1", "other", "cus", TUESDAY)
        ).then_nothing()

    def test_makes_it_the_one_that_pays(self) -> None:
        given(ASKED, BEGUN).of(PAYER).when(
            lambda p: p.record_saved("s1", "cus", "pm", TUESDAY)
        ).then(SAVED)
        payer = payer_after(*KEPT)
        assert (payer.card, payer.method, payer.reference) == ("s1", "pm", "")

    def test_says_nothing_twice(self) -> None:
        for ended in (SAVED, REFUSED):
            for record in (
                lambda p: p.record_saved("s1", "cus", "pm", TUESDAY),
                lambda p: p.record_refused("s1", "abandoned", TUESDAY),
            ):
                given(ASKED, BEGUN, ended).of(PAYER).when(record).then_nothing()

    def test_may_come_to_nothing(self) -> None:
        given(ASKED, BEGUN).of(PAYER).when(
            lambda p: p.record_refused("s1", "abandoned", TUESDAY)
        ).then(REFUSED)
        assert payer_after(ASKED, BEGUN, REFUSED).reference == ""

    def test_nobody_asked_for_is_refused(self) -> None:
        for record in (
            lambda p: p.record_begun("s9", "seti", "cus", MONDAY),
            lambda p: p.record_saved("s9", "cus", "pm", MONDAY),
            lambda p: p.record_refused("s9", "abandoned", MONDAY),
        ):
            given(ASKED).of(PAYER).when(record).then_refused(ThereIsNoSuchSetup)


class TestAnotherCard:
    def test_lets_the_one_before_go(self) -> None:
        payer = payer_after(*KEPT, *NEXT)
        assert (payer.card, payer.method) == ("s2", "pm2")
        assert (payer.leaving, payer.method_of("s1")) == (("s1",), "pm")

    def test_counts_though_it_was_asked_for_earlier(self) -> None:
        payer = payer_after(ASKED, BEGUN, *NEXT, SAVED)
        assert (payer.card, payer.leaving) == ("s1", ("s2",))


class TestRemoving:
    def test_lets_the_card_go(self) -> None:
        given(*KEPT).of(PAYER).when(lambda p: p.remove(BEN, TUESDAY)).then(REMOVED)
        payer = payer_after(*KEPT, REMOVED)
        assert (payer.card, payer.method) == ("", "")
        assert payer.method_of("s1") == "pm"

    def test_ends_when_the_provider_let_it_go(self) -> None:
        given(*KEPT, REMOVED).of(PAYER).when(lambda p: p.note_left("s1", TUESDAY)).then(LEFT)
        gone = (*KEPT, REMOVED, LEFT)
        given(*gone).of(PAYER).when(lambda p: p.note_left("s1", TUESDAY)).then_nothing()
        assert payer_after(*gone).method_of("s1") == ""

    def test_lets_each_go_by_itself(self) -> None:
        payer = payer_after(*KEPT, *NEXT, replace(REMOVED, setup_id="s2"))
        assert [payer.method_of(one) for one in payer.leaving] == ["pm", "pm2"]
        assert PAYER.evolve(payer, LEFT).leaving == ("s2",)
        assert PAYER.evolve(payer, LEFT).method_of("s2") == "pm2"

    def test_needs_a_card_of_ones_own(self) -> None:
        given(ASKED).of(PAYER).when(lambda p: p.remove(BEN, TUESDAY)).then_refused(ThereIsNoCard)
        given(*KEPT).of(PAYER).when(lambda p: p.remove(ANNA, TUESDAY)).then_refused(OnlyYourOwnCard)


class TestBeingErased:
    GONE = CardsErased(student_id=BEN, request_id="r1", erased_at=TUESDAY)

    def test_leaves_no_card_and_waits_for_none(self) -> None:
        known = (*KEPT, *NEXT, replace(ASKED, setup_id="s3"), replace(BEGUN, setup_id="s3"))
        assert payer_after(*known).names == ("s1", "s2")
        given(*known).of(PAYER).when(lambda p: p.erase("r1", TUESDAY)).then(self.GONE)
        payer = payer_after(*known, self.GONE)
        assert (payer.names, payer.reference, payer.method, payer.leaving_methods) == (
            (),
            "",
            "",
            "",
        )

    def test_is_noted_once_a_request(self) -> None:
        given(*KEPT, self.GONE).of(PAYER).when(lambda p: p.erase("r1", TUESDAY)).then_nothing()
        again = replace(self.GONE, request_id="r2")
        given(*KEPT, self.GONE).of(PAYER).when(lambda p: p.erase("r2", TUESDAY)).then(again)
