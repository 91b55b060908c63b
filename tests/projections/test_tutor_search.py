"""Tutor search: what tutors, their hours and their lessons become, before anybody asks."""

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given as drawn

from domain.availability.events import (
    BookingRules,
    DayOverrideRemoved,
    DayReturned,
    DayTakenOff,
    ExternalBusyCleared,
)
from domain.booking.events import BookingRescheduled
from domain.calendar.events import SlotExtended, SlotHeld, SlotKept, SlotReleased
from domain.shared.money import Money
from domain.shared.personal import ERASED
from domain.tutor.events import (
    CourseWithdrawn,
    PolicyChosen,
    StrikeNoted,
    SubjectWithdrawn,
    TutorImported,
)
from domain.tutor.price_events import PackageOffered, PackageWithdrawn, RateChanged
from projections.tutor_search.projector import PROJECTION
from projections.tutor_search.tables import ASKED_OF_A_BOOKING, OWN_DAYS, PROFILES, TAKEN, TUTORS
from tests.domain.booking.histories import COMPLETED, HELD
from tests.domain.review.history import HIDDEN as HIDDEN_REVIEW
from tests.domain.review.history import SHOWN, WRITTEN, approved, withdrawn
from tests.domain.tutor.history import (
    BOOKABLE,
    HIDDEN,
    LISTED,
    OFFERED,
    PAYABLE,
    PUBLISHED,
    SUBJECT,
)
from tests.projections.tutors import (
    asks,
    busy,
    course,
    imported,
    listed,
    of,
    own_day,
    profile,
    taken,
    week,
)
from tests.support.calendar import FRIDAY, MONDAY, SATURDAY, hours, minutes
from tests.support.examples import example
from tests.support.histories import histories
from tests.support.laws import batched, deliveries, folded, interleavings, obeys_the_laws
from tests.support.people import ANNA, BEN, IVAN
from tests.support.tries import tried
from tests.support.views import Stream, given, history, stream

DAY = date(2026, 3, 6)
MOVED = replace(
    example(BookingRescheduled),
    booking_id="b",
    tutor_id=ANNA,
    student_id=BEN,
    start=SATURDAY,
    end=SATURDAY + hours(1),
)
APRIL = FRIDAY.replace(month=4, day=1, hour=0)
BUSY = busy(ANNA, FRIDAY, FRIDAY + hours(2))
CLEARED = ExternalBusyCleared(tutor_id=ANNA, event_id="e", cleared_at=MONDAY)


def tutor(*facts: Any) -> dict[str, Any]:
    seen = given(*facts).seen_by(PROJECTION)
    (row,) = seen.rows(PROFILES)
    return row


def rated(drawn_stream: Stream) -> Stream:
    """This is the same facts, ratings being numbers, which no example of a text is."""
    facts = (
        imported(fact.tutor_id) if isinstance(fact, TutorImported) else fact
        for fact in drawn_stream.facts
    )
    return stream(drawn_stream.stream_id, *facts)


