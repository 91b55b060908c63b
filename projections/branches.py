"""The two branches of finding a tutor, by words and by meaning, under the same filters.

By words: an index knows who says them. Of those who are wished for as well the best rated are
ranked by how well their words fit; of very common words not all who say them are considered.
Where too few say all the words, those who say some of the rarest are ranked beside them.

Words fit as far as a tutor says them, the rare ones more, in the share of all that was wanted. So
of a query in another script than the profile a word that is the same in both, such as `IELTS`,
counts for no more than it is of the query, and meaning decides; where words fit, they do. Both
figures of everybody found are added up: ranks would forget how well something fits, and on
descriptions asked for by their titles (DECISIONS 100) that cost a tenth.

By meaning, there are two ways, and the shorter one is taken. Which one that is depends on how many
are wished for, and one tutor in a hundred is looked at to tell.

- To walk from the nearest vector to the next until enough belong to somebody wished for.
- To compare the vectors of all who are wished for, one by one and exactly. So it is done as well
  when walking has not found enough, for those wished for may be the ones who mean something else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import Any, LiteralString

from projections.asking.terms import Term, values_of
from projections.asking.understanding import Understood
from projections.embedding import Embedder
from projections.reading import Reader
from projections.tutor_search.queries import MERIT
from projections.tutor_search.wishes import PROFILES, TUTORS, Wish

BRANCH = 50
CONSIDERED = 600
RANKED = 200

STEP = 5
"""So many vectors are compared in the time of one step of walking."""

GLANCES = (0.12, 0.5, 1.5)
"""Looking whether somebody is wished for takes so much of the time of comparing a vector; longer
where they must be free at some time, and longest where one of several will do."""

SPARE = 2
"""So many times the steps that are expected are made before walking is given up."""

FARTHEST = 0.75
"""Cosine distance beyond which a vector found is not found at all."""

WORDS_WEIGH = 2
"""So much words that fit as well as can be weigh beside a meaning that does."""


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

    def __init__(self, reader: Reader, wanted: Understood, unwanted: str, wish: Wish) -> None:
        self._reader = reader
        self._wish = wish
        self._wanted = wanted
        self._values = {
            **wish.values,
            **values_of(wanted.terms),
            "wanted": wanted.words,
            "all": " & ".join(term.any_way for term in wanted.terms),
            "some": " | ".join(term.any_way for term in _rarest(wanted.terms)),
            "unwanted": unwanted,
        }
        self._condition: LiteralString = wish.condition + (UNWANTED if unwanted else "")

    def best(self, embedder: Embedder) -> list[str]:
        """This is everybody whom either branch finds, by words and meaning together."""
        found = {*self.by_words(), *self.by_meaning(embedder)}
        self._values["found"] = list(found)
        return [row["tutor_id"] for row in self._rows(self._ordering)] if found else []

    def by_words(self) -> list[str]:
        """This is the tutors whose words hold those wanted, the best fit first."""
        if not self._wanted.terms:
            return []
        found = self._rows(self._ranking(LITERAL if self._wanted.is_literal else ALL, RANKED))
        if len(found) < BRANCH and not self._wanted.is_literal and len(self._wanted.terms) > 1:
            more = self._rows(self._ranking(SOME, CONSIDERED))
            found = list({row["tutor_id"]: row for row in (*found, *more)}.values())[:BRANCH]
        return [row["tutor_id"] for row in found]

    def by_meaning(self, embedder: Embedder) -> list[str]:
        """This is the tutors whose words mean what is wanted, the closest first."""
        self._mean(embedder)
        reach = self._sample.reach(GLANCES[min(self._wish.times, 2)])
        self._values["reach"] = reach
        found = self._rows(self._walking) if reach else []
        return _close(found if len(found) == BRANCH else self._rows(self._comparing))

    def exactly(self, embedder: Embedder) -> list[str]:
        """This is the same, every vector compared; for whoever wants to know how good it is."""
        self._mean(embedder)
        return _close(self._rows(self._comparing))

    def _mean(self, embedder: Embedder) -> None:
        self._values["model"] = embedder.name
        self._values["vector"] = str(embedder.embed([self._wanted.words])[0])

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

    def _ranking(self, query: LiteralString, ranked: int) -> LiteralString:
        """This unpacks the words of who is ranked once, and not again for each term."""
        return f"""
            WITH {ASKED}, saying AS (
                SELECT t.tutor_id, t.merit, t.lessons_given, t.words FROM {PROFILES} t
                WHERE t.words @@ {query} AND {self._condition} LIMIT {CONSIDERED}
            ), best AS MATERIALIZED (
                SELECT t.tutor_id, t.merit, t.lessons_given, t.words || '' AS words
                FROM (SELECT * FROM saying t ORDER BY {MERIT} LIMIT {ranked}) AS t
            )
            SELECT t.tutor_id FROM best t ORDER BY {FIT} DESC, {MERIT} LIMIT {BRANCH}
        """

    @property
    def _ordering(self) -> LiteralString:
        return f"""
            WITH {ASKED}, found AS MATERIALIZED (
                SELECT t.tutor_id, t.merit, t.lessons_given, t.words || '' AS words,
                       coalesce(1 - {DISTANCE}, 0) AS closeness
                FROM {PROFILES} t
                LEFT JOIN {VECTORS} v ON v.tutor_id = t.tutor_id AND v.model = %(model)s
                WHERE t.tutor_id = ANY (%(found)s)
            )
            SELECT t.tutor_id FROM found t
            ORDER BY t.closeness + {WORDS_WEIGH} * {FIT} DESC, {MERIT}
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


def _rarest(terms: Sequence[Term]) -> list[Term]:
    """This is the rarest of the terms, as long as no more say them than are considered."""
    rarest = sorted(terms, key=lambda term: term.saying)
    sums = accumulate(term.saying for term in rarest)
    return [term for term, many in zip(rarest, sums, strict=True) if many <= CONSIDERED] or rarest[
        :1
    ]


def _close(found: list[dict[str, Any]]) -> list[str]:
    return [row["tutor_id"] for row in found if row["distance"] < FARTHEST]


VECTORS: LiteralString = "tutor_embeddings.vectors"
DISTANCE: LiteralString = "(v.embedding <=> %(vector)s::halfvec)"
LITERAL: LiteralString = "websearch_to_tsquery('russian', %(wanted)s)"
ALL: LiteralString = "%(all)s::tsquery"
SOME: LiteralString = "%(some)s::tsquery"
ASKED: LiteralString = """asked AS MATERIALIZED (
    SELECT * FROM unnest(%(places)s::int[], %(ways)s::tsquery[], %(rarities)s::float8[])
        AS asked(place, way, rarity)
)"""
FIT: LiteralString = """(
    SELECT coalesce(sum(said.fit), 0) / %(all_rarities)s FROM (
        SELECT max(ts_rank('{.1, .5, .5, 1}', t.words, asked.way) * asked.rarity) AS fit
        FROM asked GROUP BY asked.place
    ) AS said
)"""
"""How well words fit, from 0 to 1: those of a title twice as well as those of a text."""

UNWANTED: LiteralString = f"""
    AND NOT EXISTS (
        SELECT FROM {PROFILES} said WHERE said.tutor_id = t.tutor_id
           AND said.words @@ websearch_to_tsquery('russian', %(unwanted)s)
    )"""
