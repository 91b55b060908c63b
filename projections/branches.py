"""The two branches of finding a tutor, by words and by meaning, under the same filters.

Filters may leave few tutors or most of them, and words may be rare or common; no index serves
all of it. So it is first looked who is wished for, the best rated first, up to a bound.

- Are they fewer, both branches look at them alone: exactly, and at a known cost.
- Are they more, common words are found among the best rated; rare ones by the index of words.
  The nearest vectors of all are looked at, and more of them until enough are wished for.
"""

from functools import cached_property
from typing import Any, LiteralString

from projections.embedding import Embedder
from projections.reading import Reader
from projections.tutor_search.queries import MERIT
from projections.tutor_search.wishes import PROFILES, TUTORS, Wish

BRANCH = 50
MOST_RANKED = 300
FEW = 5_000
"""So many vectors are compared one by one no slower than an index skips most of all others."""

BEST = 2_000
"""Common words are looked for among so many of the best rated."""

NEAR = 400
FAR = 4_000
"""So many of the nearest are looked at first, and so many when those promise to be enough."""

FARTHEST = 0.75
"""Cosine distance beyond which a vector found is not found at all."""


class Branches:
    """This is one search: what is wanted, what is not, and what else is wished for."""

    def __init__(self, reader: Reader, wanted: str, unwanted: str, wish: Wish) -> None:
        self._reader = reader
        self._wish = wish
        self._wanted = wanted
        self._values = {**wish.values, "wanted": wanted, "unwanted": unwanted}
        self._condition: LiteralString = wish.condition + (UNWANTED if unwanted else "")
        self._wished: LiteralString = f"{TUTORS} t {wish.beside}"

    def by_words(self) -> list[str]:
        """This is the tutors whose words hold those wanted, the best fit first."""
        are_many = self._are_many
        found = self._rows(_ranked(AMONG_THE_BEST))
        if len(found) < BRANCH and are_many:
            found = self._rows(
                _ranked(f"""
                    SELECT p.tutor_id, p.words
                    FROM {PROFILES} p JOIN {self._wished} USING (tutor_id)
                    WHERE p.words @@ {QUERY} AND {self._condition} LIMIT {MOST_RANKED}
                """)
            )
        return [row["tutor_id"] for row in found]

    def by_meaning(self, embedder: Embedder) -> list[str]:
        """This is the tutors whose words mean what is wanted, the closest first."""
        self._values["model"] = embedder.name
        self._values["vector"] = str(embedder.embed([self._wanted])[0])
        found = self._nearest() if self._are_many else self._rows(AMONG_THE_FEW)
        return [row["tutor_id"] for row in found if row["distance"] < FARTHEST]

    def exactly(self, embedder: Embedder) -> list[str]:
        """This is the same, every vector compared; for whoever wants to know how good it is."""
        self._values["model"] = embedder.name
        self._values["vector"] = str(embedder.embed([self._wanted])[0])
        found = self._rows(self._comparing_all)
        return [row["tutor_id"] for row in found if row["distance"] < FARTHEST]

    def _rows(self, statement: LiteralString) -> list[dict[str, Any]]:
        return self._reader.rows(statement, self._values)

    @cached_property
    def _are_many(self) -> bool:
        """This looks who is wished for, and tells whether there are more."""
        bound = FEW if self._wish.is_indexed else BEST
        (found,) = self._rows(f"""
            SELECT coalesce(string_agg(tutor_id, ','), '') AS ids, count(*) AS count FROM (
                SELECT t.tutor_id FROM {self._wished} WHERE {self._condition}
                ORDER BY {MERIT} LIMIT {bound}
            ) AS wished
        """)
        self._values["wished"] = found["ids"]
        return bool(found["count"] == bound)

    def _nearest(self) -> list[dict[str, Any]]:
        found = self._rows(self._walking(NEAR))
        if BRANCH > len(found) >= BRANCH * NEAR // FAR:
            found = self._rows(self._walking(FAR))
        return found if len(found) == BRANCH else self._rows(self._comparing_all)

    def _walking(self, reach: int) -> LiteralString:
        """This is who is wished for among so many of the nearest, which the index walks through."""
        return f"""
            WITH near AS MATERIALIZED (
                SELECT v.tutor_id, {DISTANCE} AS distance FROM {VECTORS} v
                WHERE v.model = %(model)s ORDER BY {DISTANCE} LIMIT {reach}
            )
            SELECT near.tutor_id, near.distance FROM near JOIN {self._wished} USING (tutor_id)
            WHERE {self._condition} ORDER BY near.distance LIMIT {BRANCH}
        """

    @property
    def _comparing_all(self) -> LiteralString:
        """This compares the vectors of all who are wished for; the sum keeps the index out."""
        return f"""
            SELECT v.tutor_id, {DISTANCE} AS distance
            FROM {self._wished} JOIN {VECTORS} v USING (tutor_id)
            WHERE {self._condition} AND v.model = %(model)s
            ORDER BY {DISTANCE} + 0 LIMIT {BRANCH}
        """


def _ranked(found: LiteralString) -> LiteralString:
    return f"""
        WITH found AS MATERIALIZED ({found})
        SELECT tutor_id FROM found ORDER BY ts_rank_cd(words, {QUERY}) DESC, tutor_id LIMIT {BRANCH}
    """


VECTORS: LiteralString = "tutor_embeddings.vectors"
QUERY: LiteralString = "websearch_to_tsquery('russian', %(wanted)s)"
UNWANTED: LiteralString = f"""
    AND NOT EXISTS (
        SELECT FROM {PROFILES} said WHERE said.tutor_id = t.tutor_id
           AND said.words @@ websearch_to_tsquery('russian', %(unwanted)s)
    )"""
DISTANCE: LiteralString = "(v.embedding <=> %(vector)s::halfvec)"
FOUND: LiteralString = "string_to_array(%(wished)s, ',')"
AMONG_THE_BEST: LiteralString = f"""
    SELECT p.tutor_id, p.words FROM {PROFILES} p
    WHERE p.tutor_id = ANY({FOUND}) AND p.words @@ {QUERY} LIMIT {MOST_RANKED}
"""
AMONG_THE_FEW: LiteralString = f"""
    SELECT v.tutor_id, {DISTANCE} AS distance FROM {VECTORS} v
    WHERE v.tutor_id = ANY({FOUND}) AND v.model = %(model)s
    ORDER BY {DISTANCE} + 0 LIMIT {BRANCH}
"""
