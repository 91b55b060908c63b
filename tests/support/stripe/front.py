"""The road of one request: known caller, known path, right parameters, free key, deed, answer."""

import hmac
import json
import re
import traceback
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import urlsplit

from tests.support.stripe.answers import Json, StripeRefused, Uncounted, invalid, malformed
from tests.support.stripe.asked import Asked, Params, form_of, json_of
from tests.support.stripe.faults import Fault, Faults, answer_of
from tests.support.stripe.idempotency import Keys
from tests.support.stripe.lists import expanded
from tests.support.stripe.passing import catch_up
from tests.support.stripe.routes import ROUTES, Handler
from tests.support.stripe.spec.checking import check_answer, taken
from tests.support.stripe.world import NOBODY, World

Reply = tuple[int, dict[str, str], Json]


@dataclass(frozen=True, slots=True)
class Call:
    """This is a request that came."""

    line: str
    key: str
    account: str
    version: str
    given: Json


class Front:
    """This takes requests and gives answers. It is called by many threads at once."""

    def __init__(self, world: World, key: str) -> None:
        self.faults = Faults()
        self.mistakes: list[str] = []
        self.calls: list[Call] = []
        self._world = world
        self._key = key
        self._keys = Keys()

    def answer(self, asked: Asked) -> tuple[Reply, Fault | None]:
        """This is the answer, and what goes wrong with it on its way."""
        line = f"{asked.method} {asked.path}"
        fault = self.faults.take(line)
        with self._world.lock:
            self.calls.append(Call(line, asked.key, asked.account, asked.version, asked.given))
            told = {"Request-Id": f"req_{len(self.calls):014d}", "Stripe-Version": asked.version}
        if asked.key:
            told["Idempotency-Key"] = asked.key
        if fault and not fault.is_after:
            refused = answer_of(fault)
            return _reply(refused, told) if refused else (0, told, {}), fault
        try:
            status, more, body = self._counted(asked, fault, told["Request-Id"])
        except StripeRefused as refused:
            return _reply(refused, told), fault
        return (status, told | more, body), fault

    def _counted(self, asked: Asked, fault: Fault | None, request: str) -> Reply:
        """This does what is asked once, under its key."""
        self._admit(asked)
        route, handler, names = _routed(asked)
        given = taken(route, asked.given, is_json=asked.is_v2 and asked.method == "POST")
        asked = replace(asked, names=names, params=Params(given))
        with self._world.lock:
            kept = self._keys.claim(asked, self._world.now()) if asked.key else None
            if kept:
                return kept[0], {"Idempotent-Replayed": "true"}, kept[1]
            if not (fault and fault.kind == "slow"):
                return self._begun(handler, asked, fault, request)
        self.faults.wait()
        with self._world.lock:
            return self._begun(handler, asked, None, request)

    def _begun(self, handler: Handler, asked: Asked, fault: Fault | None, request: str) -> Reply:
        """This does it, and keeps the answer for whoever asks again."""
        catch_up(self._world)
        self._world.asking = {"id": request, "idempotency_key": asked.key or None}
        lost = answer_of(fault) if fault else None
        told = (lost.status, {"error": lost.error}) if lost else None
        try:
            is_lost = fault is not None and fault.kind == "work_failed"
            done = told if told and is_lost else self._done(handler, asked)
        finally:
            self._world.asking = NOBODY
        if asked.key:
            self._keys.keep(asked, done if asked.is_v2 else told or done)
        more = {"Stripe-Should-Retry": "false"} if told else {}
        status, body = told or done
        return status, more, body

    def _done(self, handler: Handler, asked: Asked) -> tuple[int, Json]:
        try:
            answer = expanded(
                self._world, handler(self._world, asked), asked.params.get("expand", [])
            )
            check_answer(answer)
        except StripeRefused as refused:
            return refused.status, _copied({"error": refused.error})
        except Exception:
            self.mistakes.append(traceback.format_exc())
            raise
        if asked.params.unseen():
            self.mistakes.append(f"{asked.method} {asked.path}: {asked.params.unseen()} not played")
        return 200, _copied(answer)

    def _admit(self, asked: Asked) -> None:
        given = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given, self._key):
            message = f"Invalid API Key provided: {given[:8]}****"
            raise Uncounted(401, "invalid_request_error", message)
        if asked.account and asked.account not in self._world.objects:
            message = (
                f"The provided key '{given[:8]}****' does not have access to account "
                f"'{asked.account}' (or that account does not exist)."
            )
            raise Uncounted(403, "invalid_request_error", message, code="account_invalid")


def read(method: str, target: str, headers: dict[str, str], body: bytes) -> Asked:
    """This reads a request as it comes over the wire.

    Raises:
        StripeRefused: it cannot be read.
    """
    url = urlsplit(target)
    if method != "POST":
        return Asked(method, url.path, headers, form_of(url.query))
    if url.path.startswith("/v2/"):
        try:
            return Asked(method, url.path, headers, json_of(body))
        except ValueError:
            raise malformed("The request body is not valid JSON.") from None
    return Asked(method, url.path, headers, form_of(body.decode()))


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], str, Handler]]:
    def pattern(path: str) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))

    return [(method, pattern(path), f"{method} {path}", deed) for method, path, deed in ROUTES]


def _routed(asked: Asked) -> tuple[str, Handler, dict[str, str]]:
    for method, pattern, route, handler in _patterns():
        match = pattern.fullmatch(asked.path)
        if match and method == asked.method:
            return route, handler, match.groupdict()
    message = (
        f"Unrecognized request URL ({asked.method}: {asked.path}). Please see "
        "https://stripe.com/docs or we can help at https://support.stripe.com/."
    )
    raise invalid(message, status=404)


def _reply(refused: StripeRefused, told: dict[str, str]) -> Reply:
    return refused.status, told | refused.headers, {"error": refused.error}


def _copied(answer: Json) -> Json:
    copied: Json = json.loads(json.dumps(answer))
    return copied
