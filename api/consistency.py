"""Reading one's own writes: the token a command answered with, sent back with the next request."""

from time import monotonic
from typing import Annotated, Final

from fastapi import Header
from starlette.requests import Request

from api.errors import NotVisibleYet
from application.consistency import LONGEST_TOKEN, ConsistencyTokenUnreadable, Token

LONGEST_WAIT_SECONDS: Final = 5.0
HEADER: Final = "Preceptor-Consistency"
REFUSALS: Final = (ConsistencyTokenUnreadable, NotVisibleYet)
DOCUMENTED = Annotated[
    str,
    Header(
        alias=HEADER,
        max_length=LONGEST_TOKEN,
        description="As a command answered it: the answer then holds what that command wrote.",
        examples=["consent.3@1042"],
    ),
]


async def wait_for(views: tuple[str, ...], request: Request) -> None:
    """This waits until the views have what the request's token names.

    Raises:
        ConsistencyTokenUnreadable: the token is not one of ours.
        NotVisibleYet: they have not caught up in time.
    """
    text = request.headers.get(HEADER)
    if not text or not views:
        return
    token = Token.decode(text)
    state = request.app.state
    until = monotonic() + LONGEST_WAIT_SECONDS
    for view in views:
        left = max(0.0, until - monotonic())
        wait = state.container.waiting.wait
        behind = await state.workers.wait(wait, view, token, left)
        if behind:
            raise NotVisibleYet(f"{view} is {behind} positions behind; ask again shortly.")
