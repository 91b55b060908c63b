"""Search over many tutors: words and meaning, always under filters, one question at a time."""

import random
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from typing import Any

from adapters.embeddings.sentence import SentenceEmbedder
from adapters.postgres.projections import layout
from adapters.postgres.projections.worker import connector
from adapters.postgres.reader import PostgresReader
from projections.branches import Branches
from projections.embedding import Embedder
from projections.finding import Asked, tutors_for
from projections.tutor_embeddings.projector import projection as embeddings
from projections.tutor_search.projector import PROJECTION as SEARCH
from projections.tutor_search.wishes import Wish
from tests.bench.kit import Bench, Figure, Stage, median, milliseconds, percentile
from tests.bench.market import SUBJECTS, phrase, settle
from tests.support.calendar import MONDAY, hours

PARTITIONS = 4
FIRST = 10
QUERIES = (
    "patient teacher for beginners",
    "exam preparation with homework",
    "conversation at work",
    "lessons for children",
    "interview preparation",
    "уроки для начинающих",
    "подготовка к экзамену",
    "разговорная практика",
    "помощь с домашним заданием",
)


def run(stage: Stage) -> Sequence[Figure]:
    """This measures the time of a search, and how much of the exact answer the index gives."""
    embedder = SentenceEmbedder()
    with stage.database() as url:
        _make(url, embedder)
        settle(stage, url, stage.size(100_000, 1_000))
        asked = [_question(random.Random(at)) for at in range(stage.size(400, 20))]  # noqa: S311
        with closing(PostgresReader(url)) as reader:
            times = _times(stage, reader, embedder, asked)
            recall = _recall(stage, reader, embedder, asked[: stage.size(200, 10)])
    embedding = [milliseconds(partial(embedder.embed, [words])) for words, _ in asked]
    return (
        Figure("hybrid search, filtered, p50", median(times), "ms"),
        Figure("hybrid search, filtered, p95", percentile(times, 0.95), "ms", aim=50),
        Figure("of it, embedding the query, p50", median(embedding), "ms"),
        Figure("vector branch, recall@10 against exact", recall, "", aim=0.95, better="high"),
    )


def _make(url: str, embedder: Embedder) -> None:
    with closing(connector(url)()) as connection:
        for projection in (SEARCH, embeddings(embedder)):
            layout.make(connection, projection.name, projection, PARTITIONS)


def _question(chance: random.Random) -> tuple[str, Wish]:
    subject, headline = phrase(chance)
    words = chance.choice((headline, f"{subject} {chance.choice(QUERIES)}", chance.choice(QUERIES)))
    return words, chance.choice(FILTERS)(chance)


FILTERS: Any = (
    lambda chance: Wish(subject=chance.choice(SUBJECTS)),
    lambda chance: Wish(language=chance.choice(SUBJECTS[:8]), is_bookable=True),
    lambda chance: Wish(currency="EUR", price_to_minor=chance.randrange(700, 5_000)),
    lambda chance: Wish(subject=chance.choice(SUBJECTS[:8]), rating=4.0),
    lambda chance: Wish(weekday=chance.randrange(1, 8), from_minute=600, to_minute=720),
    lambda chance: _free(chance, subject=None),
    lambda chance: _free(chance, subject=chance.choice(SUBJECTS[:8])),
)


def _free(chance: random.Random, subject: str | None) -> Wish:
    """This is an hour of the day, by UTC; the tutors live all over the world."""
    start = MONDAY + hours(24 * chance.randrange(14) + chance.randrange(12))
    return Wish(subject=subject, free_from=start, free_to=start + hours(1))


def _times(
    stage: Stage, reader: PostgresReader, embedder: Embedder, asked: Sequence[tuple[str, Wish]]
) -> list[float]:
    for words, wish in asked[:10]:
        tutors_for(reader, embedder, words, wish)
    times = []
    with stage.step("Searching", len(asked)) as advance:
        for words, wish in asked:
            times.append(milliseconds(partial(tutors_for, reader, embedder, words, wish)))
            advance(1)
    return times


def _recall(
    stage: Stage, reader: PostgresReader, embedder: Embedder, asked: Sequence[tuple[str, Wish]]
) -> float:
    """This is how many of the ten truly nearest are among the ten found, over all questions."""
    right = wanted = 0
    with stage.step("Searching exactly", len(asked)) as advance:
        for words, wish in asked:
            query = Asked.of(words)
            branches = Branches(reader, query.wanted, query.unwanted, wish)
            found = set(branches.by_meaning(embedder)[:FIRST])
            exact = set(branches.exactly(embedder)[:FIRST])
            right += len(found & exact)
            wanted += len(exact)
            advance(1)
    return right / wanted if wanted else 1.0


BENCH = Bench("search", "hybrid search over 100,000 tutors, filtered", run)
