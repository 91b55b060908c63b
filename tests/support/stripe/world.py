"""What Stripe knows: every object by its name, whose it is, and what happened, in order."""

import copy
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import stripe

from application.ports import Clock
from tests.support.stripe.answers import Json, absent

PREFIXES = {
    "account": "acct",
    "balance_transaction": "txn",
    "charge": "ch",
    "customer": "cus",
    "dispute": "du",
    "event": "evt",
    "payment_intent": "pi",
    "payment_method": "pm",
    "payout": "po",
    "refund": "re",
    "setup_intent": "seti",
    "transfer": "tr",
    "transfer_reversal": "trr",
    "v2.core.event": "evt",
}
OF_NO_MODE = frozenset({"balance_transaction", "refund", "transfer_reversal"})
NOBODY: Json = {"id": None, "idempotency_key": None}
API_VERSION = stripe.api_version


@dataclass(frozen=True)
class Happened:
    """This is one thing that happened, in the two ways Stripe tells it.

    A snapshot carries the object as it was; a thin notification only names it. What happens to
    accounts of v2 is told thinly alone.
    """

    snapshot: Json | None
    thin: Json
    account: str

    @property
    def topic(self) -> str:
        """This is what happened, in the words of v1 where it has any."""
        return str((self.snapshot or self.thin)["type"])


class World:
    """This is the memory of the fake. Whoever reads or writes it holds `lock`."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.objects: dict[str, Json] = {}
        self.cards: dict[str, str] = {}
        self.spent: set[str] = set()
        self.set_up: set[str] = set()
        self.recipients: dict[str, Json] = {}
        self.schedules: dict[str, str] = {}
        self.paid_out_on: dict[str, int] = {}
        self.asking: Json = NOBODY
        self.listeners: list[Callable[[Happened], None]] = []
        self._owners: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def now(self) -> int:
        """This is the time of its clock, in whole seconds."""
        return int(self.clock.now().timestamp())

    def iso(self, at: int | None = None) -> str:
        """This is a time as v2 writes it."""
        instant = datetime.fromtimestamp(self.now() if at is None else at, UTC)
        return instant.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def name(self, prefix: str) -> str:
        """This is a name nobody has yet."""
        self._counts[prefix] += 1
        return f"{prefix}_1Fake{self._counts[prefix]:012d}"

    def add(self, kind: str, values: Json, account: str = "") -> Json:
        """This makes a new object of the kind."""
        name = values.get("id") or self.name(PREFIXES[kind])
        made = {"id": name, "object": kind, "created": self.now(), **values}
        if kind not in OF_NO_MODE:
            made["livemode"] = False
        self.objects[name] = made
        self._owners[name] = account
        return made

    def find(self, kind: str, name: str, account: str = "", param: str = "id") -> Json:
        """This is the object of that kind and name.

        Raises:
            StripeRefused: there is none, or it is another's.
        """
        found = self.objects.get(name)
        if found is None or found["object"] != kind or self._owners[name] != account:
            raise absent(kind, name, param)
        return found

    def owner(self, name: str) -> str:
        """This is the account the object belongs to; empty for the platform."""
        return self._owners.get(name, "")

    def every(self, kind: str, account: str = "") -> list[Json]:
        """These are all objects of the kind, the newest first."""
        mine = (one for one in self.objects.values() if one["object"] == kind)
        return [one for one in mine if self._owners[one["id"]] == account][::-1]

    def tell(self, topic: str, about: Json, account: str = "") -> None:
        """This records that something happened to the object, with what it is now."""
        values = {
            "api_version": API_VERSION,
            "data": {"object": copy.deepcopy(about)},
            "pending_webhooks": 0,
            "request": dict(self.asking),
            "type": topic,
        }
        if account:
            values["account"] = account
        snapshot = self.add("event", values, account)
        url = f"/v1/{about['object']}s/{about['id']}"
        thin = self._thin(f"v1.{topic}", about, url, account, {"snapshot_event": snapshot["id"]})
        self._spread(Happened(snapshot, thin, account))

    def tell_thin(self, topic: str, about: Json, data: Json | None = None) -> None:
        """This records what is told in the way of v2 alone."""
        url = f"/v2/core/accounts/{about['id']}"
        self._spread(Happened(None, self._thin(topic, about, url, "", {"data": data}), ""))

    def _thin(self, topic: str, about: Json, url: str, account: str, more: Json) -> Json:
        values = {
            "context": account or None,
            "created": self.iso(),
            "reason": self._reason(),
            "related_object": {"id": about["id"], "type": about["object"], "url": url},
            "type": topic,
        }
        return self.add("v2.core.event", values | more, account)

    def _reason(self) -> Json | None:
        """This is the request that something happened by, if any."""
        is_asked = self.asking["id"] is not None
        return {"type": "request", "request": dict(self.asking)} if is_asked else None

    def _spread(self, happened: Happened) -> None:
        for listener in self.listeners:
            listener(happened)
