"""The one question two read models answer together: which tutors fit these words?

Full text knows the words, vectors know the meaning; each ranks, under the same filters, what it
really found, and the ranks are fused (reciprocal rank fusion: Cormack, Clarke, Büttcher 2009).
A branch that finds nothing says nothing: where the words of the query occur nowhere, as with
a query in another script than the profile, meaning alone decides.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, LiteralString

from projections.embedding import Embedder
from projections.reading import Reader
from projections.tutor_search.queries import cards
from projections.tutor_search.wishes import Wish

DAMPING = 60
BRANCH = 100
MOST_RANKED = 2_000
FARTHEST = 0.75
"""Cosine distance beyond which a vector found is not found at all."""


def tutors_for(
    reader: Reader, embedder: Embedder, words: str, wish: Wish, *, skip: int = 0, limit: int = 20
) -> list[dict[str, Any]]:
    """This is a page of the tutors who fit the words, the best first."""
    by_words = _by_words(reader, words, wish)
    by_meaning = _by_meaning(reader, embedder.embed([words])[0], wish)
    fused = fuse(by_words, by_meaning)
    return cards(reader, fused[skip : skip + limit])


def fuse(*branches: Sequence[str]) -> list[str]:
    """This is the ranks of all branches as one, ties in the order of the ids."""
    scores: dict[str, float] = defaultdict(float)
    for branch in branches:
        for rank, found in enumerate(branch, start=1):
            scores[found] += 1 / (DAMPING + rank)
    return sorted(scores, key=lambda found: (-scores[found], found))


def _by_words(reader: Reader, words: str, wish: Wish) -> list[str]:
    statement: LiteralString = f"""
        WITH asked AS (
            SELECT websearch_to_tsquery('english', %(words)s)
                || websearch_to_tsquery('russian', %(words)s) AS query
        ), found AS MATERIALIZED (
            SELECT t.tutor_id, t.words FROM tutor_search.tutors t, asked
            WHERE t.words @@ asked.query AND {wish.condition} LIMIT {MOST_RANKED}
        )
        SELECT found.tutor_id FROM found, asked
        ORDER BY ts_rank_cd(found.words, asked.query) DESC, found.tutor_id LIMIT {BRANCH}
    """
    return [row["tutor_id"] for row in reader.rows(statement, {**wish.values, "words": words})]


def _by_meaning(reader: Reader, vector: list[float], wish: Wish) -> list[str]:
    statement: LiteralString = f"""
        SELECT t.tutor_id, v.embedding <=> %(vector)s::halfvec AS distance
        FROM tutor_embeddings.vectors v JOIN tutor_search.tutors t USING (tutor_id)
        WHERE {wish.condition}
        ORDER BY v.embedding <=> %(vector)s::halfvec LIMIT {BRANCH}
    """
    rows = reader.rows(statement, {**wish.values, "vector": str(vector)})
    near = [row for row in rows if row["distance"] is not None and row["distance"] < FARTHEST]
    return [row["tutor_id"] for row in sorted(near, key=lambda row: row["distance"])]
