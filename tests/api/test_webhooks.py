"""What Stripe sends, over HTTP: signed by the SDK itself, taken down once, answered at once."""

from collections.abc import Iterator
from typing import Any

import pytest

from adapters.stripe.notices import StripeNotices
from api.limiting import ANONYMOUS, TELLING
from domain.notice.events import Matter, NoticeDismissed, NoticeReceived
from tests.api.world import World, limited
from tests.support.letters import NEXT_SECRET, SECRET, signed, snapshot, thin

HOOK = "/v1/webhooks/stripe"
PAID = snapshot("payment_intent.succeeded", "pi_1")
LARGEST = 256 * 1024


@pytest.fixture
def hooked(world: World) -> World:
    world.notices = StripeNotices((SECRET,))
    return world


def send(world: World, body: bytes, signature: str | None = None) -> Any:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if signature != "":
        headers["Stripe-Signature"] = signed(body) if signature is None else signature
    return world.client.post(HOOK, content=body, headers=headers)


def kinds(world: World) -> list[str]:
    return [type(recorded.fact).__name__ for recorded in world.log.facts]


class TestAnEvent:
    @pytest.mark.parametrize("body", [PAID, thin("v1.payment_intent.succeeded", "pi_1")])
    def test_is_taken_down_and_answered(self, hooked: World, body: bytes) -> None:
        answer = send(hooked, body)
        assert (answer.status_code, answer.json()) == (200, {})
        (recorded,) = hooked.log.facts
        assert isinstance(recorded.fact, NoticeReceived)
        assert recorded.stream_id == "notice-evt_1"
        assert (recorded.fact.matter, recorded.fact.about) == (Matter.PAYMENT, "pi_1")
        assert (recorded.actor, recorded.subjects) == ("process:provider", ())

    def test_that_comes_again_is_answered_the_same_and_taken_down_once(self, hooked: World) -> None:
        answers = [send(hooked, PAID, signed(PAID, age_seconds=age)) for age in (0, 200)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[1].headers["Idempotency-Replayed"] == "true"
        assert kinds(hooked) == ["NoticeReceived"]

    def test_of_a_kind_nobody_follows_is_closed_at_once(self, hooked: World) -> None:
        assert send(hooked, snapshot("customer.created", "cus_1")).status_code == 200
        received, dismissed = [recorded.fact for recorded in hooked.log.facts]
        assert isinstance(dismissed, NoticeDismissed)
        assert dismissed.reason == "not_followed"
        assert "cus_1" not in repr((received, dismissed))

    def test_leaves_nothing_of_what_it_holds(self, hooked: World) -> None:
        send(hooked, snapshot("account.updated", "acct_secret", account="acct_secret"))
        assert kinds(hooked) == ["NoticeReceived"]
        assert "acct_secret" not in repr(hooked.log.facts)
        assert "Ben" not in repr(hooked.log.facts)

    def test_needs_no_person_and_no_key(self, hooked: World) -> None:
        answer = hooked.client.post(
            HOOK,
            content=PAID,
            headers={"Stripe-Signature": signed(PAID), "Authorization": "Bearer x"},
        )
        assert answer.status_code == 200


class TestTheSignature:
    def refused(self, world: World, answer: Any, status: int, name: str) -> None:
        assert (answer.status_code, answer.json()["type"]) == (status, name)
        assert world.log.head() == 0

    def test_that_is_missing_is_400(self, hooked: World) -> None:
        self.refused(hooked, send(hooked, PAID, ""), 400, "signature-is-missing")

    @pytest.mark.parametrize(
        "signature",
        [
            signed(PAID, "whsec_other"),
            signed(PAID.replace(b"pi_1", b"pi_2")),
            signed(PAID, age_seconds=360),
            "t=1,v1=nonsense",
            "nonsense",
        ],
        ids=("another secret", "another body", "too old", "no digest", "no signature"),
    )
    def test_that_is_wrong_is_401(self, hooked: World, signature: str) -> None:
        answer = send(hooked, PAID, signature)
        self.refused(hooked, answer, 401, "signature-is-wrong")
        assert answer.headers["WWW-Authenticate"] == "Stripe-Signature"

    def test_may_be_of_the_old_or_the_new_secret(self, world: World) -> None:
        world.notices = StripeNotices((NEXT_SECRET, SECRET))
        for number, secrets in enumerate(((SECRET,), (NEXT_SECRET,), (NEXT_SECRET, SECRET))):
            body = snapshot("payment_intent.succeeded", "pi_1", f"evt_{number}")
            assert send(world, body, signed(body, *secrets)).status_code == 200
        assert world.log.head() == 3

    def test_nobody_can_make_is_404(self, world: World) -> None:
        self.refused(world, send(world, PAID), 404, "no-such-route")

    @pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"{", snapshot("a", "b", object="c")])
    def test_over_what_is_no_event_is_of_no_use(self, hooked: World, body: bytes) -> None:
        self.refused(hooked, send(hooked, body), 400, "notice-is-unreadable")


class TestTheBody:
    def test_reaches_256_kib_and_no_further(self, hooked: World) -> None:
        large = snapshot("payment_intent.succeeded", "pi_1", padding="x" * (LARGEST - 1000))
        assert send(hooked, large).status_code == 200
        too_large = large + b" " * 1000
        answer = send(hooked, too_large)
        assert (answer.status_code, answer.json()["type"]) == (413, "body-is-too-large")

    def test_in_pieces_reaches_no_further_either(self, hooked: World) -> None:
        def pieces() -> Iterator[bytes]:
            for _ in range(300):
                yield b" " * 1024

        answer = hooked.client.post(HOOK, content=pieces(), headers={"Stripe-Signature": "t=1"})
        assert answer.status_code == 413


class TestHowOften:
    def test_is_counted_apart_from_people_and_is_much_more(self) -> None:
        world = limited()
        world.notices = StripeNotices((SECRET,))
        told = [send(world, PAID).headers for _ in range(3)][-1]
        asked = world.client.get("/v1/log/keys").headers
        limits = [int(headers["RateLimit-Limit"]) for headers in (told, asked)]
        left = [int(headers["RateLimit-Remaining"]) for headers in (told, asked)]
        assert limits == [TELLING.burst, ANONYMOUS.burst]
        assert left == [TELLING.burst - 3, ANONYMOUS.burst - 1]
