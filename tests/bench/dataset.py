"""A training set of a log in which most facts are showings of twenty tutors each.

Of a hundred facts forty are searches and recommendations, of which every fourth names nobody;
thirty are clicks, twelve looks at a profile, and eighteen are of bookings. Nine of ten students
agree to be learned from, which is asked of each.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from resource import RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any, Final

import psycopg

from adapters.bodies.codec import encode
from adapters.bootstrap import Container
from adapters.postgres.migrate import migrate
from application.dataset.making import as_of_position
from application.dataset.terms import Made
from domain.consent.events import Purpose
from domain.shared.event import Fact
from domain.showing.aggregate import SHOWING, Showing, show
from domain.showing.terms import CERTAIN, Candidate, Shown, Wanted, Way
from tests.bench.facts import Line, write_lines
from tests.bench.kit import Bench, Figure, Stage
from tests.domain.booking.histories import CONFIRMED, HELD
from tests.support.calendar import MONDAY
from tests.support.consents import granted

FACTS: Final = 100_000
STUDENTS: Final = 2_000
TUTORS: Final = 5_000
SHOWN: Final = 20
FEATURES: Final = tuple(f"feature_{number}" for number in range(10))
SOURCES: Final = ("words", "meaning")
HORIZON: Final = timedelta(days=14)
PERIOD: Final = timedelta(days=60)
BEGAN: Final = MONDAY - PERIOD
MEGABYTE: Final = 1024


def run(stage: Stage) -> Sequence[Figure]:
    """This measures how long a set takes, and how much memory."""
    count = stage.size(FACTS, 500)
    with stage.database() as url:
        migrate(url)
        with (
            psycopg.connect(url) as connection,
            stage.step("Writing facts", count) as advance,
        ):
            facts = write_lines(connection, _lines(count), 0, advance)
        with stage.step("Making a training set", 1) as advance:
            seconds, grown, made = _make(stage, url, facts)
            advance(1)
    return (
        Figure(f"training set from {facts:,} facts", seconds, "s", aim=60),
        Figure("rows", made.rows / seconds, "rows/s"),
        Figure("memory it took", grown, "MB"),
    )


def _make(stage: Stage, url: str, facts: int) -> tuple[float, float, Made]:
    settings = stage.servers.settings.model_copy(update={"database_url": url})
    with Container.from_settings(settings) as container:
        before, began = _megabytes(), perf_counter()
        made = container.make_training_set(
            as_of_position(container.closed_facts, facts, HORIZON),
            stage.folder / "training-set",
            MONDAY,
            lambda *_: None,
        )
        return perf_counter() - began, _megabytes() - before, made


def _megabytes() -> float:
    """This is the most memory the process has held."""
    return getrusage(RUSAGE_SELF).ru_maxrss / MEGABYTE


def _lines(count: int) -> Iterator[Line]:
    """This is so many facts, the agreements first, spread over the days before MONDAY."""
    chance = random.Random(1)  # noqa: S311 - the same log each time
    students = max(1, count * STUDENTS // FACTS)
    agreeing = students * 9 // 10
    purpose = Purpose.RECOMMENDATION_PROFILING
    for number in range(agreeing):
        agreed = granted(f"s{number}", purpose)
        yield _line(f"consent-s{number}-{purpose}", 1, agreed, 0)
    deeds = _deeds(chance, students)
    for at in range(agreeing, count):
        yield _line(*next(deeds), at / count)


def _deeds(chance: random.Random, students: int) -> Iterator[tuple[str, int, Fact]]:
    """This is forty showings, thirty clicks, twelve views and nine bookings in a hundred facts."""
    showings: list[tuple[Showing, int]] = []
    number = 0
    while True:
        showings.clear()
        for _ in range(40):
            number += 1
            shown = _shown(chance, number, f"s{chance.randrange(students)}")
            (fact,) = show(shown, is_named=number % 4 != 0)
            showings.append((SHOWING.evolve(None, fact), 1))
            yield SHOWING.stream(shown.showing_id), 1, fact
        for which, (showing, version) in enumerate(showings[:30]):
            seat = showing.seats[min(int(chance.expovariate(0.3)), SHOWN - 1)]
            (clicked,) = showing.click(seat.tutor_id, showing.student_id, MONDAY)
            yield SHOWING.stream(showing.showing_id), version + 1, clicked
            if which < 12:
                (viewed,) = showing.view(seat.tutor_id, showing.student_id, MONDAY)
                yield SHOWING.stream(showing.showing_id), version + 2, viewed
        for showing, _ in showings[:9]:
            yield from _booked(showing, chance)


def _shown(chance: random.Random, number: int, student_id: str) -> Shown:
    tutors = chance.sample(range(TUTORS), SHOWN)
    return Shown(
        showing_id=f"showing-of-the-bench-{number:08}",
        way=Way.SEARCH if number % 2 else Way.RECOMMENDATION,
        student_id=student_id,
        model_version="bench-1",
        wanted=Wanted(subject="english"),
        features=FEATURES,
        candidates=tuple(
            Candidate(
                f"t{tutor}",
                position,
                chance.randrange(CERTAIN),
                SOURCES,
                tuple(chance.randrange(CERTAIN) for _ in FEATURES),
            )
            for position, tutor in enumerate(tutors, start=1)
        ),
        at=MONDAY,
    )


def _booked(showing: Showing, chance: random.Random) -> Iterator[tuple[str, int, Fact]]:
    about: dict[str, Any] = {
        "booking_id": f"of-{showing.showing_id}",
        "student_id": showing.student_id or "s0",
        "tutor_id": chance.choice(showing.seats).tutor_id,
    }
    for version, fact in enumerate((HELD, CONFIRMED), start=1):
        yield f"booking-{about['booking_id']}", version, replace(fact, **about)


def _line(stream_id: str, version: int, fact: Fact, share: float) -> Line:
    told = ("process:showing", "system:RecordShowings", "bench", "bench")
    return (stream_id, version, fact.TOPIC, encode(fact), BEGAN + share * PERIOD, *told, [])


BENCH = Bench("dataset", "A training set is made of a log of showings.", run)
