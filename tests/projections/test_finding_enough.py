"""Finding by meaning: as many as there are are found, whichever way the filters let them be."""

from collections.abc import Iterator, Sequence
from contextlib import closing

import psycopg
import pytest

from adapters.postgres.projections import layout
from adapters.postgres.projections.worker import connector
from adapters.postgres.reader import PostgresReader
from projections.asking.understanding import Understood
from projections.branches import BRANCH, SPARE, Branches, Sample
from projections.tutor_embeddings.projector import projection as embeddings
from projections.tutor_search.projector import PROJECTION as SEARCH
from projections.tutor_search.wishes import Wish
from tests.support.calendar import MONDAY, hours
from tests.support.laws import PARTITIONS

COUNT = 3_000
ANYTHING = Understood("anything")
FILL = f"""
    SELECT setseed(0.5);
    INSERT INTO tutor_search.tutors (tutor_id, is_listed, is_bookable, brought_rating,
        subject_codes, levels, languages, week, lessons_given, review_count, review_stars,
        notice_minutes, horizon_days, before_minutes, after_minutes)
    SELECT 't' || n, true, n % 3 = 0, CASE WHEN n % 200 = 0 THEN 5 ELSE 1 END,
        ARRAY[CASE WHEN n % 100 = 0 THEN 'rare' WHEN n % 2 = 0 THEN 'common' ELSE 'other' END],
        ARRAY[CASE WHEN n % 60 = 0 THEN '7' ELSE '1' END], '{{}}',
        CASE WHEN n % 40 = 0 THEN ARRAY[1440, 2880] ELSE '{{}}'::integer[] END, 0, 0, 0,
        0, 0, 0, 0
    FROM generate_series(1, {COUNT}) AS n;
    INSERT INTO tutor_embeddings.vectors (tutor_id, content, model, embedding)
    SELECT 't' || n, '', 'unit', (
        SELECT array_agg(random() - 0.1 * (n % 2) + 0 * i) FROM generate_series(1, 512) AS i
    )::vector::halfvec FROM generate_series(1, {COUNT}) AS n;
    ANALYZE;
"""
TUESDAY = tuple(MONDAY + hours(24 + hour) for hour in range(24))
CASES = (
    (Wish(), COUNT),
    (Wish(subject="common"), 1_470),
    (Wish(subject="rare"), 30),
    (Wish(is_bookable=True), 1_000),
    (Wish(rating=5.0), 15),
    (Wish(rating=5.0, is_bookable=True), 5),
    (Wish(rating=5.1), 0),
    (Wish(level=7), 50),
    (Wish(level=7, subject="other"), 0),
    (Wish(starts=TUESDAY), 75),
    (Wish(starts=TUESDAY, rating=5.0), 15),
    (Wish(starts=()), 0),
)


class Unit:
    """This asks for the same vector whatever the words."""

    name = "unit"
    dimensions = 512

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [[self.dimensions**-0.5] * self.dimensions for _ in texts]


@pytest.fixture
def reader(database_url: str) -> Iterator[PostgresReader]:
    with closing(connector(database_url)()) as connection:
        for one in (SEARCH, embeddings(Unit())):
            layout.make(connection, one.name, one, PARTITIONS)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(FILL.encode())
    with closing(PostgresReader(database_url, pool_size=1)) as opened:
        yield opened


class TestTheReach:
    def test_is_nowhere_where_a_sample_holds_nobody_wished_for(self) -> None:
        assert Sample(tutors=1_000, indexed=500, wished=0).reach(0.1) == 0

    def test_is_so_far_that_enough_are_met(self) -> None:
        assert Sample(tutors=1_000, indexed=1_000, wished=500).reach(0.1) == SPARE * 2 * BRANCH
        assert Sample(tutors=1_000, indexed=1_000, wished=1_000).reach(0.1) == SPARE * BRANCH

    def test_is_nowhere_where_comparing_is_shorter(self) -> None:
        assert Sample(tutors=1_000, indexed=1_000, wished=5).reach(0.1) == 0
        assert Sample(tutors=1_000, indexed=20, wished=20).reach(0.1) == 0
        assert Sample(tutors=1_000, indexed=900, wished=20).reach(0.1) == 0
        assert Sample(tutors=1_000, indexed=900, wished=20).reach(0.2) > 0


@pytest.mark.parametrize("wished", [0, 10, COUNT])
def test_as_many_are_found_as_there_are_whatever_a_sample_promised(
    reader: PostgresReader, monkeypatch: pytest.MonkeyPatch, wished: int
) -> None:
    monkeypatch.setattr(Branches, "_sample", Sample(COUNT, COUNT, wished))
    for wish, there in CASES:
        found = Branches(reader, ANYTHING, "", wish).by_meaning(Unit())
        assert len(set(found)) == len(found) == min(there, BRANCH), wish
        truly = Branches(reader, ANYTHING, "", wish).exactly(Unit())
        assert len(set(found[:10]) & set(truly[:10])) >= min(there, 10) * 0.8, wish


def test_walking_goes_along_the_index(reader: PostgresReader) -> None:
    asked = {"vector": str(Unit().embed([""])[0]), "model": "unit", "reach": 100}
    plan = reader.rows(f"EXPLAIN {Branches(reader, ANYTHING, '', Wish())._walking}", asked)
    assert any("vectors_by_meaning" in row["QUERY PLAN"] for row in plan)
