"""How a no sounds: one table, one shape."""

from collections.abc import Iterator

import pytest
import structlog
from fastapi import FastAPI

from adapters.memory.event_log import InMemoryEventLog
from api import errors
from api.errors import BY_KIND, BY_NAME, Problem, kind_of, slug
from application.ports import Append, Appended
from domain.shared.errors import NotAllowed, NotFound, Refused, RuleBroken, Unavailable
from tests.api.world import World


def below(refusal: type[Refused]) -> Iterator[type[Refused]]:
    """This is every refusal the running API knows of."""
    for found in refusal.__subclasses__():
        yield found
        yield from below(found)


REFUSALS = [found for found in below(Refused) if not found.__module__.startswith("tests.")]
GRANT = "/v1/consents/ben/recording/grant"
TEXT = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}


class BrokenLog(InMemoryEventLog):
    """This log fails in the way it is told."""

    def __init__(self, reason: Exception) -> None:
        super().__init__()
        self.reason = reason

    def append(self, _entry: Append) -> Appended:
        raise self.reason


class TestTheTable:
    @pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: each.__name__)
    def test_knows_every_refusal(self, refusal: type[Refused]) -> None:
        status = Problem(refusal.__name__, kind_of(refusal), "").status
        assert 400 <= status < 600

    def test_names_no_refusal_that_is_not_there(self) -> None:
        assert set(BY_NAME) <= {refusal.__name__ for refusal in REFUSALS}

    def test_gives_each_kind_its_status(self) -> None:
        assert {
            kind_of(kind): BY_KIND[kind_of(kind)] for kind in (NotFound, NotAllowed, RuleBroken)
        } == {
            "NotFound": 404,
            "NotAllowed": 403,
            "RuleBroken": 409,
        }

    def test_has_one_slug_for_each_refusal(self) -> None:
        slugs = {slug(refusal.__name__) for refusal in REFUSALS}
        assert len(slugs) == len({refusal.__name__ for refusal in REFUSALS})


class TestTheWorld:
    def test_not_answering_is_503_and_worth_another_try(self, app: FastAPI) -> None:
        world = World(app, log=BrokenLog(Unavailable("the log is closed")))
        answer = world.post(GRANT, TEXT)
        assert (answer.status_code, answer.json()["type"]) == (503, "service-unavailable")
        assert answer.headers["Retry-After"] == "1"

    def test_being_a_mistake_of_ours_is_500_and_tells_nothing(self, app: FastAPI) -> None:
        world = World(app, log=BrokenLog(KeyError("a secret")))
        with structlog.testing.capture_logs() as lines:
            answer = world.post(GRANT, TEXT, headers={"X-Request-ID": "0af7651916cd43dd"})
        assert lines[0]["event"] == "request_failed"
        assert (answer.status_code, answer.json()["type"]) == (500, "unexpected-condition")
        assert answer.json()["instance"] == "0af7651916cd43dd"
        assert "secret" not in answer.text


def test_a_problem_is_never_kept_by_caches() -> None:
    answer = Problem.of(errors.SignInFirst()).response("0af7651916cd43dd")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
