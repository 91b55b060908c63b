"""Somebody at the API's door, who sees what they did and asks again when it may help."""

from collections.abc import Callable

import httpx
import pytest

from api.shell.demonstration import visitor
from api.shell.demonstration.visitor import DemonstrationStopped, Visitor

Answer = Callable[[httpx.Request], httpx.Response]


class Door:
    """This answers with what it was given, in turn, and takes down what was asked."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        """This is the next answer; the last one is given for ever."""
        self.asked.append(request)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def visitor(self) -> Visitor:
        """This is somebody before the door."""
        transport = httpx.MockTransport(self.answer)
        return Visitor(httpx.Client(transport=transport, base_url="http://door"), "Ben")


def yes(token: str = "", **told: object) -> httpx.Response:
    headers = {"Preceptor-Consistency": token} if token else {}
    return httpx.Response(200, json=told, headers=headers)


def no(status: int, **headers: str) -> httpx.Response:
    problem = {"title": "Slot is taken", "detail": "Somebody was faster."}
    return httpx.Response(status, json=problem, headers=headers)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(visitor, "AGAIN_SECONDS", 0.01)


class TestAVisitor:
    def test_sends_back_where_their_writes_stand(self) -> None:
        door = Door(yes("booking.1@7,calendar.0@8"), yes("booking.1@5,booking.2@9"), yes())
        ben = door.visitor()
        ben.does("/v1/bookings")
        ben.does("/v1/bookings")
        ben.sees("/v1/bookings")
        told = door.asked[2].headers["Preceptor-Consistency"]
        assert told == "booking.1@7,booking.2@9,calendar.0@8"

    def test_sees_what_another_one_wrote(self) -> None:
        door = Door(yes())
        ben, olga = door.visitor(), door.visitor()
        olga.notes("booking.1@7")
        ben.follows(olga)
        ben.sees("/")
        assert door.asked[0].headers["Preceptor-Consistency"] == "booking.1@7"

    def test_shows_the_token_after_signing_in(self) -> None:
        door = Door(yes(account_id="ben", access_token="secret", session_id="s"), yes())
        ben = door.visitor()
        ben.sign_in("ben@example.org", "long enough")
        ben.sees("/")
        assert "Authorization" not in door.asked[0].headers
        assert door.asked[1].headers["Authorization"] == "Bearer secret"

    def test_asks_again_with_the_same_key_when_it_may_help(self) -> None:
        door = Door(no(503, **{"Retry-After": "0"}), no(429, **{"Retry-After": "0"}), yes(done=1))
        assert door.visitor().does("/v1/bookings", key="a-certain-key") == {"done": 1}
        assert [each.headers["Idempotency-Key"] for each in door.asked] == 3 * ["a-certain-key"]

    def test_takes_a_no_for_a_no(self) -> None:
        door = Door(no(409))
        with pytest.raises(DemonstrationStopped) as told:
            door.visitor().does("/v1/bookings")
        assert str(told.value) == "Ben, POST /v1/bookings: Slot is taken. Somebody was faster."
        assert len(door.asked) == 1

    def test_gives_up_in_the_end(self) -> None:
        with pytest.raises(DemonstrationStopped):
            Door(no(503)).visitor().sees("/v1/bookings")

    def test_waits_for_what_the_platform_does_by_itself(self) -> None:
        door = Door(yes(state="held"), yes(state="held"), yes(state="confirmed"))
        found = door.visitor().sees_when("/", lambda now: now["state"] == "confirmed")
        assert found == {"state": "confirmed"}

    def test_does_not_wait_for_ever(self) -> None:
        with pytest.raises(DemonstrationStopped, match="did not change"):
            Door(yes(state="held")).visitor().sees_when("/", lambda now: now["state"] == "new")
