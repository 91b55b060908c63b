"""The two branches of finding a tutor, by words and by meaning, under the same filters.

By words: an index knows who says them. Of those who are wished for as well the best rated are
ranked by how well their words fit; of very common words not all who say them are considered.

By meaning, there are two ways, and the shorter one is taken. Which one that is depends on how many
are wished for, and one tutor in a hundred is looked at to tell.

- To walk from the nearest vector to the next until enough belong to somebody wished for.
- To compare the vectors of all who are wished for, one by one and exactly. So it is done as well
  when walking has not found enough, for those wished for may be the ones who mean something else.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any, LiteralString

from projections.embedding import Embedder
from projections.reading import Reader
from projections.tutor_search.queries import MERIT
from projections.tutor_search.wishes import PROFILES, TUTORS, Wish

BRANCH = 50
CONSIDERED = 600
RANKED = 200

STEP = 5
"""So many vectors are compared in the time of one step of walking."""

GLANCE = 0.12
LONG_GLANCE = 0.35
"""Looking whether somebody is wished for takes so much of the time of comparing a vector; the
longer, whether they are free."""

SPARE = 2
"""So many times the steps that are expected are made before walking is given up."""

FARTHEST = 0.75
"""Cosine distance beyond which a vector found is not found at all."""


@dataclass(frozen=True, slots=True)
class Sample:
    """This is one tutor in a hundred: how many, found by indexes of the filter, and wished for."""

    tutors: int
    indexed: int
    wished: int

    def reach(self, glance: float) -> int:
        """This is how many of the nearest to walk through; none where comparing is shorter."""
        if not self.wished:
            return 0
        steps = BRANCH * self.tutors / self.wished
        comparing = 100 * (self.wished + glance * self.indexed)
        return ceil(SPARE * steps) if STEP * steps < comparing else 0


class Branches:
    """This is one search: what is wanted, what is not, and what else is wished for."""

    def __init__(self, reader: Reader, wanted: str, unwanted: str, wish: Wish) -> None:
        self._reader = reader
        self._wish = wish
        self._wanted = wanted
        self._values = {**wish.values, "wanted": wanted, "unwanted": unwanted}
        self._condition: LiteralString = wish.condition + (UNWANTED if unwanted else "")

    def by_words(self) -> list[str]:
        """This is the tutors whose words hold those wanted, the best fit first."""
        return [row["tutor_id"] for row in self._rows(self._ranking)]

    def by_meaning(self, embedder: Embedder) -> list[str]:
        """This is the tutors whose words mean what is wanted, the closest first."""
        self._mean(embedder)
        reach = self._sample.reach(LONG_GLANCE if self._wish.is_for_a_time else GLANCE)
        self._values["reach"] = reach
        found = self._rows(self._walking) if reach else []
        return _close(found if len(found) == BRANCH else self._rows(self._comparing))

    def exactly(self, embedder: Embedder) -> list[str]:
        """This is the same, every vector compared; for whoever wants to know how good it is."""
        self._mean(embedder)
        return _close(self._rows(self._comparing))

    def _mean(self, embedder: Embedder) -> None:
        self._values["model"] = embedder.name
        self._values["vector"] = str(embedder.embed([self._wanted])[0])

    def _rows(self, statement: LiteralString) -> list[dict[str, Any]]:
        return self._reader.rows(statement, self._values)

    @property
    def _sample(self) -> Sample:
        (counted,) = self._rows(f"""
            SELECT count(*) AS tutors, count(*) FILTER (WHERE {self._wish.indexed}) AS indexed,
                   count(*) FILTER (WHERE {self._condition}) AS wished
            FROM {TUTORS} t TABLESAMPLE SYSTEM (1) REPEATABLE (1)
        """)
        return Sample(**counted)

    @property
    def _ranking(self) -> LiteralString:
        return f"""
            WITH saying AS (
                SELECT t.tutor_id, t.merit, t.lessons_given, t.words FROM {PROFILES} t
                WHERE t.words @@ {QUERY} AND {self._condition} LIMIT {CONSIDERED}
            ), best AS MATERIALIZED (
                SELECT * FROM saying t ORDER BY {MERIT} LIMIT {RANKED}
            )
            SELECT t.tutor_id FROM best t
            ORDER BY ts_rank_cd(t.words, {QUERY}) DESC, {MERIT} LIMIT {BRANCH}
        """

    @property
    def _walking(self) -> LiteralString:
        """This finds the first of the nearest; the sum sorts what the index sorts but roughly."""
        return f"""
            WITH near AS MATERIALIZED (
                SELECT v.tutor_id, {DISTANCE} AS distance FROM {VECTORS} v
                WHERE v.model = %(model)s ORDER BY {DISTANCE} LIMIT %(reach)s
            ), found AS MATERIALIZED (
                SELECT near.tutor_id, near.distance FROM near JOIN {TUTORS} t USING (tutor_id)
                WHERE {self._condition} ORDER BY near.distance LIMIT {BRANCH}
            )
            SELECT * FROM found ORDER BY distance + 0
        """

    @property
    def _comparing(self) -> LiteralString:
        """This compares the vectors of all who are wished for; the sum keeps the index out."""
        return f"""
            WITH wished AS MATERIALIZED (
                SELECT t.tutor_id FROM {TUTORS} t WHERE {self._condition}
            )
            SELECT v.tutor_id, {DISTANCE} AS distance FROM wished JOIN {VECTORS} v USING (tutor_id)
            WHERE v.model = %(model)s ORDER BY {DISTANCE} + 0 LIMIT {BRANCH}
        """


def _close(found: list[dict[str, Any]]) -> list[str]:
    return [row["tutor_id"] for row in found if row["distance"] < FARTHEST]


VECTORS: LiteralString = "tutor_embeddings.vectors"
DISTANCE: LiteralString = "(v.embedding <=> %(vector)s::halfvec)"
QUERY: LiteralString = "websearch_to_tsquery('russian', %(wanted)s)"
UNWANTED: LiteralString = f"""
    AND NOT EXISTS (
        SELECT FROM {PROFILES} said WHERE said.tutor_id = t.tutor_id
           AND said.words @@ websearch_to_tsquery('russian', %(unwanted)s)
    )"""
