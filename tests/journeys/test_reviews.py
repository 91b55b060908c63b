"""What is said of a lesson, on the running stack: blind, looked at, shown, counted, raced for."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.shared.actor import Role
from tests.support.client import Person, Reply
from tests.support.load import at_once
from tests.support.marked import let_end
from tests.support.marketplace import Marketplace, Tutor, hour
from tests.support.moderation import FakeModeration
from tests.support.proof import prove
from tests.support.stack import RunningStack

pytestmark = pytest.mark.io

CROWD = 8
RULES = {"revision": 1, "rule_version": "2026-03"}


def given(stack: RunningStack, student: Person, tutor: Tutor, days: int) -> str:
    """This is where something can be said of a lesson that is over and settled."""
    booking_id = str(student.do("/v1/bookings", **tutor.wish(hour(days)))["booking_id"])
    path = f"/v1/bookings/{booking_id}"
    student.do(f"{path}/submit")
    student.until(path, lambda told: told["state"] == "confirmed")
    with stack.inside() as container:
        let_end(container, booking_id)
    student.do(f"{path}/confirm")
    return f"/v1/reviews/{booking_id}"


@pytest.fixture
def rita(market: Marketplace) -> Person:
    """This is a reviewer at work."""
    reviewer = market.staff(Role.REVIEWER)
    reviewer.purpose = "review"
    return reviewer


def waits(reviewer: Person, path: str) -> list[str]:
    """These are the parts of what is said there that wait for the reviewer."""
    queue = reviewer.see("/v1/reviews", limit=100)["items"]
    booking_id = path.rpartition("/")[2]
    return sorted(one["part"] for one in queue if one["booking_id"] == booking_id)


def asking(person: Person, path: str, **body: Any) -> Callable[[], Reply]:
    return lambda: person.ask(path, body)


class TestAReview:
    def test_is_blind_looked_at_shown_and_counted(
        self, stack: RunningStack, market: Marketplace, ben: Person, rita: Person
    ) -> None:
        dora = market.tutor("dora")
        path, of_dora = given(stack, ben, dora, 40), f"/v1/tutors/{dora.tutor_id}"
        ben.do(f"{path}/write", stars=4, text="We talked a lot.")
        dora.person.has_seen(ben)
        assert dora.person.see(path)["stars"] is None
        assert dora.person.see(path)["words"] == []
        rita.has_seen(ben)
        assert waits(rita, path) == ["review"]
        rita.do(f"{path}/review/approve", **RULES)
        ben.has_seen(rita)
        assert ben.see(f"{of_dora}/reviews")["items"] == []
        assert ben.see(of_dora)["rating"] is None

        dora.person.do(f"{path}/answer", text="He did his homework.")
        ben.has_seen(dora.person)
        (shown,) = ben.see(f"{of_dora}/reviews")["items"]
        assert (shown["author"], shown["stars"]) == ("Ben", 4)
        assert (shown["text"], shown["answer"]) == ("We talked a lot.", None)
        assert len(ben.see(path)["words"]) == 1
        seen = ben.see(of_dora)
        assert (seen["rating"], seen["review_count"]) == (4.0, 1)

        rita.has_seen(dora.person)
        assert waits(rita, path) == ["answer"]
        rita.do(f"{path}/answer/approve", **RULES)
        ben.has_seen(rita)
        (shown,) = ben.see(f"{of_dora}/reviews")["items"]
        assert shown["answer"] == "He did his homework."

        ben.do(f"{path}/review/withdraw")
        assert ben.see(f"{of_dora}/reviews")["items"] == []
        seen = ben.see(of_dora)
        assert (seen["rating"], seen["review_count"]) == (None, 0)

    def test_is_one_of_many_at_once_and_so_is_the_answer(
        self, stack: RunningStack, ben: Person, anna: Tutor
    ) -> None:
        path = given(stack, ben, anna, 41)
        anna.person.has_seen(ben)
        for deeds in (
            [asking(ben, f"{path}/write", stars=1 + n % 5) for n in range(CROWD)],
            [asking(anna.person, f"{path}/answer", text=f"No. {n}") for n in range(CROWD)],
        ):
            refused = sorted(reply.refusal for reply in at_once(deeds))
            assert refused == ["", *["each-side-writes-once"] * (CROWD - 1)]

    def test_is_no_answer_to_a_lesson_ahead(self, ben: Person, anna: Tutor) -> None:
        booking_id = ben.do("/v1/bookings", **anna.wish(hour(42)))["booking_id"]
        refused = ben.ask(f"/v1/reviews/{booking_id}/write", {"stars": 5})
        assert (refused.status, refused.refusal) == (409, "only-a-given-lesson-is-reviewed")


class TestAServiceOutside:
    def test_is_told_words_alone_and_makes_them_urgent(
        self,
        stack: RunningStack,
        ben: Person,
        anna: Tutor,
        rita: Person,
        moderation: FakeModeration,
    ) -> None:
        path, text = given(stack, ben, anna, 43), "Мы много говорили, we talked a lot."
        ben.do(f"{path}/write", stars=5, text=text)
        booking_id = path.rpartition("/")[2]

        def is_told(queue: dict[str, Any]) -> bool:
            return any(
                one["booking_id"] == booking_id and one["harms"] == ["hate"]
                for one in queue["items"]
            )

        (told,) = [
            one
            for one in rita.until("/v1/reviews", is_told, limit=100)["items"]
            if one["booking_id"] == booking_id
        ]
        assert (told["text"], told["signs"], told["urgency"]) == (text, None, 3)
        assert {"input": text} in moderation.asked
        everything = repr((moderation.asked, moderation.headers))
        for secret in (booking_id, ben.account_id, anna.tutor_id, "Ben"):
            assert secret not in everything


class TestAfterAll:
    def test_every_promise_holds(self, stack: RunningStack, anna: Tutor) -> None:
        prove(stack, [anna.person], {})