class TestATutor:
    def test_is_shown_with_words_languages_and_prices(self) -> None:
        row = tutor(*BOOKABLE)
        assert (row["tutor_id"], row["is_listed"], row["is_bookable"]) == (ANNA, True, True)
        assert row["languages"] == ["english", "russian"]
        assert row["subject_codes"] == ["russian"]
        assert row["title_words"] == "Anna Русский без скуки russian Conversation"
        assert row["body_words"] == "I have taught Russian for ten years. We talk."
        prices = (row["currency"], row["price_from_minor"], row["price_to_minor"])
        assert prices == ("USD", 1500, 1500)
        assert row["policy"] == "standard"

    def test_may_be_hidden_again(self) -> None:
        row = tutor(*BOOKABLE, HIDDEN)
        assert (row["is_listed"], row["is_bookable"]) == (False, False)

    def test_need_not_have_said_anything(self) -> None:
        row = tutor(PAYABLE, LISTED)
        assert (row["is_listed"], row["display_name"], row["title_words"]) == (True, None, "")
        assert (row["currency"], row["price_from_minor"], row["brought_rating"]) == (
            None,
            None,
            None,
        )

    def test_is_nobody_after_the_erasure_of_what_was_personal(self) -> None:
        erased = replace(PUBLISHED, display_name="", headline="", about="")
        course = replace(OFFERED, title="", description="", category="", tags=ERASED)
        row = tutor(erased, replace(SUBJECT, tags=ERASED), course)
        assert (row["display_name"], row["headline"], row["about"]) == (None, None, None)
        assert row["subjects"]["russian"]["tags"] == row["courses"]["talk"]["tags"] == []
        assert (row["title_words"], row["body_words"]) == ("russian", "")

    def test_forgets_what_a_new_profile_does_not_say(self) -> None:
        row = tutor(PUBLISHED, profile(headline="New", about="", display_name="A."))
        assert (row["title_words"], row["body_words"], row["about"]) == ("A. New", "", None)

    def test_has_the_rating_it_came_with(self) -> None:
        assert tutor(imported(rating="4.9"))["brought_rating"] == 4.9

    @pytest.mark.parametrize("rating", ["0.0", None])
    def test_that_nobody_rated_has_no_rating(self, rating: str | None) -> None:
        assert tutor(imported(rating=rating))["brought_rating"] is None

    def test_counts_a_review_while_it_is_shown(self) -> None:
        brought = imported(rating="4.9")
        row = tutor(brought, WRITTEN, approved(), SHOWN)
        assert (row["brought_rating"], row["review_count"], row["review_stars"]) == (4.9, 1, 4)
        row = tutor(brought, WRITTEN, approved(), SHOWN, withdrawn(), HIDDEN_REVIEW)
        assert (row["review_count"], row["review_stars"]) == (0, 0)

    def test_keeps_policy_and_strikes(self) -> None:
        strict = replace(example(PolicyChosen), tutor_id=ANNA)
        strike = replace(example(StrikeNoted), tutor_id=ANNA)
        row = tutor(strict, strike, strike)
        assert (row["policy"], row["strikes"]) == ("flexible", 2)

    def test_does_not_teach_what_was_withdrawn(self) -> None:
        withdrawn = replace(example(SubjectWithdrawn), tutor_id=ANNA, subject="russian")
        assert tutor(*BOOKABLE, withdrawn)["subject_codes"] == ["russian"]
        no_course = replace(example(CourseWithdrawn), tutor_id=ANNA, course_id="talk")
        row = tutor(*BOOKABLE, withdrawn, no_course)
        assert (row["subject_codes"], row["courses"]) == ([], {})
        assert "Conversation" not in row["title_words"]


class TestPrices:
    def test_run_from_the_cheapest_to_the_dearest_course(self) -> None:
        row = tutor(course(title="a", minor=900), course(title="b", minor=2100))
        assert (row["price_from_minor"], row["price_to_minor"]) == (900, 2100)

    def test_leave_trials_out(self) -> None:
        row = tutor(course(title="a"), course(title="trial", minor=100, is_trial=True))
        assert (row["price_from_minor"], row["price_to_minor"]) == (1500, 1500)

    def test_follow_a_change(self) -> None:
        cheaper = replace(
            example(RateChanged),
            tutor_id=ANNA,
            course_id="talk",
            price_per_hour=Money(800, "USD"),
        )
        assert tutor(OFFERED, cheaper)["price_from_minor"] == 800
        assert tutor(cheaper)["price_from_minor"] is None

    def test_are_lower_for_lessons_sold_together(self) -> None:
        price = Money(1300, "USD")
        of: Any = {"tutor_id": ANNA, "course_id": "talk", "price_per_lesson": price}
        ten, five = (replace(example(PackageOffered), **of, lessons=each) for each in (10, 5))
        gone = replace(example(PackageWithdrawn), tutor_id=ANNA, course_id="talk", lessons=10)
        shown = [
            [(one["lessons"], one["price_per_lesson"]["minor"]) for one in each["packages"]]
            for row in (tutor(OFFERED, ten, five), tutor(OFFERED, ten, five, gone))
            for each in row["courses"].values()
        ]
        assert shown == [[(5, 1300), (10, 1300)], [(5, 1300)]]
        assert tutor(five)["courses"] == {}

    def test_are_in_the_currency_of_most_courses(self) -> None:
        euro = Money(9900, "EUR")
        row = tutor(
            course(title="a", price_per_hour=euro), course(title="b"), course(title="c", minor=700)
        )
        assert (row["currency"], row["price_from_minor"]) == ("USD", 700)

    def test_are_those_from_elsewhere_until_there_is_a_course(self) -> None:
        assert tutor(imported())["price_from_minor"] == 1500
        assert tutor(imported(), course(minor=700))["price_from_minor"] == 700


