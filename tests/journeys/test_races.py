"""Many at once for the same thing: one gets it, all others hear a no they can act on."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from tests.support.client import Person, Reply
from tests.support.load import at_once
from tests.support.marketplace import Marketplace, Tutor, hour
from tests.support.proof import prove
from tests.support.stack import RunningStack

pytestmark = pytest.mark.io

CROWD = 50


@pytest.fixture(scope="module")
def ivan(market: Marketplace) -> Tutor:
    return market.tutor("ivan")


@pytest.fixture(scope="module")
def clara(market: Marketplace) -> Tutor:
    return market.tutor("clara", by_hand=True)


@pytest.fixture(scope="module")
def crowd(market: Marketplace) -> list[Person]:
    """This is fifty students, each signed in by themselves."""
    return [market.student(f"s{number}") for number in range(CROWD)]


def holding(person: Person, tutor: Tutor, start: datetime) -> Callable[[], Reply]:
    return lambda: person.ask("/v1/bookings", tutor.wish(start))


def statuses(replies: Sequence[Reply]) -> Counter[int]:
    return Counter(reply.status for reply in replies)


def refusals(replies: Sequence[Reply]) -> set[str]:
    return {reply.refusal for reply in replies if not reply.accepted}


def confirmed(person: Person, tutor: Tutor, start: datetime) -> str:
    booking_id = str(person.do("/v1/bookings", **tutor.wish(start))["booking_id"])
    person.do(f"/v1/bookings/{booking_id}/submit")
    person.until(f"/v1/bookings/{booking_id}", lambda told: told["state"] == "confirmed")
    return booking_id


class TestOneSlot:
    def test_goes_to_exactly_one_of_fifty(self, crowd: list[Person], anna: Tutor) -> None:
        replies = at_once([holding(each, anna, hour(10)) for each in crowd])
        assert statuses(replies) == {201: 1, 409: CROWD - 1}
        assert refusals(replies) == {"slot-taken"}

    def test_goes_to_one_of_those_who_only_overlap(self, crowd: list[Person], anna: Tutor) -> None:
        starts = [hour(11, 9), hour(11, 9, 30), hour(11, 10)]
        replies = at_once([holding(each, anna, starts[at % 3]) for at, each in enumerate(crowd)])
        won = sorted(starts[at % 3] for at, reply in enumerate(replies) if reply.accepted)
        assert won in ([starts[1]], [starts[0], starts[2]])
        assert statuses(replies) == {201: len(won), 409: CROWD - len(won)}

    def test_goes_to_none_twice_over_midnight_and_month(
        self, crowd: list[Person], anna: Tutor
    ) -> None:
        first = next(hour(day, 0) for day in range(12, 60) if hour(day).day == 1)
        starts = [hour_before(first), first]
        replies = at_once([holding(each, anna, starts[at % 2]) for at, each in enumerate(crowd)])
        assert statuses(replies) == {201: 1, 409: CROWD - 1}


class TestOneStudent:
    def test_cannot_be_with_two_tutors(self, ben: Person, anna: Tutor, ivan: Tutor) -> None:
        both = [holding(ben, tutor, hour(13)) for tutor in (anna, ivan)]
        replies = at_once(both * 10)
        assert statuses(replies) == {201: 1, 409: 19}
        assert refusals(replies) <= {"student-busy", "slot-taken"}

    def test_can_be_with_two_tutors_one_after_the_other(
        self, ben: Person, anna: Tutor, ivan: Tutor
    ) -> None:
        replies = at_once([holding(ben, anna, hour(14, 9)), holding(ben, ivan, hour(14, 10))])
        assert statuses(replies) == {201: 2}


class TestOneRequest:
    def test_is_accepted_once(self, ben: Person, clara: Tutor) -> None:
        path = self._requested(ben, clara, hour(10))
        replies = at_once([lambda: clara.person.ask(f"{path}/accept")] * 10)
        assert statuses(replies) == {200: 1, 409: 9}
        ben.has_seen(clara.person)
        shown = ben.until(path, lambda told: told["payments"][0]["state"] == "captured")
        topics = Counter(step["topic"] for step in shown["history"])
        assert topics["booking.confirmed.v1"] == topics["payment.captured.v1"] == 1

    def test_is_accepted_or_declined(self, ben: Person, clara: Tutor) -> None:
        path = self._requested(ben, clara, hour(11))
        accept, decline = (f"{path}/{deed}" for deed in ("accept", "decline"))
        replies = at_once([lambda: clara.person.ask(accept), lambda: clara.person.ask(decline)] * 5)
        (won,) = [reply for reply in replies if reply.accepted]
        ben.has_seen(clara.person)
        assert ben.see(path)["state"] == won.told["state"]

    def test_is_accepted_or_withdrawn(self, ben: Person, clara: Tutor) -> None:
        path = self._requested(ben, clara, hour(12))
        replies = at_once(
            [lambda: clara.person.ask(f"{path}/accept"), lambda: ben.ask(f"{path}/cancel")]
        )
        assert replies[1].accepted, "a student may always call it off this early"
        ben.has_seen(clara.person)
        ben.until(path, lambda told: told["payments"][0]["net_minor"] == 0)
        assert ben.see(path)["state"] == "cancelled"

    def _requested(self, student: Person, tutor: Tutor, start: datetime) -> str:
        booking_id = student.do("/v1/bookings", **tutor.wish(start))["booking_id"]
        path = f"/v1/bookings/{booking_id}"
        student.do(f"{path}/submit")
        student.until(path, lambda told: told["payment_id"])
        tutor.person.has_seen(student)
        return path


class TestReschedulingAgainstBooking:
    def test_gives_the_new_slot_to_one(self, crowd: list[Person], ben: Person, anna: Tutor) -> None:
        booking_id = confirmed(ben, anna, hour(15))
        path = f"/v1/bookings/{booking_id}/reschedule"
        deeds = [holding(each, anna, hour(16)) for each in crowd[:20]]
        deeds.insert(10, lambda: ben.ask(path, {"start": to(16)}))
        replies = at_once(deeds)
        assert sum(reply.accepted for reply in replies) == 1
        assert refusals(replies) == {"slot-taken"}

    def test_gives_the_old_slot_to_one(self, crowd: list[Person], ben: Person, anna: Tutor) -> None:
        booking_id = confirmed(ben, anna, hour(17))
        ben.do(f"/v1/bookings/{booking_id}/reschedule", start=hour(18).isoformat())
        replies = at_once([holding(each, anna, hour(17)) for each in crowd[:20]])
        assert statuses(replies) == {201: 1, 409: 19}

    def test_swaps_nothing_half(self, market: Marketplace, ben: Person, anna: Tutor) -> None:
        olga = market.student("olga")
        mine, hers = confirmed(ben, anna, hour(19)), confirmed(olga, anna, hour(20))
        replies = at_once(
            [
                lambda: ben.ask(f"/v1/bookings/{mine}/reschedule", {"start": to(20)}),
                lambda: olga.ask(f"/v1/bookings/{hers}/reschedule", {"start": to(19)}),
            ]
        )
        assert statuses(replies) == {409: 2}


class TestOneKey:
    def test_has_one_effect_and_one_answer(self, ben: Person, anna: Tutor) -> None:
        wish = anna.wish(hour(21))

        def asking() -> Reply:
            return ben.ask("/v1/bookings", wish, key="the-same-key-1")

        replies = at_once([asking] * CROWD)
        assert refusals(replies) <= {"still-running"}
        answers = {reply.told["booking_id"] for reply in replies if reply.accepted}
        answers.add(asking().yes()["booking_id"])
        assert len(answers) == 1
        assert asking().is_replay

    def test_repeats_a_no_as_well(self, ben: Person, ivan: Tutor, crowd: list[Person]) -> None:
        crowd[0].do("/v1/bookings", **ivan.wish(hour(21, 12)))
        first = ben.ask("/v1/bookings", ivan.wish(hour(21, 12)), key="the-same-key-2")
        again = ben.ask("/v1/bookings", ivan.wish(hour(21, 12)), key="the-same-key-2")
        assert (first.status, again.status, again.is_replay) == (409, 409, True)
        assert first.refusal == again.refusal == "slot-taken"

    def test_cannot_ask_for_something_else(self, ben: Person, anna: Tutor) -> None:
        ben.ask("/v1/bookings", anna.wish(hour(22)), key="the-same-key-3").yes()
        other = ben.ask("/v1/bookings", anna.wish(hour(23)), key="the-same-key-3")
        assert (other.status, other.refusal) == (422, "key-reused")

    def test_is_ones_own(self, crowd: list[Person], anna: Tutor) -> None:
        def asking(person: Person, start: datetime) -> Callable[[], Reply]:
            return lambda: person.ask("/v1/bookings", anna.wish(start), key="everybodys-key")

        replies = at_once([asking(each, hour(24, at)) for at, each in enumerate(crowd[:10])])
        assert statuses(replies) == {201: 10}


class TestAfterAllRaces:
    def test_every_promise_holds(
        self, stack: RunningStack, crowd: list[Person], anna: Tutor, clara: Tutor
    ) -> None:
        prove(stack, [*crowd, anna.person, clara.person], {})


def hour_before(at: datetime) -> datetime:
    return at.replace(minute=0) - (hour(1, 1) - hour(1, 0)) / 2


def to(days: int) -> str:
    return hour(days).isoformat()
