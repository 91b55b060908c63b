"""What Stripe knows: every object by its name, whose it is, and what happened, in order."""

import copy
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

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
}
OF_NO_MODE = frozenset({"balance_transaction", "refund", "transfer_reversal"})
API_VERSION = "2026-10-28.endive"


@dataclass(frozen=True)
class Happened:
    """This is one thing that happened, as Stripe tells it to those who listen."""

    event: Json
    account: str
    is_thin: bool


class World:
    """This is the memory of the fake. Whoever reads or writes it holds `lock`."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.objects: dict[str, Json] = {}
        self.cards: dict[str, str] = {}
        self.spent: set[str] = set()
        self.set_up: set[str] = set()
        self.happened: list[Happened] = []
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
        return self._owners[name]

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
            "request": {"id": None, "idempotency_key": None},
            "type": topic,
        }
        if account:
            values["account"] = account
        self.record(Happened(self.add("event", values, account), account, is_thin=False))

    def record(self, happened: Happened) -> None:
        """This keeps what happened, and tells those who listen."""
        self.happened.append(happened)
        for listener in self.listeners:
            listener(happened)
