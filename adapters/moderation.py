"""The way to a moderation service: HTTP, as OpenAI has it and others have taken it over.

    POST {"input": "…"} → {"model": "…", "results": [{"category_scores": {"hate": 0.02, …}}]}

What is sent are the words alone. Of the answer only kinds of harm that we know are taken, as
numbers, and a version that looks like one: nothing that somebody else worded gets into the log.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx

from adapters.answers import PATIENCE_SECONDS, read_answer
from application.moderation import SERVICE_VERSION, Scores
from domain.shared.errors import Unavailable
from domain.shared.harm import Harm

WHO: Final = "the moderation service"
IN_FULL: Final = 10_000
"""Basis points."""

CALLED: Final[Mapping[str, Harm]] = {
    "hate": Harm.HATE,
    "hate_and_discrimination": Harm.HATE,
    "harassment": Harm.HARASSMENT,
    "harassment/threatening": Harm.THREAT,
    "hate/threatening": Harm.THREAT,
    "violence_and_threats": Harm.THREAT,
    "sexual": Harm.SEXUAL,
    "sexual/minors": Harm.SEXUAL_MINORS,
    "self-harm": Harm.SELF_HARM,
    "self-harm/intent": Harm.SELF_HARM,
    "self-harm/instructions": Harm.SELF_HARM,
    "selfharm": Harm.SELF_HARM,
    "violence": Harm.VIOLENCE,
    "violence/graphic": Harm.VIOLENCE,
    "illicit": Harm.CRIME,
    "illicit/violent": Harm.CRIME,
    "dangerous_and_criminal_content": Harm.CRIME,
    "pii": Harm.PERSONAL_DETAILS,
}
"""What services call the kinds of harm; of several that are one to us the likeliest counts."""


class NotUnderstood(Unavailable):
    """This is an answer that does not say what was asked."""


class HttpModeration:
    """This asks one service, on connections that stay open."""

    def __init__(self, url: str, key: str = "", model: str = "") -> None:
        self._url, self._asked = url, {"model": model} if model else {}
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(
            timeout=PATIENCE_SECONDS, follow_redirects=False, headers=headers
        )

    def close(self) -> None:
        """This ends the connections."""
        self._client.close()

    def scores(self, text: str) -> Scores:
        """This is what the service says of a text, asked once."""
        try:
            with self._client.stream(
                "POST", self._url, json={**self._asked, "input": text}
            ) as answer:
                raw = read_answer(answer, WHO)
        except httpx.HTTPError as reason:
            raise Unavailable(f"{WHO} does not answer ({type(reason).__name__})") from reason
        if not answer.is_success:
            raise Unavailable(f"{WHO} answers {answer.status_code}")
        return _understood(raw)


def _understood(raw: bytes) -> Scores:
    """This is the answer in our words.

    Raises:
        NotUnderstood: it is none. Why is not told, since it may repeat what was asked.
    """
    try:
        said = json.loads(raw)
        version, told = said["model"], said["results"][0]["category_scores"]
        found: dict[Harm, int] = {}
        for harm, points in _known(told):
            found[harm] = max(points, found.get(harm, 0))
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        raise NotUnderstood(f"{WHO} answers what nobody understands") from None
    if not found or not isinstance(version, str) or not re.search(SERVICE_VERSION, version):
        raise NotUnderstood(f"{WHO} names no harm that we know, or not its version")
    return Scores(found, version)


def _known(told: Mapping[str, Any]) -> Iterator[tuple[Harm, int]]:
    for name, score in told.items():
        if name not in CALLED:
            continue
        if not math.isfinite(score) or not 0 <= score <= 1:
            raise ValueError(name)
        yield CALLED[name], round(score * IN_FULL)
