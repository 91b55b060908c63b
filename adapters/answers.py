"""How much of an answer over HTTP is read, and for how long: nobody outside holds us up."""

import time
from typing import Final

import httpx

from domain.shared.errors import Unavailable

PATIENCE_SECONDS: Final = 5.0
LONGEST_ANSWER: Final = 64 * 1024


def read_answer(answer: httpx.Response, who: str) -> bytes:
    """This is what is answered, in a stream that was just opened.

    Raises:
        Unavailable: it is endless, or comes so slowly that it might be.
    """
    raw, end = b"", time.monotonic() + PATIENCE_SECONDS
    for part in answer.iter_bytes():
        raw += part
        if len(raw) > LONGEST_ANSWER or time.monotonic() > end:
            raise Unavailable(f"{who} answers without end")
    return raw
