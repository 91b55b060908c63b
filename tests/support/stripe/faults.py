"""What goes wrong between Stripe and us, for the next calls of a path."""

import re
import threading
from dataclasses import dataclass
from typing import Literal

from tests.support.stripe.answers import StripeRefused, Uncounted, invalid

PATIENCE_SECONDS = 10.0
BEGUN = frozenset({"slow", "work_failed"})
TURNED_AWAY = frozenset({"conflict", "locked", "rate_limited"})

Kind = Literal[
    "dropped",
    "silent",
    "slow",
    "conflict",
    "locked",
    "rate_limited",
    "server_failed",
    "work_failed",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """This is one thing that goes wrong.

    dropped        the connection ends without an answer
    silent         no answer comes, until the caller gives up
    slow           the work begins and waits, its key taken, until `Faults.let_go`
    conflict       409: a request with the same key is under way
    locked         429: another request has the same object in hand
    rate_limited   429: too many requests
    server_failed  500
    work_failed    500 in the midst of the work: nothing of it is done, and the key remembers that
    """

    kind: Kind
    is_after: bool


class Faults:
    """These are the faults still to come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._gate = threading.Event()
        self._is_slow = threading.Event()
        self._planned: list[tuple[re.Pattern[str], Fault]] = []

    def next(self, path: str, kind: Kind, *, times: int = 1, after: bool = False) -> None:
        """This plans a fault for the next calls of a path, such as `POST /v1/refunds`.

        `*` in the path is one step of it. `after` lets the work be done before it goes wrong.
        A 409 or 429 comes before the work, always.
        """
        pattern = re.compile(re.escape(path).replace(r"\*", "[^/]+"))
        is_after = kind in BEGUN or (after and kind not in TURNED_AWAY)
        with self._lock:
            self._planned.extend([(pattern, Fault(kind, is_after))] * times)

    def take(self, call: str) -> Fault | None:
        """This is the fault planned for the call, which is then spent."""
        with self._lock:
            for number, (pattern, fault) in enumerate(self._planned):
                if pattern.fullmatch(call):
                    del self._planned[number]
                    return fault
        return None

    def wait(self) -> None:
        """This is what the slow do."""
        self._is_slow.set()
        self._gate.wait()

    def await_slow(self) -> None:
        """This returns when something slow has begun."""
        assert self._is_slow.wait(PATIENCE_SECONDS), "nothing slow began"

    def let_go(self) -> None:
        """This lets what is slow go on, and whatever would be slow later."""
        self._gate.set()

    @property
    def left(self) -> int:
        """This is how many have not come yet."""
        with self._lock:
            return len(self._planned)


def answer_of(fault: Fault) -> StripeRefused | None:
    """This is what Stripe answers then, where it answers at all."""
    match fault.kind:
        case "conflict":
            message = (
                "There is currently another in-progress request using this Idempotent Key. "
                "Please try again later."
            )
            return Uncounted(409, "idempotency_error", message, code="idempotency_key_in_use")
        case "locked":
            message = (
                "This object cannot be accessed right now because another API request or Stripe "
                "process is currently accessing it. If you see this error intermittently, retry "
                "the request."
            )
            return invalid(message, status=429, code="lock_timeout")
        case "rate_limited":
            message = "Request rate limit exceeded. Learn more: https://stripe.com/docs/rate-limits"
            return invalid(message, status=429, code="rate_limit")
        case "server_failed" | "work_failed":
            return StripeRefused(500, "api_error", "An unknown error occurred")
        case "dropped" | "silent" | "slow":
            return None
