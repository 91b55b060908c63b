"""A marketplace of invented tutors, as large as wanted, written straight into the read models.

Their words are put together from phrases in English and Russian. Their vectors are mixtures of
real sentence vectors: as many real ones would take minutes to make, and random ones would lie in
a space no language fills.
"""

import json
import random
import struct
from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from adapters.embeddings.sentence import SentenceEmbedder
from projections.tutor_search.tables import PROFILES, TAKEN, TUTORS
from tests.bench.kit import Stage
from tests.support.calendar import MONDAY, hours

SUBJECTS = (
    *("english", "mathematics", "russian", "spanish", "physics", "german", "french", "chemistry"),
    *("japanese", "biology", "italian", "history", "programming", "chinese", "piano", "economics"),
    *("korean", "guitar", "statistics", "latin", "philosophy", "drawing", "chess", "astronomy"),
    *("georgian", "welsh", "accordion", "glaciology"),
)
ZONES = ("Europe/Berlin", "Europe/Moscow", "America/New_York", "Asia/Tokyo", "UTC")
HEADLINES = (
    "{} for beginners who are afraid of mistakes",
    "Friendly {} lessons for children and teenagers",
    "{} for exams: calm, structured, with homework",
    "Conversation first: {} you can use at work",
    "University teacher of {} with ten years of experience",
    "{} без скуки: разговор с первого урока",
    "Подготовка к экзаменам, {} для школьников",
    "{} для взрослых и начинающих, спокойно и понятно",
)
SENTENCES = (
    "I have taught for many years and still enjoy every single lesson.",
    "We begin with a short test, then we set a goal together.",
    "My students work in medicine, law, engineering and film.",
    "After each lesson you get notes, a recording and exercises.",
    "Grammar is explained with examples from books and songs.",
    "I adapt the pace to you and never hurry anybody.",
    "Interview preparation, presentations and academic writing are welcome.",
    "Homework is short, useful and always corrected.",
    "Я объясняю грамматику просто и на живых примерах.",
    "На уроках мы много говорим, читаем и слушаем.",
    "Помогаю с домашними заданиями и подготовкой к контрольным.",
    "Составлю программу занятий под вашу цель и темп.",
)
SENTENCES_A_PROFILE = 4
REAL_VECTORS = 3_000


def phrase(chance: random.Random) -> tuple[str, str]:
    """This is a subject, the frequent ones more often, and a headline about it."""
    subject = SUBJECTS[min(int(chance.expovariate(0.25)), len(SUBJECTS) - 1)]
    return subject, chance.choice(HEADLINES).format(subject.capitalize())


def settle(stage: Stage, url: str, count: int) -> None:
    """This fills search and vectors with so many tutors, a third of them with a lesson soon."""
    chance = random.Random(1)  # noqa: S311 - the same marketplace each time
    with psycopg.connect(url, autocommit=True) as connection:
        indexes = _without_indexes(connection)
        with stage.step("Inventing tutors", 2 * count) as advance:
            tutors = list(_tutors(chance, count))
            for table in (TUTORS, PROFILES):
                _copy(connection, "tutor_search", table, tutors, advance)
            _copy(connection, "tutor_search", TAKEN, _taken(chance, count), lambda _count: None)
        with stage.step("Giving their words a meaning", count) as advance:
            _copy_vectors(connection, _vectors(min(REAL_VECTORS, count), count), advance)
        with stage.step("Indexing", len(indexes)) as advance:
            connection.execute("SET maintenance_work_mem = '512MB'")
            for index in indexes:
                connection.execute(index.encode())
                advance(1)
        connection.execute("VACUUM ANALYZE")


def _without_indexes(connection: "psycopg.Connection[Any]") -> list[str]:
    rows = connection.execute(
        "SELECT schemaname, indexname, indexdef FROM pg_indexes"
        " WHERE schemaname IN ('tutor_search', 'tutor_embeddings') AND indexname LIKE '%\\_by\\_%'"
    ).fetchall()
    for schema, name, _definition in rows:
        connection.execute(SQL("DROP INDEX {}").format(Identifier(schema, name)))
    return [definition for _schema, _name, definition in rows]


