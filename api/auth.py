"""Who asks: the access token in the `Authorization` header, or nobody."""

import base64
from collections import OrderedDict
from datetime import UTC, datetime

import orjson

from application.ports import Clock
from application.tokens import Access, AccessTokens

REMEMBERED = 10_000
SCHEME = "bearer "


class Doorkeeper:
    """This recognises people by their tokens.

    A signature is checked once and remembered until the token is over, because checking it
    costs more than everything else about a small request. Used by one event loop only.
    """

    def __init__(self, tokens: AccessTokens, clock: Clock) -> None:
        self._tokens = tokens
        self._clock = clock
        self._known: OrderedDict[str, tuple[Access, datetime]] = OrderedDict()

    def recognise(self, authorization: str) -> tuple[Access, datetime] | None:
        """This is what a header's token says, until when; nothing if it is not ours, or over."""
        if authorization[: len(SCHEME)].lower() != SCHEME:
            return None
        token = authorization[len(SCHEME) :].strip()
        now = self._clock.now()
        known = self._known.get(token)
        if known is not None and now < known[1]:
            return known
        access = self._tokens.read(token, now)
        if access is None:
            self._known.pop(token, None)
            return None
        self._known[token] = known = (access, _end(token))
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return known


def _end(token: str) -> datetime:
    """This is when a token that was just found good will be over (RFC 7519, `exp`)."""
    payload = token.split(".")[1]
    claims = orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return datetime.fromtimestamp(claims["exp"], UTC)
