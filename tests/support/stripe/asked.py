"""A request as the fake sees it: who asks for what, with parameters of the right types."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.support.stripe.answers import Json
from tests.support.stripe.world import API_VERSION

NAME = re.compile(r"([^\[\]]+)|\[([^\[\]]*)\]")


class Params:
    """This is what was asked for by name. It knows which names nobody looked at.

    What Stripe knows and the fake does not play would otherwise be passed over in silence, and a
    test would prove what is not so.
    """

    def __init__(self, given: Json | None = None) -> None:
        self._given = given or {}
        self._seen = {"expand"}

    def get(self, name: str, otherwise: Any = None) -> Any:
        """This is the parameter, where it was given."""
        self._seen.add(name)
        return self._given.get(name, otherwise)

    def __getitem__(self, name: str) -> Any:
        self._seen.add(name)
        return self._given[name]

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    @property
    def given(self) -> Json:
        """This is all of it, as it was given."""
        return self._given

    def unseen(self) -> list[str]:
        """These were given, and nobody looked."""
        return sorted(set(self._given) - self._seen)


@dataclass(frozen=True)
class Asked:
    """This is one request."""

    method: str
    path: str
    headers: dict[str, str]
    given: Json
    names: dict[str, str] = field(default_factory=dict)
    params: Params = field(default_factory=Params)

    @property
    def account(self) -> str:
        """This is the connected account it is asked for; empty for the platform itself."""
        return self.headers.get("stripe-account") or self.headers.get("stripe-context") or ""

    @property
    def version(self) -> str:
        """This is the version of the API it is asked in."""
        return self.headers.get("stripe-version", API_VERSION)

    @property
    def is_v2(self) -> bool:
        """This tells the new half of the API from the old one."""
        return self.path.startswith("/v2/")

    @property
    def key(self) -> str:
        """This is the idempotency key; without meaning, and so empty, where nothing changes."""
        return self.headers.get("idempotency-key", "") if self.method == "POST" else ""


def json_of(body: bytes) -> Json:
    """This reads the body of a request of v2."""
    read = json.loads(body or b"{}")
    return read if isinstance(read, dict) else {"": read}


def form_of(text: str) -> Json:
    """This reads `a[b]=1&c[0]=2` as the nested values that it is."""
    values: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        steps = [plain or index for plain, index in NAME.findall(name)]
        place = values
        for step in steps[:-1]:
            inner = place.setdefault(step, {})
            place = inner if isinstance(inner, dict) else {}
        place[steps[-1] or str(len(place))] = value
    return values