def _copy(
    connection: "psycopg.Connection[Any]",
    schema: str,
    table: Any,
    rows: Iterable[Any],
    advance: Any,
) -> None:
    columns = SQL(", ").join(map(Identifier, table.all_columns))
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(schema, table.name), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            filled = {**table.template, **row}
            copy.write_row([_column(filled[name]) for name in table.all_columns])
            advance(1)


def _copy_vectors(
    connection: "psycopg.Connection[Any]", vectors: Iterator[tuple[str, bytes]], advance: Any
) -> None:
    statement = (
        "COPY tutor_embeddings.vectors (tutor_id, content, model, embedding)"
        " FROM STDIN (FORMAT BINARY)"
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(["text", "text", "text", "bytea"])
        for tutor_id, vector in vectors:
            copy.write_row((tutor_id, "", SentenceEmbedder.name, vector))
            advance(1)


def _column(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _tutors(chance: random.Random, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        subject, headline = phrase(chance)
        words = chance.sample(SENTENCES, SENTENCES_A_PROFILE)
        price = chance.randrange(500, 8_000, 50)
        yield {
            "tutor_id": f"tutor-{number:06}",
            "is_listed": chance.random() < 0.95,
            "is_bookable": chance.random() < 0.8,
            "display_name": f"Tutor {number}",
            "headline": headline,
            "about": " ".join(words),
            "time_zone": "UTC",
            "speaks": "[]",
            "languages": sorted({chance.choice(SUBJECTS[:8]), chance.choice(SUBJECTS[:3])}),
            "subject_codes": sorted({subject, chance.choice(SUBJECTS)}),
            "currency": chance.choice(("EUR", "USD")),
            "price_from_minor": price,
            "price_to_minor": price + chance.randrange(0, 2_000, 50),
            "review_count": 0,
            "review_stars": 0,
            "brought_rating": chance.choice((None, round(chance.uniform(3, 5), 1))),
            "title_words": f"Tutor {number} {headline} {subject}",
            "body_words": " ".join(words),
            "zone": chance.choice(ZONES),
            "week": _week(chance),
            "lessons_given": int(chance.expovariate(0.02)),
            "notice_minutes": chance.choice((0, 120, 720, 720, 1_440)),
            "after_minutes": chance.choice((0, 0, 15)),
        }


def _week(chance: random.Random) -> list[int]:
    opens, closes = chance.choice(((8, 14), (9, 17), (12, 20), (17, 22)))
    days = sorted(chance.sample(range(7), chance.randrange(2, 6)))
    return [day * 1440 + hour * 60 for day in days for hour in (opens, closes)]


def _taken(chance: random.Random, count: int) -> Iterator[dict[str, Any]]:
    for number in range(0, count, 3):
        start = MONDAY + hours(chance.randrange(0, 24 * 14))
        yield {
            "person_id": f"tutor-{number:06}",
            "cause": "2026-03-booking-1",
            "starts_at": start,
            "ends_at": start + hours(1),
        }


def _vectors(real: int, count: int) -> Iterator[tuple[str, bytes]]:
    """This is a vector for each tutor, as the bytes of a `halfvec`."""
    chance = random.Random(2)  # noqa: S311 - the same marketplace each time
    texts = [f"{phrase(chance)[1]}. {' '.join(chance.sample(SENTENCES, 2))}" for _ in range(real)]
    sentences = SentenceEmbedder().embed(texts)
    import numpy as np  # after the embedder, which tells it how many threads to use

    known = np.array(sentences, dtype=np.float32)
    draw = np.random.default_rng(3)
    for number in range(count):
        one, other = known[draw.integers(real)], known[draw.integers(real)]
        mixed = one + 0.5 * other + draw.normal(0, 0.01, one.shape)
        half = (mixed / np.linalg.norm(mixed)).astype(">f2")
        yield f"tutor-{number:06}", struct.pack(">hh", len(half), 0) + half.tobytes()
