"""The way to a witness: HTTP, as C2SP tlog-witness has it."""

from contextlib import ExitStack
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import httpx

from adapters.answers import PATIENCE_SECONDS, read_answer
from application.cosigning import Reply
from domain.shared.errors import Unavailable

KINDS: Final = {200: "cosigned", 409: "conflict", 422: "inconsistent"}


def name_of(url: str) -> str:
    """This is what people are told of a witness: its host, and nothing that could be secret."""
    found = urlsplit(url)
    port = "" if found.port is None else f":{found.port}"
    return f"{found.hostname}{port}{found.path.rstrip('/')}"


class HttpWitness:
    """This asks one witness, on a connection that stays open."""

    def __init__(self, url: str) -> None:
        self._url = f"{url.rstrip('/')}/add-checkpoint"
        self._client = httpx.Client(timeout=PATIENCE_SECONDS, follow_redirects=False)
        self._closing = ExitStack()
        self._closing.enter_context(self._client)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _reason: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._closing.close()

    def bring(self, submission: str) -> Reply:
        """This is its answer; one that is endless is none."""
        try:
            with self._client.stream("POST", self._url, content=submission.encode()) as answer:
                said = read_answer(answer, "the witness").decode("utf-8", "replace")
        except httpx.HTTPError as reason:
            raise Unavailable(f"the witness does not answer ({type(reason).__name__})") from reason
        kind = KINDS.get(answer.status_code, "refused")
        if answer.is_server_error:
            raise Unavailable(f"the witness answers {answer.status_code}")
        words = f"It answers {answer.status_code}."
        return Reply(kind, said if kind == "cosigned" else "", said, words)
