"""Signing in, staying signed in, and what happens to a stolen token."""

from typing import Any

import pytest

from adapters.memory.limits import InMemoryRateLimits
from tests.api.world import World
from tests.support.calendar import minutes

PASSWORD = "correct horse battery"
ANNA = {
    "email": "anna@example.org",
    "password": PASSWORD,
    "display_name": "Anna",
    "time_zone": "Europe/Berlin",
    "roles": ["tutor"],
}
RIGHT = {"email": "anna@example.org", "password": PASSWORD}


@pytest.fixture
def annas(world: World) -> World:
    """This is a world where Anna has an account and the directory knows it."""
    account_id = world.post("/v1/accounts", ANNA, None).json()["account_id"]
    world.reader.tables["directory.accounts"] = [
        {
            "account_id": account_id,
            "password_hash": world.log.facts[1].fact.password_hash,
            "status": "active",
            "roles": ["tutor"],
        }
    ]
    return world


def sign_in(world: World, **headers: str) -> Any:
    return world.post("/v1/sessions", RIGHT, None, headers)


def refresh(world: World, token: str) -> Any:
    return world.post("/v1/sessions/refresh", {"refresh_token": token}, None)


class TestSigningIn:
    def test_gives_tokens_that_open_the_door(self, annas: World) -> None:
        answer = sign_in(annas)
        tokens = answer.json()
        assert answer.status_code == 201
        assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 600)
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        path = f"/v1/tutors/{tokens['account_id']}/policy"
        assert annas.post(path, {"policy": "strict"}, None, bearer).status_code == 200

    def test_again_under_the_same_key_gives_the_same_session(self, annas: World) -> None:
        first = sign_in(annas, **{"Idempotency-Key": "the-same-key"})
        again = sign_in(annas, **{"Idempotency-Key": "the-same-key"})
        assert again.json()["refresh_token"] == first.json()["refresh_token"]
        assert again.headers["Idempotency-Replayed"] == "true"

    def test_waits_for_the_directory(self, annas: World) -> None:
        sign_in(annas, **{"Preceptor-Consistency": "account.1@1"})
        assert annas.waiting.waited == [("directory", "account.1@1")]

    def test_with_another_password_is_401_and_no_fact(self, annas: World) -> None:
        before = annas.log.head()
        answer = annas.post("/v1/sessions", {**RIGHT, "password": "wrong"}, None)
        assert (answer.status_code, answer.json()["type"]) == (401, "email-or-password-is-wrong")
        assert annas.log.head() == before

    def test_without_an_account_sounds_the_same(self, annas: World) -> None:
        annas.reader.tables.clear()
        assert sign_in(annas).json()["type"] == "email-or-password-is-wrong"

    def test_cannot_be_guessed_quickly(self, world: World) -> None:
        world.limits = InMemoryRateLimits(world.clock)
        answers = [sign_in(world).status_code for _ in range(12)]
        assert answers == [401] * 10 + [429] * 2

    def test_keeps_the_password_out_of_the_log(self, annas: World) -> None:
        assert PASSWORD not in repr(annas.log.facts)


class TestStayingSignedIn:
    def test_exchanges_the_token(self, annas: World) -> None:
        first = sign_in(annas).json()["refresh_token"]
        annas.clock.advance(minutes(9))
        answer = refresh(annas, first)
        assert answer.status_code == 200
        assert answer.json()["refresh_token"] != first

    def test_with_a_copy_ends_the_session(self, annas: World) -> None:
        first = sign_in(annas).json()["refresh_token"]
        annas.clock.advance(minutes(9))
        second = refresh(annas, first).json()["refresh_token"]
        annas.clock.advance(minutes(9))
        stolen = refresh(annas, first)
        assert (stolen.status_code, stolen.json()["type"]) == (401, "refresh-token-was-reused")
        ended = refresh(annas, second)
        assert (ended.status_code, ended.json()["type"]) == (401, "session-is-over")

    def test_with_a_token_of_somebody_else_is_401(self, annas: World) -> None:
        assert refresh(annas, "bm90LW91cnM").json()["type"] == "refresh-token-is-not-ours"


class TestSigningOut:
    def test_ends_the_session(self, annas: World) -> None:
        tokens = sign_in(annas).json()
        headers = {**annas.as_(None), "Authorization": f"Bearer {tokens['access_token']}"}
        assert annas.client.delete("/v1/sessions/current", headers=headers).status_code == 200
        assert refresh(annas, tokens["refresh_token"]).json()["type"] == "session-is-over"


class TestAnAccessToken:
    def test_is_over_after_ten_minutes_although_it_was_remembered(self, annas: World) -> None:
        tokens = sign_in(annas).json()
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        path = f"/v1/tutors/{tokens['account_id']}/policy"
        assert annas.post(path, {"policy": "strict"}, None, bearer).status_code == 200
        annas.clock.advance(minutes(10))
        assert annas.post(path, {"policy": "strict"}, None, bearer).status_code == 401

    @pytest.mark.parametrize("header", ["Bearer nonsense", "Basic YTpi", "Bearer", "Bearer a.b.c"])
    def test_that_is_none_is_nobody(self, annas: World, header: str) -> None:
        answer = annas.post("/v1/bookings/b/submit", None, None, {"Authorization": header})
        assert answer.status_code == 401
