"""A trace tells all that happened, nothing personal, and what led to what."""

from collections.abc import Sequence
from functools import cache

import pytest

from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.history import InMemoryHistory
from application.auditing.closure import of_booking
from application.auditing.history import Hidden, told
from application.auditing.tracing import Thread, TraceLine, trace
from application.booking import AcceptBooking, CancelBooking
from application.lesson import ReportProblem
from application.ports import Append, Change
from domain.account.events import PasswordSet
from domain.booking.terms import ProblemReason
from domain.shared.event import Fact
from tests.processes.stories import STORIES, confirmed, submitted, taught
from tests.support.calendar import FRIDAY, MONDAY, THURSDAY, minutes
from tests.support.consents import granted, withdrawn
from tests.support.market import AUTOMATA, Market
from tests.support.people import ANNA, AS_BEN, AS_IVAN, AS_OLGA, BEN, OLGA

AUTOMATED = {process.name for process in AUTOMATA}


def lines(log: InMemoryEventLog, thread: Thread, name: str, **where: int) -> list[TraceLine]:
    history = InMemoryHistory(log)
    found = trace(history, thread, name, **{"until": history.head(), **where})
    listed = list(found.lines)
    assert found.size == len(listed)
    return listed


def topics(found: Sequence[TraceLine]) -> list[str]:
    return [line.topic.removesuffix(".v1") for line in found]


def recorded(log: InMemoryEventLog, stream_id: str, *facts: Fact, causation: str = "k") -> None:
    expected = len(log.read_stream(stream_id))
    log.append(
        Append(
            scope="test",
            key=f"{stream_id}@{expected}",
            fingerprint="f",
            outcome="{}",
            changes=(Change(stream_id, expected, facts),),
            guards={stream_id: expected},
            at=MONDAY,
            actor="system",
            ground="system:Test",
            correlation_id="of-a-test",
            causation_id=causation,
        )
    )


@cache
def ended(story: str) -> tuple[Market, str]:
    """This is a market ten days after the story, with its booking; nothing more happens in it."""
    market = Market.opened()
    booking_id = STORIES[story](market)
    market.advance(days=10)
    return market, booking_id


