"""Webhooks: what happened, signed as Stripe signs it, and sent when and how the test wants.

    endpoint = fake.webhooks.endpoint("http://127.0.0.1:…/v1/webhooks/stripe", "whsec_…")
    endpoint.deliver()                          # what waits, in order
    endpoint.deliver(copies=2, order=Random(7)) # twice each, shuffled
    late = endpoint.take("charge.refunded")     # kept back …
    endpoint.send(late[0])                      # … and sent on its own
    endpoint.drop("payout.paid")                # never sent
    endpoint.send(one, is_tampered=True)        # or is_signed=False, or age=hours(1)
    with endpoint.followed(Random(7)): …        # sent as it happens, in disorder, until it is taken

What was not answered with a 2xx waits again, as Stripe tries again. An endpoint gets snapshots of
the platform's own events, thin notifications with `is_thin`, those of connected accounts with
`accounts`; an address that wants several is registered several times.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import httpx
from stripe import WebhookSignature

from tests.support.stripe.answers import Json
from tests.support.stripe.world import Happened, World

SECRET = "whsec_fake"
AGAIN_SECONDS = 0.05
PATIENCE_SECONDS = 10.0
AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Delivery:
    """This is what became of one sending: the answer's status, or 0 where nobody answered."""

    happened: Happened
    status: int

    @property
    def is_taken(self) -> bool:
        """This tells whether Stripe would leave it at that."""
        return 200 <= self.status < 300


class Endpoint:
    """This is one address that Stripe sends to."""

    def __init__(
        self, world: World, url: str, secret: str, *, is_thin: bool, accounts: bool
    ) -> None:
        self.secrets = [secret]
        self.waiting: list[Happened] = []
        self._world = world
        self._url = url
        self._is_thin = is_thin
        self._of_accounts = accounts
        self._is_sending = False
        self._news = threading.Event()
        self._client = httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False)

    def hear(self, happened: Happened) -> None:
        """This keeps what is meant for this address until it is sent."""
        is_meant = bool(happened.account) == self._of_accounts
        if is_meant and (self._is_thin or happened.snapshot):
            self.waiting.append(happened)
            self._news.set()

    def take(self, *topics: str) -> list[Happened]:
        """This takes out of what waits: all of it, or what is on the topics."""
        with self._world.lock:
            waiting = self.waiting
            self.waiting = [one for one in waiting if topics and one.topic not in topics]
            return [one for one in waiting if not topics or one.topic in topics]

    def drop(self, *topics: str) -> int:
        """This lets what waits, or what of it is on the topics, never arrive."""
        return len(self.take(*topics))

    def roll(self, secret: str) -> None:
        """This signs with a new secret as well, until `secrets` is shortened by the test."""
        self.secrets.insert(0, secret)

    def deliver(self, *, copies: int = 1, order: Random | None = None) -> list[Delivery]:
        """This sends what waits, so many times each, in its order or in the given disorder."""
        with self._world.lock:
            self._is_sending = True
            batch = self.take() * copies
        if order:
            order.shuffle(batch)
        sent = [self.send(one) for one in batch]
        arrived = {one.happened.thin["id"] for one in sent if one.is_taken}
        lost = {one.happened.thin["id"]: one.happened for one in sent}
        with self._world.lock:
            self.waiting[:0] = [one for name, one in lost.items() if name not in arrived]
            self._is_sending = False
        return sent

    def send(
        self,
        happened: Happened,
        *,
        is_tampered: bool = False,
        is_signed: bool = True,
        age: timedelta = AT_ONCE,
    ) -> Delivery:
        """This sends one thing now, signed at a time that long ago."""
        payload = self.payload(happened)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if is_signed:
            headers["Stripe-Signature"] = self.signature(payload, age)
        if is_tampered:
            payload = payload.replace('"livemode":false', '"livemode":true')
        try:
            answer = self._client.post(self._url, content=payload.encode(), headers=headers)
        except httpx.TransportError:
            return Delivery(happened, 0)
        return Delivery(happened, answer.status_code)

    def payload(self, happened: Happened) -> str:
        """This is the body that is sent."""
        with self._world.lock:
            told: Json | None = happened.thin if self._is_thin else happened.snapshot
            assert told, f"{happened.topic} has no snapshot"
            hidden = {"data", "snapshot_event"} if self._is_thin else set()
            shown = {name: value for name, value in told.items() if name not in hidden}
            return json.dumps(shown, separators=(",", ":"))

    def signature(self, payload: str, age: timedelta = AT_ONCE) -> str:
        """This is the header, with a signature by each secret."""
        at = self._world.now() - int(age.total_seconds())
        signed = [
            WebhookSignature.generate_signature_header(payload, secret, at)
            for secret in self.secrets
        ]
        return ",".join([signed[0], *(one.partition(",")[2] for one in signed[1:])])

    @contextmanager
    def followed(self, order: Random | None = None) -> Iterator[None]:
        """This sends by itself while the block runs: in disorder, and some twice, by the dice."""
        is_over = threading.Event()

        def follow() -> None:
            while not is_over.is_set():
                self._news.wait(AGAIN_SECONDS)
                self._news.clear()
                copies = order.choice((1, 1, 2)) if order else 1
                if any(not one.is_taken for one in self.deliver(copies=copies, order=order)):
                    is_over.wait(AGAIN_SECONDS)

        thread = threading.Thread(target=follow)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def await_quiet(self) -> None:
        """This returns when everything was taken; what happens meanwhile counts too."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self._is_busy():
            assert time.monotonic() < until, f"not taken: {[one.topic for one in self.waiting]}"
            time.sleep(AGAIN_SECONDS / 10)

    def _is_busy(self) -> bool:
        with self._world.lock:
            return self._is_sending or bool(self.waiting)

    def close(self) -> None:
        """This hangs up."""
        self._client.close()


class Webhooks:
    """These are the addresses that Stripe sends to."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._endpoints: list[Endpoint] = []

    def endpoint(
        self, url: str, secret: str = SECRET, *, is_thin: bool = False, accounts: bool = False
    ) -> Endpoint:
        """This registers an address, from now on."""
        made = Endpoint(self._world, url, secret, is_thin=is_thin, accounts=accounts)
        with self._world.lock:
            self._endpoints.append(made)
            self._world.listeners.append(made.hear)
        return made

    def close(self) -> None:
        """This hangs up everywhere."""
        for one in self._endpoints:
            one.close()