class TestHours:
    def test_are_minutes_of_the_week_in_order(self) -> None:
        row = tutor(week(ANNA, (2, 8, 10), (1, 9, 24), zone="Asia/Tokyo"))
        assert row["week"] == [540, 1440, 1920, 2040]
        assert row["zone"] == "Asia/Tokyo"

    def test_of_a_date_replace_the_day_until_removed(self) -> None:
        removed = DayOverrideRemoved(tutor_id=ANNA, day=DAY, removed_at=MONDAY)
        own = own_day(ANNA, DAY, (14, 15), (9, 10))
        given(own).seen_by(PROJECTION).then_rows(OWN_DAYS, {"minutes": [540, 600, 840, 900]})
        given(own_day(ANNA, DAY)).seen_by(PROJECTION).then_rows(OWN_DAYS, {"minutes": []})
        given(own, removed).seen_by(PROJECTION).then_rows(OWN_DAYS, {"minutes": None})

    def test_of_a_date_survive_a_day_off(self) -> None:
        off = DayTakenOff(tutor_id=ANNA, day=DAY, taken_off_at=MONDAY)
        returned = DayReturned(tutor_id=ANNA, day=DAY, returned_at=MONDAY)
        own = own_day(ANNA, DAY, (9, 10))
        seen = given(own, off).seen_by(PROJECTION)
        seen.then_rows(OWN_DAYS, {"is_off": True, "minutes": [540, 600]})
        given(off, own, returned).seen_by(PROJECTION).then_rows(
            OWN_DAYS, {"is_off": False, "minutes": [540, 600]}
        )


def released(held: SlotHeld) -> SlotReleased:
    """This gives the time back."""
    return SlotReleased(
        person_id=held.person_id,
        role=held.role,
        month=held.month,
        booking_id=held.booking_id,
        released_at=MONDAY,
    )


class TestTakenTime:
    def test_is_that_of_both_people(self) -> None:
        slot = FRIDAY, FRIDAY + hours(1)
        shown = given(taken(ANNA, *slot), taken(BEN, *slot)).seen_by(PROJECTION)
        times = {"starts_at": FRIDAY, "ends_at": FRIDAY + hours(1)}
        shown.then_rows(TAKEN, {"person_id": ANNA, **times}, {"person_id": BEN, **times})

    def test_moves_with_the_lesson(self) -> None:
        march, april = taken(ANNA, FRIDAY, FRIDAY + hours(1)), taken(ANNA, APRIL, APRIL + hours(1))
        for facts in permutations(
            (stream("march", march, released(march)), stream("april", april))
        ):
            rows = given(*facts).seen_by(PROJECTION).rows(TAKEN)
            assert [row["starts_at"] for row in rows] == [APRIL]

    def test_over_the_turn_of_a_month_is_taken_once(self) -> None:
        slot = APRIL - minutes(30), APRIL + minutes(30)
        both = taken(ANNA, *slot), replace(taken(ANNA, *slot), month="2026-04")
        given(*both).seen_by(PROJECTION).then_rows(TAKEN, {"starts_at": slot[0]})

    def test_runs_out_unless_it_is_kept(self) -> None:
        held = taken(ANNA, FRIDAY, FRIDAY + hours(1), expires_at=MONDAY)
        of_slot = {
            name: getattr(held, name) for name in ("person_id", "role", "month", "booking_id")
        }
        later = SlotExtended(**of_slot, expires_at=FRIDAY, extended_at=MONDAY)
        kept = SlotKept(**of_slot, kept_at=MONDAY)
        given(held).seen_by(PROJECTION).then_rows(TAKEN, {"expires_at": MONDAY})
        given(held, later).seen_by(PROJECTION).then_rows(TAKEN, {"expires_at": FRIDAY})
        given(held, later, kept).seen_by(PROJECTION).then_rows(TAKEN, {"expires_at": None})
        given(later, kept).seen_by(PROJECTION).then_nothing(TAKEN)

    def test_is_given_back(self) -> None:
        held = taken(ANNA, FRIDAY, FRIDAY + hours(1))
        given(held, released(held)).seen_by(PROJECTION).then_nothing(TAKEN)

    def test_is_that_of_other_calendars_too(self) -> None:
        given(BUSY).seen_by(PROJECTION).then_rows(TAKEN, {"person_id": ANNA, "starts_at": FRIDAY})
        later = replace(BUSY, start=SATURDAY, end=SATURDAY + hours(1))
        given(BUSY, later).seen_by(PROJECTION).then_rows(TAKEN, {"starts_at": SATURDAY})
        given(BUSY, CLEARED).seen_by(PROJECTION).then_nothing(TAKEN)


