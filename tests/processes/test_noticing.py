"""Noticing: whatever the provider tells of is read anew, recorded, and closed."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.memory.clock import SetClock
from adapters.memory.gateways import InMemoryPaymentGateway
from application.notice import ConcludeNotice, DismissNotice
from application.payees import Payees
from application.payment import RecordCapture, RecordRefundFailure
from application.reactions.card_keeping import KeepCard, Step
from application.reactions.noticing import NOTICING, LookInto, perform
from application.reactions.paying_out import AskAfterPayout
from application.todo import World
from application.tutor_paying import AskReadiness
from domain.booking.terms import State
from domain.notice.events import Matter, NoticeDismissed, NoticeHandled, NoticeReceived
from domain.payer.events import CardSetupOpened
from domain.payout.events import PayoutFailed, PayoutPaid, PayoutSent
from domain.shared.errors import Unavailable
from domain.shared.money import Money
from domain.shared.personal import ERASED
from domain.shared.text import digest_of
from domain.tutor.events import PayoutAccountOpened, PayoutAccountReadied, ReadinessNoted
from streams.dispatcher import TRIES
from tests.processes.arrival import given
from tests.processes.stories import STORIES, confirmed, taught
from tests.support import banks
from tests.support.calendar import MONDAY, days
from tests.support.examples import example
from tests.support.market import Market
from tests.support.notices import News, closed
from tests.support.outside import outside
from tests.support.people import ANNA, BEN


def of(kind: Any, **fields: Any) -> Any:
    return replace(example(kind), event_id="evt_1", about="x_1", **fields)


def told(matter: Matter) -> Any:
    return of(NoticeReceived, matter=matter, received_at=MONDAY)


PAYOUT: dict[str, Any] = {"tutor_id": "anna", "payout_id": "until-9", "reference": "x_1"}
SENT, PAID_OUT = (replace(example(kind), **PAYOUT) for kind in (PayoutSent, PayoutPaid))
IN_EUROS = AskAfterPayout(
    tutor_id="anna", payout_id="until-9", currency="EUR", reference="x_1", look=0
)


class TestANotice:
    @pytest.mark.parametrize("matter", [Matter.PAYMENT, Matter.DISPUTE, Matter.REFUND])
    def test_makes_us_look(self, matter: Matter) -> None:
        todos = given(told(matter)).seen_by(NOTICING).then_todos("evt_1")
        assert todos["evt_1"].act == LookInto(event_id="evt_1", matter=matter, about="x_1")

    @pytest.mark.parametrize("closing", [NoticeHandled, NoticeDismissed])
    def test_is_over_when_it_is_closed(self, closing: Any) -> None:
        given(told(Matter.PAYMENT), of(closing)).seen_by(NOTICING).then_nothing()

    def test_of_one_thing_is_not_another(self) -> None:
        other = replace(told(Matter.PAYMENT), event_id="evt_2")
        given(told(Matter.PAYMENT), other).seen_by(NOTICING).then_todos("evt_1", "evt_2")
        given(told(Matter.PAYMENT), other, of(NoticeHandled)).seen_by(NOTICING).then_todos("evt_2")

    def test_nobody_follows_has_no_to_do(self) -> None:
        other = of(NoticeReceived, matter=Matter.OTHER)
        assert list(NOTICING.keys(replace(other, about=None))) == []

    @pytest.mark.parametrize("known", [PayoutAccountOpened, PayoutAccountReadied])
    def test_of_an_account_has_it_looked_at_once_we_know_whose_it_is(self, known: Any) -> None:
        about = digest_of("acct")
        of_it = replace(told(Matter.PAYOUT_ACCOUNT), about=about)
        (dismiss,) = given(of_it).seen_by(NOTICING).todos().values()
        assert (type(dismiss.act), dismiss.due_at) == (DismissNotice, MONDAY + days(1))
        whose = replace(example(known), tutor_id="anna", account_digest=about)
        for facts in ((of_it, whose), (whose, of_it)):
            (look,) = given(*facts, key=about).seen_by(NOTICING).todos().values()
            asked = AskReadiness(tutor_id="anna")
            assert look.act == ConcludeNotice(event_id="evt_1", record=asked)

    def test_of_an_account_is_known_by_what_no_erasure_takes_away(self) -> None:
        whole = example(PayoutAccountReadied)
        erased = replace(whole, payout_account=ERASED)
        assert list(NOTICING.keys(erased)) == list(NOTICING.keys(whole)) == [whole.account_digest]

    @pytest.mark.parametrize("sent", [SENT, PAID_OUT])
    def test_of_a_payout_waits_until_we_know_that_we_sent_it(self, sent: Any) -> None:
        (dismiss,) = given(told(Matter.PAYOUT)).seen_by(NOTICING).todos().values()
        assert dismiss.act == DismissNotice(event_id="evt_1", reason="not_ours")
        assert dismiss.due_at == MONDAY + days(1)
        for facts in ((told(Matter.PAYOUT), sent), (sent, told(Matter.PAYOUT))):
            (look,) = given(*facts).seen_by(NOTICING).todos().values()
            assert isinstance(look.act, LookInto)
            assert look.act.ours == IN_EUROS

    def test_of_a_card_waits_until_we_know_whose_it_is(self) -> None:
        (dismiss,) = given(told(Matter.CARD)).seen_by(NOTICING).todos().values()
        assert (type(dismiss.act), dismiss.due_at) == (DismissNotice, MONDAY + days(1))
        begun = replace(example(CardSetupOpened), student_id=BEN, setup_id="s1", reference="x_1")
        for facts in ((told(Matter.CARD), begun), (begun, told(Matter.CARD))):
            (look,) = given(*facts).seen_by(NOTICING).todos().values()
            assert isinstance(look.act, LookInto)
            assert look.act.ours == KeepCard(
                step=Step.READ, student_id=BEN, setup_id="s1", reference="x_1"
            )


class TestLooking:
    @pytest.fixture
    def gateway(self) -> InMemoryPaymentGateway:
        return InMemoryPaymentGateway(SetClock(MONDAY))

    @pytest.fixture
    def world(self, gateway: InMemoryPaymentGateway) -> World:
        return outside(gateway)

    def look(self, matter: Matter, about: str) -> LookInto:
        return LookInto(event_id="evt_1", matter=matter, about=about)

    def asked(self, gateway: InMemoryPaymentGateway, minor: int = 3000, group: str = "p1") -> str:
        amount = Money(minor, "EUR")
        return gateway.authorise(f"{group}:{minor}", amount, capture=True, group=group).reference

    def test_records_how_a_payment_stands(
        self, gateway: InMemoryPaymentGateway, world: World
    ) -> None:
        reference = self.asked(gateway)
        concluded = perform(self.look(Matter.PAYMENT, reference), world)
        assert isinstance(concluded, ConcludeNotice)
        assert isinstance(concluded.record, RecordCapture)
        assert concluded.record.payment_id == "p1"

    def test_records_nothing_of_what_waits_for_the_student(
        self, gateway: InMemoryPaymentGateway, world: World
    ) -> None:
        look = self.look(Matter.PAYMENT, self.asked(gateway, 2401))
        assert perform(look, world) == ConcludeNotice(event_id="evt_1")

    def test_records_a_refund_that_came_back(
        self, gateway: InMemoryPaymentGateway, world: World
    ) -> None:
        amount = Money(3000, "EUR")
        refund = gateway.refund("p1:give_back:r1", self.asked(gateway), amount).reference
        look = self.look(Matter.REFUND, refund)
        assert perform(look, world) == ConcludeNotice(event_id="evt_1")
        gateway.fail_refund(refund)
        concluded = perform(look, world)
        assert isinstance(concluded, ConcludeNotice)
        assert isinstance(concluded.record, RecordRefundFailure)
        assert (concluded.record.payment_id, concluded.record.refund_id) == ("p1", "r1")

    def test_dismisses_what_nobody_of_ours_asked_for(
        self, gateway: InMemoryPaymentGateway, world: World
    ) -> None:
        foreign = self.asked(gateway, group="")
        refund = gateway.refund("by hand", foreign, Money(1, "EUR")).reference
        dispute = gateway.open_dispute(foreign)
        for look in (
            self.look(Matter.PAYMENT, foreign),
            self.look(Matter.REFUND, refund),
            self.look(Matter.DISPUTE, dispute),
        ):
            assert perform(look, world) == DismissNotice(event_id="evt_1", reason="not_ours")

    @pytest.mark.parametrize("matter", [Matter.PAYMENT, Matter.DISPUTE, Matter.REFUND])
    def test_waits_for_what_the_provider_does_not_show_yet(
        self, world: World, matter: Matter
    ) -> None:
        with pytest.raises(Unavailable):
            perform(self.look(matter, "nothing"), world)


def only_reference(market: Market, booking_id: str) -> str:
    (reference,) = market.references(booking_id)
    return reference


class TestInAMarket:
    def test_a_payment_is_confirmed_as_soon_as_we_are_told(self) -> None:
        market = Market.opened()
        booking_id = confirmed(market, "unfinished")
        market.finish_payment(booking_id)
        assert market.booking(booking_id).state is State.AWAITING_PAYMENT
        News("evt_1", Matter.PAYMENT, only_reference(market, booking_id)).reaches(market)
        market.run_until_quiet()
        assert market.booking(booking_id).state is State.CONFIRMED
        assert closed(market)

    def test_a_dispute_freezes_the_lesson(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        dispute_id = banks.dispute(market, booking_id, is_told=False)
        News("evt_1", Matter.DISPUTE, dispute_id).reaches(market)
        market.run_until_quiet()
        assert market.booking(booking_id).dispute.value == "open"

    def test_a_refund_that_came_back_is_asked_for_again(self) -> None:
        market = Market.opened()
        booking_id = STORIES["cancelled late by the tutor"](market)
        market.run_until_quiet()
        (refund,) = market.gateway._books.refunds
        market.advance(days=2)
        market.gateway.fail_refund(refund)
        News("evt_1", Matter.REFUND, refund).reaches(market)
        market.run_until_quiet()
        assert market.money_of(booking_id) == (0, 3001, 0)
        market.advance(days=2)
        assert market.money_of(booking_id) == (0, 3001, 3001)

    def test_a_payout_that_came_back_is_there_for_the_next(self) -> None:
        market = Market.opened()
        taught(market)
        market.advance(days=14)
        paid = [one.fact for one in market.log.facts if isinstance(one.fact, PayoutPaid)]
        (account, payout), *_ = market.gateway._books.payouts
        market.gateway.answer_payout(account, payout, "failed")
        News("evt_1", Matter.PAYOUT, payout).reaches(market)
        market.run_until_quiet()
        failed = [one.fact for one in market.log.facts if isinstance(one.fact, PayoutFailed)]
        assert [one.payout_id for one in failed] == [one.payout_id for one in paid]

    def test_an_account_that_changed_is_looked_at(self) -> None:
        market = Market.opened()
        before = market.names(f"tutor-{ANNA}").count("ReadinessNoted")
        account = Payees(market.log).of_tutor(ANNA)
        market.gateway.restrict(account)
        News("evt_1", Matter.PAYOUT_ACCOUNT, digest_of(account)).reaches(market)
        market.run_until_quiet()
        noted = [one for one in market.facts(f"tutor-{ANNA}") if isinstance(one, ReadinessNoted)]
        assert (len(noted), noted[-1].is_payable) == (before + 1, False)
        assert market.names(f"tutor-{ANNA}")[-2:] == ["PayoutAccountLost", "TutorHidden"]
        assert closed(market)

    def test_a_payout_that_is_none_of_ours_is_dismissed_after_a_day(self) -> None:
        market = Market.opened()
        News("evt_1", Matter.PAYOUT, "po_of_somebody").reaches(market)
        market.advance(days=2)
        assert market.names("notice-evt_1") == ["NoticeReceived", "NoticeDismissed"]

    def test_what_nobody_ever_shows_is_given_up_where_it_is_seen(self) -> None:
        market = Market.opened()
        News("evt_1", Matter.PAYMENT, "pi_of_nobody").reaches(market)
        market.advance(days=3)
        (given_up,) = market.todos.given_up("noticing")
        assert (given_up.name, given_up.attempts) == ("evt_1", TRIES)

    def test_news_of_a_payment_before_we_heard_of_it_are_as_good(self) -> None:
        market = Market.opened()
        market.gateway.fail_next(1, after_moving=True)
        booking_id = confirmed(market)
        assert market.names(f"payment-of-{booking_id}") == ["PaymentRequested"]
        News("evt_1", Matter.PAYMENT, only_reference(market, booking_id)).reaches(market)
        market.run_until_quiet()
        assert market.booking(booking_id).state is State.CONFIRMED
        market.advance(minutes=5)
        assert market.names(f"payment-of-{booking_id}").count("PaymentCaptured") == 1
