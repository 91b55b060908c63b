"""Search over many tutors: words and meaning, always under filters, one question at a time."""

import random
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from typing import Any

from adapters.embeddings.sentence import SentenceEmbedder
from adapters.postgres.projections import layout
from adapters.postgres.projections.worker import connector
from adapters.postgres.reader import PostgresReader
from adapters.spelling import RapidfuzzSpeller
from projections.asking.hours import PARTS, WishedTime
from projections.asking.understanding import Understood
from projections.branches import Branches
from projections.embedding import Embedder
from projections.finding import Search
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
            typing = _typing(stage, Search(reader, embedder, RapidfuzzSpeller()))
            recall = _recall(stage, reader, embedder, asked[: stage.size(200, 10)])
    embedding = [milliseconds(partial(embedder.embed, [words])) for words, _ in asked]
    return (
        Figure("hybrid search, filtered, p50", median(times), "ms"),
        Figure("hybrid search, filtered, p95", percentile(times, 0.95), "ms", aim=50),
        Figure("suggestions while typing, p95", percentile(typing, 0.95), "ms", aim=10),
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
    return _slipped(chance, words), chance.choice(FILTERS)(chance)


FILTERS: Any = (
    lambda chance: Wish(subject=chance.choice(SUBJECTS)),
    lambda chance: Wish(language=chance.choice(SUBJECTS[:8]), is_bookable=True),
    lambda chance: Wish(currency="EUR", price_to_minor=chance.randrange(700, 5_000)),
    lambda chance: Wish(subject=chance.choice(SUBJECTS[:8]), rating=4.0),
    lambda chance: Wish(weekday=chance.randrange(1, 8), from_minute=600, to_minute=720),
    lambda chance: _free(chance, subject=None),
    lambda chance: Wish(starts=_evenings(chance), is_bookable=True, now=MONDAY),
    lambda chance: _free(chance, subject=chance.choice(SUBJECTS[:8])),
)


def _free(chance: random.Random, subject: str | None) -> Wish:
    """This is an hour of the day, by UTC; the tutors live all over the world."""
    start = MONDAY + hours(24 * chance.randrange(14) + chance.randrange(12))
    return Wish(subject=subject, free_from=start, free_to=start + hours(1), now=MONDAY)


def _evenings(chance: random.Random) -> tuple[datetime, ...]:
    """This is an hour in the evening of one day of the week, in either of two weeks."""
    evening = WishedTime((chance.randrange(1, 8),), None, *PARTS["evening"])
    return evening.starts(MONDAY, "Europe/Berlin", 2, hours(1))


def _typed(chance: random.Random) -> str:
    """This is the beginning of a subject or a name, now and then with a letter left out."""
    whole = chance.choice((*SUBJECTS, "tutor", "математика", "репетитор"))
    begun = whole[: chance.randrange(2, len(whole) + 1)]
    at = chance.randrange(len(begun))
    return begun if chance.random() < 0.8 else begun[:at] + begun[at + 1 :]


def _slipped(chance: random.Random, words: str) -> str:
    """This is the words, one in four times with two letters in each other's place."""
    at = chance.randrange(1, len(words) - 1)
    swapped = words[: at - 1] + words[at] + words[at - 1] + words[at + 1 :]
    return swapped if chance.random() < 0.25 else words


def _times(
    stage: Stage, reader: PostgresReader, embedder: Embedder, asked: Sequence[tuple[str, Wish]]
) -> list[float]:
    search = Search(reader, embedder, RapidfuzzSpeller())
    for words, wish in asked[:10]:
        search.tutors(words, wish)
    times = []
    with stage.step("Searching", len(asked)) as advance:
        for words, wish in asked:
            times.append(milliseconds(partial(search.tutors, words, wish)))
            advance(1)
    return times


def _typing(stage: Stage, search: Search) -> list[float]:
    chance = random.Random(5)  # noqa: S311 - the same beginnings each time
    typed = [_typed(chance) for _ in range(stage.size(400, 20))]
    return [milliseconds(partial(search.suggestions, each, 8)) for each in typed]


def _recall(
    stage: Stage, reader: PostgresReader, embedder: Embedder, asked: Sequence[tuple[str, Wish]]
) -> float:
    """This is how many of the ten truly nearest are among the ten found, over all questions."""
    right = wanted = 0
    with stage.step("Searching exactly", len(asked)) as advance:
        for words, wish in asked:
            branches = Branches(reader, Understood(words), "", wish)
            found = set(branches.by_meaning(embedder)[:FIRST])
            exact = set(branches.exactly(embedder)[:FIRST])
            right += len(found & exact)
            wanted += len(exact)
            advance(1)
    return right / wanted if wanted else 1.0


BENCH = Bench("search", "hybrid search over 100,000 tutors, filtered", run)