class TestWhatIsAskedOfABooking:
    def test_is_what_tutors_say_and_until_then_the_usual(self) -> None:
        usual, own = BookingRules(), asks(ANNA, notice_minutes=30, horizon_days=7, after_minutes=15)
        for rules, row in ((usual, tutor(LISTED)), (own.rules, tutor(LISTED, own))):
            told = {name: row[name] for name in ASKED_OF_A_BOOKING}
            assert told == {name: getattr(rules, name) for name in ASKED_OF_A_BOOKING}


class TestALessonGiven:
    def test_counts_once_it_is_over(self) -> None:
        assert tutor(LISTED, HELD, COMPLETED)["lessons_given"] == 1


class TestTheLaws:
    def test_hold_for_one_tutor_in_four_contexts(self) -> None:
        second = [replace(fact, booking_id="b2") for fact in (HELD, MOVED, COMPLETED)]
        lesson = taken(ANNA, FRIDAY, FRIDAY + hours(1))
        obeys_the_laws(
            PROJECTION,
            stream(f"tutor-{ANNA}", imported(), *BOOKABLE, HIDDEN, listed()),
            stream(f"tutor-{IVAN}", of(IVAN, PUBLISHED), listed(IVAN)),
            stream(f"availability-{ANNA}", week(ANNA, (1, 9, 12)), own_day(ANNA, DAY), BUSY),
            stream("booking-b2", *second),
            stream("calendar-anna", lesson, released(lesson)),
            stream("calendar-ben", taken(BEN, FRIDAY, FRIDAY + hours(1), expires_at=MONDAY)),
        )

    def test_hold_whatever_comes_first(self) -> None:
        streams = [
            stream(f"tutor-{ANNA}", *BOOKABLE),
            stream(f"availability-{ANNA}", week(ANNA, (1, 9, 12)), BUSY, CLEARED),
            stream("booking-b", HELD, MOVED, replace(COMPLETED, start=SATURDAY)),
        ]
        results = [folded(PROJECTION, history(*order)) for order in permutations(streams)]
        assert all(result == results[0] for result in results)

    @tried(15)
    @drawn(st.data())
    def test_hold_for_any_history(self, data: st.DataObject) -> None:
        contexts = PROJECTION.contexts
        facts = [
            recorded
            for recorded in history(*map(rated, data.draw(histories())))
            if recorded.fact.TOPIC.partition(".")[0] in contexts
        ]
        expected = folded(PROJECTION, facts)
        sought = [{name: row[name] for name in TUTORS.all_columns} for row in expected["profiles"]]
        assert expected["tutors"] == sought
        assert folded(PROJECTION, data.draw(interleavings(facts, "stream"))) == expected
        assert batched(PROJECTION, data.draw(deliveries(facts))) == expected
