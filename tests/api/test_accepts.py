"""Commands over HTTP: done once, answered always."""

from inspect import getsource

import pytest

from api.accepts import execute_for
from application.commands import COMMANDS
from application.work import Command
from tests.api.world import World
from tests.support.people import AS_BEN, AS_OLGA

HANDLERS = {command: handler for table in COMMANDS for command, handler in table}
GRANT = "/v1/consents/ben/recording/grant"
WITHDRAW = "/v1/consents/ben/recording/withdraw"
TEXT = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}


class TestAsking:
    def test_records_the_deed_under_the_request(self, world: World) -> None:
        answer = world.post(GRANT, TEXT, headers={"X-Request-ID": "0af7651916cd43dd"})
        (known,) = world.log.facts
        assert answer.status_code == 200
        assert answer.json() == {}
        assert known.actor == "person:ben"
        assert known.correlation_id == "0af7651916cd43dd"

    def test_tells_where_the_facts_stand(self, world: World) -> None:
        answer = world.post(GRANT, TEXT)
        assert answer.headers["Preceptor-Consistency"] == "consent.1@1"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_needs_no_body_where_nothing_is_required(self, world: World) -> None:
        world.post(GRANT, TEXT)
        assert world.post(WITHDRAW).status_code == 200

    def test_answers_201_when_something_came_to_be(self, world: World) -> None:
        body = {
            "email": "anna@example.org",
            "password": "correct horse battery",
            "display_name": "Анна",
            "time_zone": "Europe/Berlin",
        }
        answer = world.post("/v1/accounts", body, None)
        assert answer.status_code == 201
        assert answer.json()["account_id"] == world.log.facts[0].fact.account_id


@pytest.mark.parametrize("command", HANDLERS)
def test_nobody_waits_behind_a_password(command: type[Command]) -> None:
    """Whatever looks at passwords takes a tenth of a second, and says so by its fields."""
    looks = "passwords" in getsource(HANDLERS[command])
    assert (execute_for(command) is not None) == looks


class TestAskingAgain:
    def test_gets_the_same_answer(self, world: World) -> None:
        key = {"Idempotency-Key": "the-same-key"}
        first = world.post(GRANT, TEXT, headers=key)
        again = world.post(GRANT, TEXT, headers=key)
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers["Preceptor-Consistency"] == first.headers["Preceptor-Consistency"]
        assert "Idempotency-Replayed" not in first.headers
        assert again.headers["Idempotency-Replayed"] == "true"
        assert world.log.head() == 1

    def test_gets_the_same_no(self, world: World) -> None:
        key = {"Idempotency-Key": "the-same-key"}
        world.post(WITHDRAW, headers=key)
        world.post(GRANT, TEXT)
        again = world.post(WITHDRAW, headers=key)
        assert again.status_code == 409
        assert again.headers["Idempotency-Replayed"] == "true"

    def test_for_something_else_is_422(self, world: World) -> None:
        key = {"Idempotency-Key": "the-same-key"}
        world.post(GRANT, TEXT, headers=key)
        answer = world.post(GRANT, {**TEXT, "text_version": "2"}, headers=key)
        assert answer.status_code == 422
        assert answer.json()["type"] == "key-reused"

    def test_by_somebody_else_is_another_deed(self, world: World) -> None:
        key = {"Idempotency-Key": "the-same-key"}
        world.post(GRANT, TEXT, AS_BEN, headers=key)
        answer = world.post("/v1/consents/olga/recording/grant", TEXT, AS_OLGA, headers=key)
        assert answer.status_code == 200


class TestARefusal:
    def test_is_a_problem_named_after_the_rule(self, world: World) -> None:
        answer = world.post(WITHDRAW, headers={"X-Request-ID": "0af7651916cd43dd"})
        assert answer.status_code == 409
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json() == {
            "type": "nothing-to-withdraw",
            "title": "Nothing to withdraw",
            "status": 409,
            "detail": "There is no consent in force that could be withdrawn.",
            "instance": "0af7651916cd43dd",
        }

    def test_of_what_is_not_there_is_404(self, world: World) -> None:
        answer = world.post("/v1/bookings/nothing/submit")
        assert (answer.status_code, answer.json()["type"]) == (404, "not-found")


class TestTheKey:
    @pytest.mark.parametrize("key", ["short", "x" * 201, "with a space", ""])
    def test_has_a_form(self, world: World, key: str) -> None:
        answer = world.post(GRANT, TEXT, headers={"Idempotency-Key": key})
        assert answer.status_code == 400
        assert answer.json()["type"] == "idempotency-key-is-missing"

    def test_must_be_there(self, world: World) -> None:
        headers = world.as_(AS_BEN)
        del headers["Idempotency-Key"]
        assert world.client.post(GRANT, json=TEXT, headers=headers).status_code == 400
