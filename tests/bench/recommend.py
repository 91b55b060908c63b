"""Recommending among many tutors: a student's past, a model, wishes and reasons, one at a time.

The model knows as many tutors as one may. Its trees are learnt on a smaller market, for learning
them is not what is measured; how many there are, and so what asking costs, is the same.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from typing import Any

import numpy as np
import psycopg
from psycopg.sql import SQL

from adapters.embeddings.sentence import SentenceEmbedder
from adapters.ml.calibrating import Calibration
from adapters.ml.candidates import Sources
from adapters.ml.history import History, Numbers
from adapters.ml.keeping import Kept
from adapters.ml.learning import Trees
from adapters.ml.serving import ServedModel
from adapters.ml.training import MOST_DENSE, MOST_TUTORS
from adapters.ml.two_stage import TwoStage
from adapters.postgres.projections import layout
from adapters.postgres.projections.worker import connector
from adapters.postgres.reader import PostgresReader
from domain.matching.styles import SAID
from projections.booking_details.projector import PROJECTION as BOOKINGS
from projections.embedding import Embedder
from projections.interactions.projector import PROJECTION as INTERACTIONS
from projections.learning import vectors
from projections.past import Past, past_of
from projections.proposing import Proposals, Rates, Soon, Wished, as_vector, rates
from projections.rating import Choice
from projections.recommending import Recommending
from projections.tutor_embeddings.projector import projection as embeddings
from projections.tutor_search.projector import PROJECTION as SEARCH
from projections.tutor_search.wishes import Wish
from tests.bench.kit import Bench, Figure, Stage, median, milliseconds, percentile
from tests.bench.market import SUBJECTS, settle
from tests.bench.search import PARTITIONS, QUERIES
from tests.support.calendar import MONDAY, hours
from tests.support.choosing import DAY, chosen

EACH = 6
LIMIT = 10
COPIED = (
    "COPY interactions.pairs (student_id, tutor_id, booked, kept, first_at, last_at) FROM STDIN"
)


def run(stage: Stage) -> Sequence[Figure]:
    """This measures the time of an answer with a model and without."""
    embedder = SentenceEmbedder()
    with stage.database() as url:
        _make(url, embedder)
        settle(stage, url, stage.size(100_000, 1_000))
        tutors = [f"tutor-{n:06}" for n in range(stage.size(MOST_TUTORS, 200))]
        students = stage.size(20_000, 300)
        with stage.step("Booking", 1) as advance:
            who, what, when = chosen(students, len(tutors), EACH, kinds=stage.size(200, 4))
            _book(url, tutors, who, what, when)
            advance(1)
        with closing(PostgresReader(url)) as reader:
            with stage.step("Learning", 1) as advance:
                history = History.of(who, what, when, (students, len(tutors)))
                model = _model(reader, embedder, tutors, history)
                advance(1)
            known = rates(reader)
            styles = [as_vector(embedder, said) for said in SAID.values()]
            asked = list(_questions(stage.size(300, 20), students, styles))
            times = _times(stage, reader, embedder, model, known, asked)
            past = [milliseconds(partial(past_of, reader, student)) for student, _ in asked]
        rating = [milliseconds(partial(_rate, model, tutors[at : at + EACH])) for at in range(30)]
    return (
        Figure("recommendations, personal, p50", median(times), "ms"),
        Figure("recommendations, personal, p95", percentile(times, 0.95), "ms", aim=80),
        Figure("of it, what the student did, p50", median(past), "ms"),
        Figure("of it, the model asked once, p50", median(rating), "ms"),
    )


def _make(url: str, embedder: Embedder) -> None:
    with closing(connector(url)()) as connection:
        for projection in (SEARCH, embeddings(embedder), INTERACTIONS, BOOKINGS):
            layout.make(connection, projection.name, projection, PARTITIONS)


def _book(url: str, tutors: Sequence[str], who: Numbers, what: Numbers, when: Numbers) -> None:
    first = MONDAY - timedelta(days=330)
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.cursor() as cursor, cursor.copy(COPIED) as copy:
            for student, item, at in zip(who, what, when, strict=True):
                moment = first + timedelta(seconds=float(at))
                copy.write_row((f"student-{student}", tutors[item], 1, 1, moment, moment))
        connection.execute(
            "INSERT INTO interactions.tutors SELECT tutor_id, count(*), sum(booked), sum(kept), 0"
            " FROM interactions.pairs GROUP BY tutor_id"
        )
        connection.execute(SQL("VACUUM ANALYZE"))


def _model(
    reader: PostgresReader, embedder: Embedder, tutors: Sequence[str], history: History
) -> ServedModel:
    said = dict(vectors(reader, embedder.name, tutors))
    matrix = np.array([said.get(one, [0.0] * embedder.dimensions) for one in tutors], np.float32)
    learnt = Sources(history, matrix, most_dense=MOST_DENSE).learn()
    small = History.of(*chosen(400, 80, EACH), (400, 80))
    order = TwoStage(small, None, "forward").order
    nobody = np.zeros(len(history), dtype=np.int64)
    kept = Kept(
        tutors=tuple(tutors),
        chosen=History(nobody, history.items, history.times, history.weights, (1, len(tutors))),
        learnt=learnt,
        trees=order.text if isinstance(order, Trees) else "",
        calibration=Calibration(np.array([-1.0, 1.0]), np.array([0.01, 0.3])),
        scale=None,
    )
    return ServedModel("bench", kept)


def _questions(count: int, students: int, styles: Sequence[str]) -> Iterator[tuple[str, Wished]]:
    chance = random.Random(1)  # noqa: S311 - the same questions each time
    for _ in range(count):
        wish = chance.choice(WISHES)(chance)
        wished = Wished(
            wish=wish,
            goal=chance.choice((*QUERIES, "")),
            style=chance.choice((*styles, "")),
            level=chance.choice((None, 1, 4)),
            within=chance.choice((None, Soon(MONDAY, 7))),
            prices=(wish.price_from_minor, wish.price_to_minor),
        )
        yield f"student-{chance.randrange(students)}", wished


WISHES: Any = (
    lambda _chance: Wish(is_bookable=True),
    lambda chance: Wish(is_bookable=True, subject=chance.choice(SUBJECTS)),
    lambda chance: _priced(chance.randrange(900, 5_000)),
    lambda chance: _on_a_day(chance.randrange(1, 8)),
    lambda chance: _at_a_time(chance.choice(SUBJECTS[:8]), chance.randrange(14 * 24)),
)


def _priced(most: int) -> Wish:
    return Wish(is_bookable=True, currency="EUR", price_to_minor=most)


def _on_a_day(weekday: int) -> Wish:
    return Wish(is_bookable=True, weekday=weekday, from_minute=600, to_minute=720)


def _at_a_time(subject: str, hour: int) -> Wish:
    start = MONDAY + hours(hour)
    until = start + hours(1)
    return Wish(is_bookable=True, subject=subject, free_from=start, free_to=until, now=MONDAY)


def _times(
    stage: Stage,
    reader: PostgresReader,
    embedder: Embedder,
    model: ServedModel,
    known: Rates,
    asked: Sequence[tuple[str, Wished]],
) -> list[float]:
    def answer(student: str, wished: Wished) -> None:
        past: Past = past_of(reader, student)
        Recommending(
            proposals=Proposals(reader, embedder, wished, list(past.times_booked)),
            wished=wished,
            past=past,
            model_version=model.version,
            rating=model.asked(past.choices, MONDAY),
            rates=known,
            scale=model.scale,
            chance=random.Random(student),  # noqa: S311
        ).answer(LIMIT)

    for one in asked[:10]:
        answer(*one)
    return list(_measured(stage, [partial(answer, *one) for one in asked]))


def _measured(stage: Stage, answers: Sequence[Any]) -> Iterator[float]:
    with stage.step("Recommending", len(answers)) as advance:
        for answer in answers:
            yield milliseconds(answer)
            advance(1)


def _rate(model: ServedModel, tutors: Sequence[str]) -> None:
    choices = [Choice(one, MONDAY, MONDAY + timedelta(seconds=DAY), 1) for one in tutors]
    _ = model.asked(choices, MONDAY).proposed


BENCH = Bench("recommend", "recommendations over 100,000 tutors, a model of 10,000", run)
