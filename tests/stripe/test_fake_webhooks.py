"""Webhooks, as the SDK reads them: signed, thin or not, and sent in whatever way they go wrong."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

import pytest
from stripe import SignatureVerificationError, StripeClient, WebhookSignature

from adapters.memory.clock import SetClock
from tests.stripe.asking import open_recipient, pay, pay_out_by_hand, transfer
from tests.support.calendar import days, minutes
from tests.support.stripe.fake import FakeStripe
from tests.support.stripe.webhooks import SECRET


@dataclass
class Receiver:
    """This is where webhooks arrive. It keeps what came, and answers as it is told."""

    url: str
    status: int = 200
    came: list[tuple[str, str]] = field(default_factory=list)

    def verified(self, client: StripeClient, secret: str = SECRET) -> list[str]:
        """These are the topics of what came, each of them truly Stripe's."""
        for body, header in self.came:
            WebhookSignature.verify_header(body, header, secret)
        return [client.construct_event_without_verification(body).type for body, _ in self.came]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            kept.came.append((body, self.headers.get("Stripe-Signature", "")))
            self.send_response(kept.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        kept = Receiver(f"http://127.0.0.1:{server.server_address[1]}/hook")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


class TestDelivering:
    def test_sends_what_happened_in_order_and_signed(
        self, stripe: StripeClient, fake_stripe: FakeStripe, receiver: Receiver
    ) -> None:
        endpoint = fake_stripe.webhooks.endpoint(receiver.url)
        intent = pay(stripe)
        assert receiver.came == []
        assert [one.status for one in endpoint.deliver()] == [200] * 3
        assert receiver.verified(stripe) == [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
        ]
        last: Any = stripe.construct_event_without_verification(receiver.came[-1][0])
        assert last.data.object.id == intent.id
        assert stripe.v1.events.retrieve(last.id).type == last.type
        assert endpoint.deliver() == []

    def test_sends_the_object_as_it_was_then(
        self, stripe: StripeClient, fake_stripe: FakeStripe, receiver: Receiver
    ) -> None:
        endpoint = fake_stripe.webhooks.endpoint(receiver.url)
        intent = pay(stripe)
        endpoint.drop()
        for _ in range(2):
            stripe.v1.refunds.create({"payment_intent": intent.id, "amount": 1000})
        endpoint.drop("refund.created")
        endpoint.deliver()
        seen: Any = [
            stripe.construct_event_without_verification(body).data.object
            for body, _ in receiver.came
        ]
        assert [charge.amount_refunded for charge in seen] == [1000, 2000]

    def test_names_the_request_it_happened_by(
        self, stripe: StripeClient, fake_stripe: FakeStripe
    ) -> None:
        stripe.v1.customers.create({}, {"idempotency_key": "ben"})
        (event,) = stripe.v1.events.list({"type": "customer.created"}).data
        assert event.request is not None
        assert event.request.idempotency_key == "ben"
        fake_stripe.bank.opens_dispute(str(pay(stripe).latest_charge))
        (event,) = stripe.v1.events.list({"type": "charge.dispute.created"}).data
        assert event.request is not None
        assert event.request.id is None

    def test_tries_again_what_was_not_taken(
        self, stripe: StripeClient, fake_stripe: FakeStripe, receiver: Receiver
    ) -> None:
        endpoint = fake_stripe.webhooks.endpoint(receiver.url)
        stripe.v1.customers.create({})
        receiver.status = 503
        assert [one.status for one in endpoint.deliver()] == [503]
        receiver.status = 200
        assert [one.status for one in endpoint.deliver()] == [200]

    def test_finds_nobody_home(self, stripe: StripeClient, fake_stripe: FakeStripe) -> None:
        endpoint = fake_stripe.webhooks.endpoint("http://127.0.0.1:1/hook")
        stripe.v1.customers.create({})
        assert [one.status for one in endpoint.deliver()] == [0]
        assert len(endpoint.waiting) == 1

    def test_follows_by_itself_in_disorder_and_loses_nothing(
        self, stripe: StripeClient, fake_stripe: FakeStripe, receiver: Receiver
    ) -> None:
        endpoint = fake_stripe.webhooks.endpoint(receiver.url)
        receiver.status = 500
        with endpoint.followed(Random(7)):  # noqa: S311 - a repeatable disorder
            for _ in range(5):
                pay(stripe)
            receiver.status = 200
            endpoint.await_quiet()
        assert len({body for body, _ in receiver.came}) == 15


class TestGoingWrong:
    @pytest.fixture
    def endpoint(self, stripe: StripeClient, fake_stripe: FakeStripe, receiver: Receiver) -> Any:
        endpoint = fake_stripe.webhooks.endpoint(receiver.url)
        pay(stripe)
        return endpoint

    def test_twice_and_shuffled(
        self, endpoint: Any, stripe: StripeClient, receiver: Receiver
    ) -> None:
        order = [one.topic for one in endpoint.waiting]
        endpoint.deliver(copies=2, order=Random(7))  # noqa: S311 - a repeatable disorder
        assert sorted(receiver.verified(stripe)) == sorted(order * 2)
        assert receiver.verified(stripe) != order * 2

    def test_late(self, endpoint: Any, stripe: StripeClient, receiver: Receiver) -> None:
        (late,) = endpoint.take("payment_intent.created")
        endpoint.deliver()
        endpoint.send(late)
        assert receiver.verified(stripe)[-1] == "payment_intent.created"

    def test_never(self, endpoint: Any, stripe: StripeClient, receiver: Receiver) -> None:
        assert endpoint.drop("charge.succeeded") == 1
        endpoint.deliver()
        assert "charge.succeeded" not in receiver.verified(stripe)

    def test_tampered_with(self, endpoint: Any, stripe: StripeClient, receiver: Receiver) -> None:
        endpoint.send(endpoint.waiting[0], is_tampered=True)
        with pytest.raises(SignatureVerificationError, match="No signatures found"):
            receiver.verified(stripe)

    def test_unsigned(self, endpoint: Any, receiver: Receiver) -> None:
        endpoint.send(endpoint.waiting[0], is_signed=False)
        assert receiver.came[0][1] == ""

    def test_signed_by_the_new_and_the_old_secret(
        self, endpoint: Any, stripe: StripeClient, receiver: Receiver
    ) -> None:
        endpoint.roll("whsec_new")
        endpoint.deliver()
        assert receiver.verified(stripe, "whsec_new") == receiver.verified(stripe, SECRET)
        endpoint.secrets.remove(SECRET)
        stripe.v1.customers.create({})
        endpoint.deliver()
        with pytest.raises(SignatureVerificationError):
            receiver.verified(stripe, SECRET)

    @pytest.mark.io
    def test_old(self, receiver: Receiver) -> None:
        with FakeStripe(SetClock(datetime.now(UTC))) as fake:
            client = fake.client()
            endpoint = fake.webhooks.endpoint(receiver.url)
            client.v1.customers.create({})
            endpoint.send(endpoint.waiting[0], age=minutes(4))
            endpoint.send(endpoint.waiting[0], age=minutes(6))
        (young, old) = receiver.came
        assert client.construct_event(*young, SECRET).type == "customer.created"
        with pytest.raises(SignatureVerificationError, match="outside the tolerance"):
            client.construct_event(*old, SECRET)


class TestThinNotifications:
    def test_name_what_happened_and_lead_to_it(
        self, stripe: StripeClient, fake_stripe: FakeStripe, receiver: Receiver
    ) -> None:
        endpoint = fake_stripe.webhooks.endpoint(receiver.url, is_thin=True)
        intent = pay(stripe)
        endpoint.deliver()
        told: Any = stripe.parse_event_notification_without_verification(receiver.came[-1][0])
        assert told.type == "v1.payment_intent.succeeded"
        assert told.fetch_related_object().id == intent.id
        event: Any = told.fetch_event()
        assert stripe.v1.events.retrieve(event.snapshot_event).type == "payment_intent.succeeded"

    def test_tell_that_an_account_became_ready(
        self, stripe: StripeClient, fake_stripe: FakeStripe, receiver: Receiver
    ) -> None:
        endpoint = fake_stripe.webhooks.endpoint(receiver.url, is_thin=True)
        account = open_recipient(stripe)
        endpoint.drop()
        fake_stripe.holder.completes_onboarding(account)
        endpoint.deliver()
        told: Any = stripe.parse_event_notification_without_verification(receiver.came[-1][0])
        assert told.type == "v2.core.account[configuration.recipient].capability_status_updated"
        assert told.fetch_related_object().id == account
        assert told.fetch_event().data.updated_capability == "stripe_balance.stripe_transfers"

    def test_of_accounts_say_whose_they_are(
        self, stripe: StripeClient, fake_stripe: FakeStripe, clock: SetClock, receiver: Receiver
    ) -> None:
        account = open_recipient(stripe)
        pay_out_by_hand(stripe, account)
        fake_stripe.holder.completes_onboarding(account)
        transfer(stripe, account, 2400, source_transaction=str(pay(stripe).latest_charge))
        clock.advance(days(2))
        own = fake_stripe.webhooks.endpoint(receiver.url)
        thin = fake_stripe.webhooks.endpoint(receiver.url, is_thin=True, accounts=True)
        whole = fake_stripe.webhooks.endpoint(receiver.url, accounts=True)
        stripe.v1.payouts.create({"amount": 2400, "currency": "eur"}, {"stripe_account": account})
        assert own.waiting == []
        thin.deliver()
        whole.deliver()
        told: Any = stripe.parse_event_notification_without_verification(receiver.came[0][0])
        assert (told.type, str(told.context)) == ("v1.payout.created", account)
        assert told.fetch_related_object().amount == 2400
        event = stripe.construct_event_without_verification(receiver.came[1][0])
        assert event.account == account
