"""A deed done once, whatever fails: what stands at Stripe is the answer, else it is asked for.

    look ──► it is there: that is the answer
      ╰────► ask under the key ──► the answer
                    ╰── a failure of before, repeated ──► look again, ask under the next key

Stripe keeps under a key whatever it answered first, a failure of its own too, and repeats that for
a day. A repeated one says that the attempt is over; if nothing came of it, only another key helps.
The next key follows from the first alone, so that of many who ask, two never do it twice.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from stripe import RequestOptions

from adapters.stripe.answering import FailureRepeated
from domain.shared.errors import Unavailable

KEYS_A_DAY: Final = 10

T = TypeVar("T")


def done_once(key: str, look: Callable[[], T | None], ask: Callable[[RequestOptions], T]) -> T:
    """This is what came of the deed, now or before.

    Raises:
        Unavailable: Stripe did not answer, or has failed at it too often today.
    """
    for number in range(1, KEYS_A_DAY + 1):
        found = look()
        if found is not None:
            return found
        try:
            return ask({"idempotency_key": key if number == 1 else f"{key}~{number}"})
        except FailureRepeated:
            continue
    raise Unavailable("Stripe has failed at it too often today")


def nothing_to_see() -> None:
    """This looks for what may as well be done twice, because it moves nothing."""
