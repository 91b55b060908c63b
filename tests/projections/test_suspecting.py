"""How reviews came about is read from bookings, accounts and reviews together."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.account.events import AccountRegistered
from domain.booking.events import BookingHeld, LessonJoined
from domain.booking.terms import Party
from domain.privacy.subject_events import ProcessingRestricted
from domain.review.events import ReviewWithdrawn
from domain.screening.suspicion import Suspicion
from projections.booking_details.projector import PROJECTION as BOOKINGS
from projections.directory.projector import PROJECTION as DIRECTORY
from projections.reading import Reader
from projections.reviews.projector import projection as reviews
from projections.suspecting import Suspected, suspected, worth_a_look
from projections.texts import NoTextReader
from tests.domain.review.history import WRITTEN
from tests.projections.conftest import Show
from tests.support.calendar import MONDAY
from tests.support.examples import example
from tests.support.people import ANNA, BEN, OLGA, RITA
from tests.support.views import Stream, history, stream

REVIEWS = reviews(NoTextReader())
HOUR = timedelta(hours=1)
RINGLEADERS = [f"account-{at}" for at in range(5)]


def lesson(name: str, student: str, *, lead: timedelta = 48 * HOUR, joined: bool = True) -> Stream:
    whose: dict[str, Any] = {"booking_id": name, "tutor_id": ANNA, "student_id": student}
    held = replace(
        example(BookingHeld),
        **whose,
        held_at=MONDAY - HOUR - lead,
        start=MONDAY - HOUR,
        end=MONDAY,
        is_trial=not joined,
    )
    came = replace(example(LessonJoined), **whose, by=Party.STUDENT)
    return stream(f"booking-{name}", held, *([came] if joined else []))


def said(name: str, student: str, when: datetime = MONDAY + 5 * HOUR) -> Stream:
    written = replace(WRITTEN, booking_id=name, student_id=student, stars=5, written_at=when)
    return stream(f"review-{name}", written)


def account(student: str, registered_at: datetime) -> Stream:
    registered = replace(example(AccountRegistered), account_id=student)
    return stream(f"account-{student}", replace(registered, registered_at=registered_at))


def shown(show: Show, *more: Stream) -> Reader:
    """This is one honest review by Ben, and one each of accounts with nobody behind them."""
    show(
        BOOKINGS,
        history(
            lesson("honest", BEN),
            *(lesson(one, one, lead=HOUR, joined=False) for one in RINGLEADERS),
        ),
    )
    show(
        DIRECTORY,
        history(
            account(BEN, MONDAY - 900 * HOUR),
            *(account(one, MONDAY - 3 * HOUR) for one in RINGLEADERS),
        ),
    )
    reviews = [said("honest", BEN), *(said(one, one, MONDAY) for one in RINGLEADERS)]
    return show(REVIEWS, history(*reviews, *more))


def told(reader: Reader, reviewer_id: str, now: datetime = MONDAY) -> list[Suspected]:
    return suspected(reader, worth_a_look(reader, now), reviewer_id, limit=50)


class TestSuspecting:
    def test_tells_who_and_why(self, show: Show) -> None:
        found = told(shown(show), RITA)
        assert [one.booking_id for one in found] == RINGLEADERS
        (reasons,) = {one.reasons for one in found}
        assert reasons == ("not_joined", "burst", "hasty", "new_account", "at_once", "cheap")
        assert (found[0].step, found[0].is_shown, found[0].stars) == ("waiting", False, 5)
        assert 0.1 < found[0].probability < 0.9

    def test_tells_reviewers_nothing_of_their_own(self, show: Show) -> None:
        reader = shown(show)
        assert told(reader, ANNA) == []
        own = suspected(reader, worth_a_look(reader, MONDAY), RINGLEADERS[0], limit=2)
        assert [one.booking_id for one in own] == RINGLEADERS[1:3]

    def test_leaves_out_what_is_old_or_gone_or_rests(self, show: Show) -> None:
        first, second, *rest = RINGLEADERS
        gone = replace(example(ReviewWithdrawn), booking_id=first, author_id=first)
        gone = replace(gone, tutor_id=ANNA, student_id=first)
        rests = replace(example(ProcessingRestricted), person_id=second)
        reader = shown(show, stream(f"review-{first}", gone), stream(f"subject-{second}", rests))
        assert [one.booking_id for one in told(reader, OLGA)] == rest
        assert told(reader, OLGA, MONDAY + 5_000 * HOUR) == []
        before = [Suspicion(each, 0.5, ()) for each in RINGLEADERS]
        now = suspected(reader, before, OLGA, limit=50)
        assert [one.booking_id for one in now] == rest, "whatever was found before"
