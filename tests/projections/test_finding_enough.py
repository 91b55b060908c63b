"""Finding by meaning: as many as there are are found, whichever way the filters let them be."""

from collections.abc import Iterator, Sequence
from contextlib import closing

import psycopg
import pytest

from adapters.postgres.projections import layout
from adapters.postgres.projections.worker import connector
from adapters.postgres.reader import PostgresReader
from projections import branches
from projections.branches import Branches
from projections.tutor_embeddings.projector import projection as embeddings
from projections.tutor_search.projector import PROJECTION as SEARCH
from projections.tutor_search.wishes import Wish
from tests.support.laws import PARTITIONS

COUNT = 3_000
FILL = f"""
    SELECT setseed(0.5);
    INSERT INTO tutor_search.tutors (tutor_id, is_listed, is_bookable, rating, subject_codes,
        languages, week, lessons_given)
    SELECT 't' || n, true, n % 3 = 0, CASE WHEN n % 200 = 0 THEN 5 ELSE 1 END,
        ARRAY[CASE WHEN n % 100 = 0 THEN 'rare' WHEN n % 2 = 0 THEN 'common' ELSE 'other' END],
        '{{}}', '{{}}', 0
    FROM generate_series(1, {COUNT}) AS n;
    INSERT INTO tutor_embeddings.vectors (tutor_id, content, model, embedding)
    SELECT 't' || n, '', 'unit', (
        SELECT array_agg(random() - 0.1 * (n % 2) + 0 * i) FROM generate_series(1, 512) AS i
    )::vector::halfvec FROM generate_series(1, {COUNT}) AS n;
    ANALYZE;
"""
CASES = (
    (Wish(), COUNT),
    (Wish(subject="common"), 1_470),
    (Wish(subject="rare"), 30),
    (Wish(is_bookable=True), 1_000),
    (Wish(rating=5.0), 15),
    (Wish(rating=5.0, is_bookable=True), 5),
    (Wish(rating=5.1), 0),
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


def test_as_many_are_found_as_there_are(
    reader: PostgresReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, count in {"FEW": 1_000, "BEST": 500, "NEAR": 100, "FAR": 1_000}.items():
        monkeypatch.setattr(branches, name, count)
    for wish, there in CASES:
        found = Branches(reader, "anything", "", wish).by_meaning(Unit())
        assert len(set(found)) == len(found) == min(there, branches.BRANCH), wish
        truly = Branches(reader, "anything", "", wish).exactly(Unit())
        assert len(set(found[:10]) & set(truly[:10])) >= min(there, 10) * 0.8, wish
    asked = {"vector": str(Unit().embed([""])[0]), "model": "unit"}
    walking = Branches(reader, "anything", "", Wish())._walking(100)
    plan = reader.rows(f"EXPLAIN {walking}", asked)
    assert any("vectors_by_meaning" in row["QUERY PLAN"] for row in plan)
