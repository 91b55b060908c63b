"""Audit trail: who did what, when, on what ground, and about whom."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from domain.audit.events import CommandRefused
from domain.catalogue import FACTS
from domain.shared.event import Recorded
from domain.shared.personal import people_in, personal_fields
from projections.audit_trail.projector import ENTRIES, PROJECTION
from projections.audit_trail.queries import Asked, Entry, entries
from tests.domain.booking.histories import CONFIRMED, HELD
from tests.projections.conftest import Show
from tests.support.calendar import MONDAY, minutes
from tests.support.examples import example
from tests.support.people import ANNA, BEN, IVAN, RITA
from tests.support.readings import data_read
from tests.support.views import given, history, stream

REFUSED = CommandRefused(command="AcceptBooking", refusal="OnlyTheTutorAnswers", about=("b", IVAN))


class TestEveryFact:
    def test_becomes_a_line(self) -> None:
        facts = [example(kind) for kind in FACTS.values()]
        streams = [stream(f"{fact.TOPIC}-1", fact) for fact in facts]
        rows = given(*streams).seen_by(PROJECTION).rows(ENTRIES)
        assert {row["topic"] for row in rows} == set(FACTS)
        assert all(set(people_in(fact)) <= set(_line(rows, fact)["about"]) for fact in facts)

    def test_leaves_what_is_personal_in_the_log(self) -> None:
        kinds: Iterable[Any] = FACTS.values()
        for kind in kinds:
            fact = example(kind)
            seen = given(stream(f"{fact.TOPIC}-1", fact)).seen_by(PROJECTION)
            said = repr(seen.rows(ENTRIES))
            for name in personal_fields(kind):
                assert str(getattr(fact, name)) not in said

    def test_says_who_and_about_whom(self) -> None:
        given(stream("booking-b", HELD)).seen_by(PROJECTION).then_rows(
            ENTRIES,
            {
                "position": 1,
                "stream_id": "booking-b",
                "version": 1,
                "topic": "booking.held.v1",
                "recorded_at": MONDAY + minutes(1),
                "actor": "system",
                "ground": "system:Test",
                "about": [ANNA, BEN],
                "refusal": None,
            },
        )


class TestAReading:
    def test_is_a_line_about_both_of_them(self) -> None:
        given(stream("reading-ben-2026-03", data_read())).seen_by(PROJECTION).then_rows(
            ENTRIES, {"topic": "privacy.data_read.v1", "about": [BEN, RITA], "subjects": []}
        )


class TestARefusedCommand:
    def test_names_the_broken_rule_and_what_was_asked_about(self) -> None:
        given(REFUSED).seen_by(PROJECTION).then_rows(
            ENTRIES, {"refusal": "OnlyTheTutorAnswers", "about": ["b", IVAN]}
        )


def _line(rows: Sequence[dict[str, Any]], fact: Any) -> dict[str, Any]:
    return next(row for row in rows if row["topic"] == fact.TOPIC)


def what_happened() -> list[Recorded[Any]]:
    """Ben books, somebody is refused, Anna accepts: positions 1 to 3, a minute apart."""
    held, refused, confirmed = history(
        stream("booking-b", HELD), stream("refusal-1", REFUSED), stream("booking-b", CONFIRMED)
    )
    return [
        replace(held, actor="person:ben", ground="student:HoldSlot", correlation_id="c1"),
        replace(refused, actor="person:ivan", ground="tutor:AcceptBooking", correlation_id="c2"),
        replace(confirmed, actor="person:anna", ground="tutor:AcceptBooking", correlation_id="c3"),
    ]


def positions(found: Sequence[Entry]) -> list[int]:
    return [entry.position for entry in found]


class TestAsking:
    def test_for_nothing_shows_all_from_the_newest_on(self, show: Show) -> None:
        reader = show(PROJECTION, what_happened())
        assert positions(entries(reader, Asked())) == [3, 2, 1]
        newest = entries(reader, Asked(), limit=1)[0]
        assert (newest.event_id, newest.actor) == ("booking-b@2", "person:anna")
        assert newest.about == (ANNA, BEN)

    def test_turns_pages(self, show: Show) -> None:
        reader = show(PROJECTION, what_happened())
        assert positions(entries(reader, Asked(), limit=2)) == [3, 2]
        assert positions(entries(reader, Asked(), before=2, limit=2)) == [1]
        assert entries(reader, Asked(), before=1) == []

    def test_finds_by_person_actor_stream_and_request(self, show: Show) -> None:
        reader = show(PROJECTION, what_happened())
        assert positions(entries(reader, Asked(person=BEN))) == [3, 1]
        assert positions(entries(reader, Asked(person=IVAN))) == [2]
        assert positions(entries(reader, Asked(actor="person:ivan"))) == [2]
        assert positions(entries(reader, Asked(stream_id="booking-b"))) == [3, 1]
        assert positions(entries(reader, Asked(correlation_id="c1"))) == [1]
        assert positions(entries(reader, Asked(only_refused=True))) == [2]
        assert entries(reader, Asked(person=BEN, actor="person:ivan")) == []

    def test_finds_by_time(self, show: Show) -> None:
        reader = show(PROJECTION, what_happened())
        second = MONDAY + minutes(2)
        assert positions(entries(reader, Asked(since=second))) == [3, 2]
        assert positions(entries(reader, Asked(until=second))) == [1]
        assert positions(entries(reader, Asked(since=second, until=second + minutes(1)))) == [2]
        assert entries(reader, Asked(since=MONDAY + minutes(9))) == []
        assert entries(reader, Asked(until=MONDAY)) == []
