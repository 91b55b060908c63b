"""Packages in a market: Anna and Ivan sell five hours, Ben buys them and learns with them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from application.booking import SubmitBooking
from application.bus import Outcome, Request
from application.credit import BuyPackage
from application.fields import Price
from application.holding import HoldSlot
from application.offering import OfferPackage
from application.tutor import OfferCourse
from application.work import Command
from domain.credit.aggregate import CREDIT, Credits, credits_of
from domain.shared.actor import Actor
from tests.support.calendar import THURSDAY
from tests.support.market import Market
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_IVAN, BEN, IVAN

EACH = 2500
"""What each of the hours costs together; alone it costs 30.01."""

TUTORS = {ANNA: AS_ANNA, IVAN: AS_IVAN}


def ordered(
    market: Market, *, tutor: str = ANNA, lessons: int = 5, each: int = EACH, by: Actor = AS_BEN
) -> str:
    """This is a package on offer and ordered, before any process has seen that."""
    price = Price(minor=each, currency="EUR")
    course_id = f"{tutor}-hour"
    about: Any = {"tutor_id": tutor, "course_id": course_id, "lessons": lessons}
    offered = market.ask(OfferPackage(**about, price_per_lesson=price), TUTORS[tutor])
    assert offered.accepted, offered
    whole = Price(minor=each * lessons, currency="EUR")
    outcome = market.ask(BuyPackage(**about, price=whole), by)
    assert outcome.accepted, outcome
    return str(outcome.answer["package_id"])


def bought(
    market: Market, *, tutor: str = ANNA, lessons: int = 5, each: int = EACH, by: Actor = AS_BEN
) -> str:
    """This is a package that is paid."""
    package_id = ordered(market, tutor=tutor, lessons=lessons, each=each, by=by)
    market.run_until_quiet()
    return package_id


def covered(
    market: Market, *, tutor: str = ANNA, start: datetime = THURSDAY, by: Actor = AS_BEN
) -> str:
    """This is a booking that a credit pays for, before any process has seen that."""
    booking_id = market.hold(by, tutor, start)
    outcome = submitted(market, booking_id, by=by)
    assert outcome.accepted, outcome
    return booking_id


def submitted(market: Market, booking_id: str, *, by: Actor = AS_BEN) -> Outcome:
    """This is what becomes of paying for a hold with a credit."""
    return market.ask(SubmitBooking(booking_id=booking_id, with_credit=True), by)


def at_once(market: Market, by: Actor, *commands: Command) -> list[Outcome]:
    """This is what becomes of commands that race, each in a thread of its own."""
    requests = [
        Request(command, by, f"race-{number}", "race") for number, command in enumerate(commands)
    ]
    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(market.bus.execute, requests))


def credits_in(market: Market, student: str = BEN, tutor: str = ANNA) -> Credits:
    """This is what a student has with a tutor."""
    found = market.log.load(CREDIT, credits_of(student, tutor)).state
    assert found is not None
    return found


def left(market: Market, package_id: str, student: str = BEN, tutor: str = ANNA) -> int:
    """This is how many credits of a package are left."""
    return credits_in(market, student, tutor).package(package_id).left


def trial_course(market: Market, tutor: str = ANNA, minor: int = 1000) -> str:
    """This is a trial lesson of an hour on offer, by the id of its course."""
    offer = OfferCourse(
        tutor_id=tutor,
        subject="english",
        title="Trial",
        price_per_hour=Price(minor=minor, currency="EUR"),
        is_trial=True,
    )
    outcome = market.ask(offer, TUTORS[tutor])
    assert outcome.accepted, outcome
    return str(outcome.answer["course_id"])


def trial_held(
    market: Market, course_id: str, start: datetime = THURSDAY, *, tutor: str = ANNA
) -> Outcome:
    """This is what becomes of Ben holding a trial."""
    return market.ask(HoldSlot(tutor_id=tutor, course_id=course_id, start=start), AS_BEN)