class TestABooking:
    @pytest.mark.parametrize("story", STORIES)
    def test_is_traced_with_everything_that_names_it(self, story: str) -> None:
        """All facts of the log are looked through here; a trace only goes along what they share."""
        market, booking_id = ended(story)
        history = InMemoryHistory(market.log)
        everything = told(history, range(1, history.head() + 1))
        expected = [one.position for one in everything if booking_id in one.names]
        found = of_booking(history, booking_id, history.head())
        assert [one.position for one in found] == expected
        assert len(expected) > 2

    @pytest.mark.parametrize("story", STORIES)
    def test_says_of_all_that_processes_did_what_led_to_it(self, story: str) -> None:
        market, booking_id = ended(story)
        found = lines(market.log, Thread.BOOKING, booking_id)
        shown = {line.position: line for line in found}
        by_itself = [line for line in found if line.actor.removeprefix("process:") in AUTOMATED]
        for line in by_itself:
            assert line.cause.todo
            if line.actor == "process:student_protection":
                # It looks at all of a tutor's bookings, of which a trace shows one.
                assert line.cause.position is None
                continue
            assert line.cause.position in shown
            assert line.cause.position < line.position
            assert shown[line.cause.position].event_id == line.cause.event_id

    def test_leads_from_the_student_to_the_money_and_back(self) -> None:
        market = Market.opened()
        booking_id = confirmed(market)
        found = lines(market.log, Thread.BOOKING, booking_id)
        by_topic = {line.topic: line for line in reversed(found)}
        requested = by_topic["payment.requested.v1"]
        captured = by_topic["payment.captured.v1"]
        agreed = by_topic["booking.confirmed.v1"]
        assert requested.cause.position == by_topic["booking.payment_awaited.v1"].position
        assert captured.cause.position == requested.position
        assert agreed.cause.position == captured.position
        assert (agreed.cause.name, agreed.cause.todo) == ("NotePayment", "note-payment")

    def test_includes_what_was_refused(self) -> None:
        market = Market.opened()
        booking_id = confirmed(market)
        assert not market.ask(CancelBooking(booking_id=booking_id), AS_OLGA).accepted
        found = lines(market.log, Thread.BOOKING, booking_id)
        assert found[-1].topic == "audit.command_refused.v1"
        assert found[-1].public["command"] == "CancelBooking"

    def test_leaves_out_bookings_of_the_same_people(self) -> None:
        market = Market.opened()
        booking_id = submitted(market)
        other_id = submitted(market, start=FRIDAY)
        market.run_until_quiet()
        found = lines(market.log, Thread.BOOKING, booking_id)
        others = lines(market.log, Thread.BOOKING, other_id)
        assert topics(found) == topics(others)
        assert not {line.position for line in found} & {line.position for line in others}

    def test_hides_what_people_wrote(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        words = "we were cut off after ten minutes"
        told_of = ReportProblem(
            booking_id=booking_id,
            reason=ProblemReason.CUT_SHORT,
            claimed_refund_minor=700,
            details=words,
        )
        assert market.ask(told_of, AS_BEN).accepted
        found = lines(market.log, Thread.BOOKING, booking_id)
        assert found[-1].hidden == {"details": Hidden.SEALED}
        assert all(words not in str(line) for line in found)

    def test_includes_its_time_being_taken_over(self) -> None:
        """Nothing of a request of Olga's names Ben's booking, but the release of his slot."""
        market = Market.opened()
        booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
        market.clock.advance(minutes(11))
        market.hold(AS_OLGA, ANNA, THURSDAY)
        found = lines(market.log, Thread.BOOKING, booking_id)
        assert topics(found)[-1] == "calendar.slot_released"
        assert found[-1].actor == f"person:{OLGA}"

    def test_is_asked_a_part_at_a_time(self) -> None:
        market = Market.opened()
        booking_id = confirmed(market)
        whole = lines(market.log, Thread.BOOKING, booking_id)
        middle = whole[4].position
        assert lines(market.log, Thread.BOOKING, booking_id, after=middle) == whole[5:]
        part = lines(market.log, Thread.BOOKING, booking_id, until=middle)
        assert [line.position for line in part] == [line.position for line in whole[:5]]

    def test_that_nobody_made_has_no_trace(self) -> None:
        assert lines(Market.opened().log, Thread.BOOKING, "never-made") == []

    def test_accepted_by_hand_names_the_tutors_command(self) -> None:
        market = Market.opened()
        booking_id = submitted(market, "ivan")
        market.run_until_quiet()
        assert market.ask(AcceptBooking(booking_id=booking_id), AS_IVAN).accepted
        (line,) = [
            one
            for one in lines(market.log, Thread.BOOKING, booking_id)
            if one.topic == "booking.confirmed.v1"
        ]
        assert (line.cause.kind, line.cause.name) == ("command", "AcceptBooking")
        assert line.cause.position is None


class TestAPerson:
    def test_is_traced_by_what_is_about_them(self) -> None:
        market = Market.opened()
        booking_id = confirmed(market)
        found = lines(market.log, Thread.SUBJECT, BEN)
        assert all(BEN in line.about for line in found)
        assert {line.public.get("booking_id") for line in found} == {booking_id}
        assert "calendar.slot_kept" in topics(found)

    def test_is_never_shown(self) -> None:
        log = InMemoryEventLog()
        secret = PasswordSet(account_id=ANNA, password_hash="$argon2id$of-anna", set_at=MONDAY)
        recorded(log, f"account-{ANNA}", secret)
        (line,) = lines(log, Thread.SUBJECT, ANNA)
        assert line.hidden == {"password_hash": Hidden.SEALED}
        assert line.public["account_id"] == ANNA
        assert "argon2id" not in str(line)


class TestAStreamAndARequest:
    def test_are_traced_in_order(self) -> None:
        log = InMemoryEventLog()
        recorded(log, "consent-1", granted(), withdrawn())
        recorded(log, "consent-2", granted())
        assert topics(lines(log, Thread.STREAM, "consent-1")) == [
            "consent.granted",
            "consent.withdrawn",
        ]
        assert len(lines(log, Thread.CORRELATION, "of-a-test")) == 3
        assert lines(log, Thread.STREAM, "consent-3") == []

    def test_are_told_with_where_their_proofs_are(self) -> None:
        log = InMemoryEventLog()
        recorded(log, "consent-1", granted(), withdrawn())
        proofs = [line.proof for line in lines(log, Thread.STREAM, "consent-1")]
        assert proofs == ["/v1/log/proof/1", "/v1/log/proof/2"]


class TestACause:
    def test_that_is_a_fact_is_found(self) -> None:
        log = InMemoryEventLog()
        recorded(log, "consent-1", granted())
        recorded(log, "consent-2", granted(), causation="consent-1@1")
        cause = lines(log, Thread.STREAM, "consent-2")[0].cause
        assert (cause.kind, cause.position, cause.name) == ("fact", 1, "consent.granted.v1")

    def test_that_does_not_exist_is_said_to_be_missing(self) -> None:
        log = InMemoryEventLog()
        recorded(log, "consent-2", granted(), causation="consent-1@1")
        cause = lines(log, Thread.STREAM, "consent-2")[0].cause
        assert (cause.kind, cause.key) == ("missing", "consent-1@1")

    def test_that_is_a_command_is_named_with_its_key(self) -> None:
        market = Market.opened()
        confirmed(market)
        cause = lines(market.log, Thread.SUBJECT, BEN)[0].cause
        assert (cause.kind, cause.name) == ("command", "HoldSlot")
        assert cause.key.startswith("key-")
