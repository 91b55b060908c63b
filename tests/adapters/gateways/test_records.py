"""The contract of every payment provider, for what is on record: disputes and the balance."""

from datetime import timedelta

import pytest

from adapters.memory.clock import SetClock
from application.ports_money import Evidence, MovementKind
from domain.shared.errors import NotFound
from domain.shared.money import Money
from tests.support.calendar import MONDAY, days
from tests.support.gateways import HALF, PRICE, UpsettableGateway, payable, taken

EVIDENCE = Evidence(service="A lesson of one hour", access_log="Both joined at 9:00.")


class TestADispute:
    def test_is_about_a_payment_and_has_to_be_answered_in_time(
        self, gateway: UpsettableGateway
    ) -> None:
        payment = taken(gateway)
        found = gateway.dispute(gateway.open_dispute(payment))
        assert (found.payment, found.status, found.amount) == (payment, "open", PRICE)
        assert found.evidence_due_by is not None
        assert found.evidence_due_by > MONDAY
        assert found.reason

    def test_stops_refunds(self, gateway: UpsettableGateway) -> None:
        payment = taken(gateway)
        gateway.open_dispute(payment)
        answer = gateway.refund("r1", payment, HALF)
        assert (answer.outcome, answer.reason) == ("declined", "disputed")

    @pytest.mark.parametrize(("is_won", "status"), [(True, "won"), (False, "lost")])
    def test_ends_as_the_bank_decides(
        self, gateway: UpsettableGateway, *, is_won: bool, status: str
    ) -> None:
        payment = taken(gateway)
        dispute = gateway.open_dispute(payment)
        gateway.close_dispute(dispute, is_won=is_won)
        assert gateway.dispute(dispute).status == status
        assert gateway.submit_evidence("e1", dispute, EVIDENCE).reason == "dispute_closed"

    def test_takes_evidence_once(self, gateway: UpsettableGateway) -> None:
        dispute = gateway.open_dispute(taken(gateway))
        answer = gateway.submit_evidence("e1", dispute, EVIDENCE)
        assert (answer.outcome, answer.reference) == ("done", dispute)
        assert gateway.submit_evidence("e1", dispute, EVIDENCE) == answer

    def test_nobody_opened_is_not_found(self, gateway: UpsettableGateway) -> None:
        with pytest.raises(NotFound):
            gateway.dispute("nobody")


class TestARefund:
    def test_is_known_by_the_key_it_was_asked_for_under(self, gateway: UpsettableGateway) -> None:
        refund = gateway.refund("of-b1:give_back:r1", taken(gateway), HALF).reference
        found = gateway.given_back(refund)
        assert (found.key, found.is_failed, found.reason) == ("of-b1:give_back:r1", False, "")
        assert found.occurred_at == MONDAY

    def test_may_come_back_from_the_bank(self, gateway: UpsettableGateway, clock: SetClock) -> None:
        payment = taken(gateway)
        refund = gateway.refund("r1", payment, HALF).reference
        clock.advance(days(3))
        gateway.fail_refund(refund)
        found = gateway.given_back(refund)
        assert found.is_failed
        assert found.reason
        assert found.occurred_at == MONDAY + days(3)
        assert gateway.payment(payment).refunded == Money(0, "EUR")
        of_refunds = [
            one.amount.minor for one in gateway.movements(MONDAY) if one.kind is MovementKind.REFUND
        ]
        assert sorted(of_refunds) == [-1500, 1500]

    def test_nobody_asked_for_is_not_found(self, gateway: UpsettableGateway) -> None:
        with pytest.raises(NotFound):
            gateway.given_back("nothing")


class TestTheBalance:
    def test_changes_with_everything_that_moves(self, gateway: UpsettableGateway) -> None:
        payment, account = taken(gateway), payable(gateway)
        refund = gateway.refund("r1", payment, HALF)
        transfer = gateway.transfer("t1", HALF, destination=account, source=payment, group="p1")
        reversal = gateway.reverse("v1", transfer.reference, Money(500, "EUR"))
        found = {one.kind: (one.amount.minor, one.source) for one in gateway.movements(MONDAY)}
        assert found == {
            MovementKind.PAYMENT: (3000, payment),
            MovementKind.REFUND: (-1500, refund.reference),
            MovementKind.TRANSFER: (-1500, transfer.reference),
            MovementKind.REVERSAL: (500, reversal.reference),
        }

    def test_pays_the_provider_with_each_payment(self, gateway: UpsettableGateway) -> None:
        fee = gateway.payment(taken(gateway)).fee
        assert [one.fee for one in gateway.movements(MONDAY)] == [fee]

    def test_follows_a_dispute(self, gateway: UpsettableGateway) -> None:
        dispute = gateway.open_dispute(taken(gateway))
        fee = gateway.dispute(dispute).fee
        gateway.close_dispute(dispute, is_won=True)
        of_disputes = sorted(
            (one.amount.minor, one.fee, one.source)
            for one in gateway.movements(MONDAY)
            if one.kind is MovementKind.DISPUTE
        )
        assert of_disputes == [(-3000, fee, dispute), (3000, Money(0, "EUR"), dispute)]

    def test_is_told_from_an_instant_on(self, gateway: UpsettableGateway, clock: SetClock) -> None:
        taken(gateway)
        clock.advance(days(2))
        later = taken(gateway, "p2")
        since = MONDAY + timedelta(days=1)
        assert [one.source for one in gateway.movements(since)] == [later]

    def test_does_not_change_with_what_is_waited_for(self, gateway: UpsettableGateway) -> None:
        answer = gateway.authorise("p1", Money(2401, "EUR"), capture=True, group="p1")
        assert list(gateway.movements(MONDAY)) == []
        gateway.finish(answer.reference)
        assert [one.source for one in gateway.movements(MONDAY)] == [answer.reference]
