"""A payment provider in memory: the same answers as the sandbox, for tests without I/O."""

import threading
from dataclasses import dataclass
from itertools import count

from application.ports import Clock, PaymentAnswer
from domain.shared.errors import Unavailable
from domain.shared.money import Money

NOTHING = Money(0, "")
REFUSED_AMOUNTS = {
    ("authorise", 2402): "card_declined",
    ("capture", 2403): "capture_refused",
    ("refund", 2404): "refund_refused",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    deed: str
    reference: str = ""
    amount: Money = NOTHING
    capture: bool = False


@dataclass(slots=True)
class _Account:
    """This is what the provider holds of one payment."""

    reserved: Money
    taken: int = 0
    refunded: int = 0
    is_void: bool = False

    def move(self, asked: _Asked) -> str:
        """This moves the money, or tells by a code why not."""
        amount = asked.amount
        is_open = not self.is_void and not self.taken
        fits = amount.currency == self.reserved.currency
        match asked.deed:
            case "capture" if is_open and fits and amount.minor <= self.reserved.minor:
                self.taken = amount.minor
            case "void" if is_open:
                self.is_void = True
            case "refund" if fits and amount.minor <= self.taken - self.refunded:
                self.refunded += amount.minor
            case _:
                return "not_taken" if asked.deed == "refund" else "not_reserved"
        return ""


class InMemoryPaymentGateway:
    """This keeps accounts and answers in dicts, under one lock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._names = count(1)
        self._accounts: dict[str, _Account] = {}
        self._answers: dict[str, tuple[_Asked, PaymentAnswer]] = {}
        self._failures: list[bool] = []

    def fail_next(self, calls: int = 1, *, after_moving: bool = False) -> None:
        """This makes the next calls fail: before anything moved, or with the answer lost."""
        with self._lock:
            self._failures.extend([after_moving] * calls)

    def movements(self) -> list[tuple[str, str]]:
        """This is everything that ever moved, as (deed, key), sorted."""
        with self._lock:
            done = self._answers.items()
            return sorted((asked.deed, k) for k, (asked, got) in done if got.outcome == "done")

    def authorise(self, key: str, amount: Money, *, capture: bool) -> PaymentAnswer:
        """This reserves the amount, and takes it at once when `capture` is set."""
        return self._answer(key, _Asked("authorise", "", amount, capture))

    def capture(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This takes the reserved amount."""
        return self._answer(key, _Asked("capture", reference, amount))

    def void(self, key: str, reference: str) -> PaymentAnswer:
        """This gives a reservation back untouched."""
        return self._answer(key, _Asked("void", reference))

    def refund(self, key: str, reference: str, amount: Money) -> PaymentAnswer:
        """This gives back part or all of what was taken."""
        return self._answer(key, _Asked("refund", reference, amount))

    def _answer(self, key: str, asked: _Asked) -> PaymentAnswer:
        with self._lock:
            failure = self._failures.pop(0) if self._failures else None
            if failure is False:
                raise Unavailable("the provider was told not to answer")
            if key not in self._answers:
                self._answers[key] = (asked, self._first(asked))
            known, answer = self._answers[key]
        if known != asked:
            raise ValueError(f"the key {key} was used before, for something else")
        if failure:
            raise Unavailable("the provider was told to lose its answer")
        return answer

    def _first(self, asked: _Asked) -> PaymentAnswer:
        now = self._clock.now()
        reason = REFUSED_AMOUNTS.get((asked.deed, asked.amount.minor % 10_000), "")
        own = asked.reference
        if asked.deed in {"authorise", "refund"}:
            own = f"memory_{asked.deed}_{next(self._names)}"
        reason = reason or self._move(own, asked)
        if reason:
            return PaymentAnswer("declined", "", now, reason)
        return PaymentAnswer("done", own, now)

    def _move(self, own: str, asked: _Asked) -> str:
        if asked.deed == "authorise":
            taken = asked.amount.minor if asked.capture else 0
            self._accounts[own] = _Account(asked.amount, taken)
            return ""
        account = self._accounts.get(asked.reference, _Account(NOTHING, is_void=True))
        return account.move(asked)
