"""Lessons paid for in advance, on the running stack: bought, raced for, given back; the trial."""

from collections import Counter
from typing import Any

import pytest

from domain.earning.aggregate import EARNING
from tests.support.client import Person, Reply
from tests.support.load import at_once
from tests.support.marked import let_end
from tests.support.marketplace import Tutor, hour
from tests.support.processes import soon
from tests.support.proof import prove
from tests.support.stack import RunningStack

pytestmark = pytest.mark.io

EACH = 2000
"""What an hour costs in a package; alone it costs 25.00."""

NET = 1600
"""What is the tutor's of it, after the fee of a beginner."""

CROWD = 10


def euros(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "EUR"}


def ordered(student: Person, tutor: Tutor, lessons: int) -> str:
    """This is where a package is that was offered and ordered."""
    packages = f"/v1/tutors/{tutor.tutor_id}/courses/{tutor.course_id}/packages"
    tutor.person.do(f"{packages}/{lessons}/offer", price_per_lesson=euros(EACH))
    about = {"tutor_id": tutor.tutor_id, "course_id": tutor.course_id, "lessons": lessons}
    order = student.do("/v1/credits", **about, price=euros(EACH * lessons))
    return f"{pair(student, tutor)}/{order['package_id']}"


def bought(student: Person, tutor: Tutor, lessons: int) -> str:
    """This is where a package is that was paid as well."""
    package = ordered(student, tutor, lessons)
    shown_until(student, tutor, state="bought")
    return package


def pair(student: Person, tutor: Tutor) -> str:
    return f"/v1/credits/{student.account_id}/{tutor.tutor_id}"


def shown_until(student: Person, tutor: Tutor, **holds: Any) -> dict[str, Any]:
    """This is the last package as it is shown, once it says all of that."""

    def is_so(told: Any) -> bool:
        package = told["packages"][0]["package"]
        return all(package[name] == value for name, value in holds.items())

    return dict(student.until(pair(student, tutor), is_so)["packages"][0])


def held(student: Person, tutor: Tutor, days: int, **more: Any) -> str:
    wish = tutor.wish(hour(days), **more)
    return f"/v1/bookings/{student.do('/v1/bookings', **wish)['booking_id']}"


def refusals(replies: list[Reply]) -> Counter[str]:
    return Counter(reply.refusal for reply in replies)


class TestAPackage:
    def test_pays_for_lessons_and_its_rest_goes_back(self, ben: Person, anna: Tutor) -> None:
        package = bought(ben, anna, 3)
        first, second = (held(ben, anna, days) for days in (20, 21))
        for path in (first, second):
            told = ben.do(f"{path}/submit", with_credit=True)
            assert told["state"] == "confirmed"
        shown_until(ben, anna, credits_left=1)
        ben.do(f"{first}/cancel")
        shown_until(ben, anna, credits_left=2)
        ben.do(f"{package}/refund", lessons=2)

        def is_back(told: Any) -> bool:
            return bool(told["packages"][0]["payment"]["refunded_minor"] == 2 * EACH)

        told = ben.until(pair(ben, anna), is_back)
        assert told["packages"][0]["package"]["credits_left"] == 0

    def test_pays_the_tutor_out_of_its_payment(
        self, stack: RunningStack, ben: Person, anna: Tutor
    ) -> None:
        package = bought(ben, anna, 2)
        path = held(ben, anna, 22)
        ben.do(f"{path}/submit", with_credit=True)
        with stack.inside() as container:
            booking_id = path.rpartition("/")[2]
            let_end(container, booking_id)
            ben.do(f"{path}/confirm")

            def has_moved() -> bool:
                share = container.log.load(EARNING, booking_id).state
                return share is not None and share.movements.moved == NET

            assert soon(has_moved, 30.0)
            share = container.log.load(EARNING, booking_id).state
        assert share is not None
        assert share.payment_id == f"of-{package.rpartition('/')[2]}"

    def test_is_bought_and_used_whatever_is_killed(
        self, stack: RunningStack, ben: Person, anna: Tutor
    ) -> None:
        ben.retries_for = 60.0
        package = ordered(ben, anna, 4)
        stack.await_replaced(stack.kill("processes", "reactions", "relay"))
        shown_until(ben, anna, state="bought")
        path = held(ben, anna, 23)
        ben.do(f"{path}/submit", with_credit=True)
        stack.await_replaced(stack.kill("processes", "projector"))
        ben.do(f"{path}/cancel")
        ben.do(f"{package}/refund", lessons=4)
        stack.await_replaced(stack.kill("reactions", "api"))
        stack.settle()
        shown = shown_until(ben, anna, credits_left=0, refunded=4)
        assert shown["payment"]["refunded_minor"] == 4 * EACH


class TestTheLastCredit:
    def test_pays_for_one_of_many(self, ben: Person, anna: Tutor) -> None:
        bought(ben, anna, 2)
        paths = [held(ben, anna, 30 + number) for number in range(CROWD)]
        deeds = [_submitting(ben, path, with_credit=True) for path in paths]
        replies = at_once(deeds)
        assert refusals(replies) == {"": 2, "no-credit-is-left": CROWD - 2}
        shown = shown_until(ben, anna, credits_left=0)
        assert len(shown["package"]["booking_ids"]) == 2


class TestTheTrial:
    def test_is_one_of_two_at_once(self, ben: Person, anna: Tutor) -> None:
        course = anna.person.do(
            f"/v1/tutors/{anna.tutor_id}/courses",
            subject="english",
            title="Getting to know each other",
            duration_minutes=60,
            price_per_hour=euros(1000),
            is_trial=True,
        )["course_id"]
        paths = [held(ben, anna, days, course_id=course) for days in (50, 51)]
        replies = at_once([_submitting(ben, path) for path in paths])
        assert refusals(replies) == {"": 1, "there-is-one-trial": 1}
        won = paths[[reply.accepted for reply in replies].index(True)]
        ben.until(won, lambda told: told["state"] == "confirmed")
        refused = ben.ask("/v1/bookings", anna.wish(hour(52), course_id=course))
        assert (refused.status, refused.refusal) == (409, "there-is-one-trial")
        ben.do(f"{won}/cancel")
        assert ben.ask("/v1/bookings", anna.wish(hour(52), course_id=course)).accepted


class TestAfterAll:
    def test_every_promise_holds(self, stack: RunningStack, anna: Tutor) -> None:
        prove(stack, [anna.person], {})


def _submitting(student: Person, path: str, **body: Any) -> Any:
    return lambda: student.ask(f"{path}/submit", body)
