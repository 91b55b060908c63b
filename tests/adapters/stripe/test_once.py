"""A deed is looked for before each key, and the keys follow from the first."""

import pytest
from stripe import RequestOptions

from adapters.stripe.answering import FailureRepeated
from adapters.stripe.once import KEYS_A_DAY, done_once
from domain.shared.errors import Unavailable


class Stripe:
    """This fails under so many keys, and is asked by somebody else meanwhile, who is done then."""

    def __init__(self, failures: int, others_end_at: int = 0) -> None:
        self.keys: list[str] = []
        self._failures = failures
        self._others_end_at = others_end_at

    def look(self) -> str | None:
        is_there = self._others_end_at and len(self.keys) >= self._others_end_at
        return "theirs" if is_there else None

    def ask(self, under: RequestOptions) -> str:
        self.keys.append(under.get("idempotency_key") or "")
        if len(self.keys) <= self._failures:
            raise FailureRepeated
        return "ours"


def asked(stripe: Stripe) -> str:
    return done_once("k", stripe.look, stripe.ask)


def test_one_key_is_enough_where_nothing_fails() -> None:
    stripe = Stripe(0)
    assert (asked(stripe), stripe.keys) == ("ours", ["k"])


def test_a_failure_that_is_repeated_leads_to_the_next_key() -> None:
    stripe = Stripe(2)
    assert (asked(stripe), stripe.keys) == ("ours", ["k", "k~2", "k~3"])


@pytest.mark.parametrize("end", [1, 2, 3])
def test_what_somebody_else_has_done_meanwhile_is_the_answer(end: int) -> None:
    stripe = Stripe(failures=5, others_end_at=end)
    assert (asked(stripe), len(stripe.keys)) == ("theirs", end)


def test_it_ends_for_the_day() -> None:
    stripe = Stripe(failures=100)
    with pytest.raises(Unavailable, match="too often"):
        asked(stripe)
    assert len(set(stripe.keys)) == KEYS_A_DAY
