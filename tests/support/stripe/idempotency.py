"""One key, one deed: what was answered under a key is answered again, and nothing is done twice.

As Stripe keeps them: v1 for 24 hours with whatever was answered, errors too; v2 for 30 days, and
only what was done, so that what failed is tried again. After that a key is as good as new, and
the same request is done a second time.
"""

from dataclasses import dataclass
from datetime import timedelta

from tests.support.stripe.answers import Json, StripeRefused, Uncounted, malformed
from tests.support.stripe.asked import Asked

LONGEST_KEY = 255
KEPT = {False: timedelta(hours=24), True: timedelta(days=30)}


@dataclass
class _Kept:
    path: str
    given: Json
    begun: int
    answer: tuple[int, Json] | None = None


class Keys:
    """These are the keys that Stripe remembers. Call it only under the lock of the world."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], _Kept] = {}

    def claim(self, asked: Asked, now: int) -> tuple[int, Json] | None:
        """This takes the key for the request, or is the answer that stands under it.

        Raises:
            StripeRefused: the key was used for something else, or its request is under way.
        """
        if len(asked.key) > LONGEST_KEY:
            raise malformed(f"Idempotency keys may be up to {LONGEST_KEY} characters long.")
        name = (asked.account, asked.key)
        kept = self._kept.get(name)
        if kept is None or now - kept.begun >= KEPT[asked.is_v2].total_seconds():
            self._kept[name] = _Kept(asked.path, asked.given, now)
            return None
        if (kept.path, kept.given) != (asked.path, asked.given):
            raise _used_before(asked, kept)
        if kept.answer is None:
            raise in_use(asked.key)
        return kept.answer

    def keep(self, asked: Asked, answer: tuple[int, Json]) -> None:
        """This stores what was answered under the key."""
        status, _ = answer
        if asked.is_v2 and status >= 400:
            self.free(asked)
        else:
            self._kept[asked.account, asked.key].answer = answer

    def free(self, asked: Asked) -> None:
        """This forgets the key: what it was for never began."""
        self._kept.pop((asked.account, asked.key), None)


def in_use(key: str) -> StripeRefused:
    """This says that a request with the same key is under way."""
    message = (
        "There is currently another in-progress request using this Idempotent Key (that probably "
        "means you submitted twice, and the other request is still going through): "
        f"{key}. Please try again later."
    )
    return Uncounted(409, "idempotency_error", message, code="idempotency_key_in_use")


def _used_before(asked: Asked, kept: _Kept) -> StripeRefused:
    if kept.path != asked.path:
        how = f"for the same endpoint they were first used for ('{kept.path}' vs '{asked.path}')"
    else:
        how = "with the same parameters they were first used with"
    message = (
        f"Keys for idempotent requests can only be used {how}. Try using a key other than "
        f"'{asked.key}' if you meant to execute a different request."
    )
    return Uncounted(400, "idempotency_error", message)
