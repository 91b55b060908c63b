"""The one question two read models answer together: which tutors fit these words?

Full text knows the words, vectors know the meaning; each ranks, under the same filters, what it
really found, and the ranks are fused (reciprocal rank fusion: Cormack, Clarke, Büttcher 2009).
A branch that finds nothing says nothing: where the words of the query occur nowhere, as with
a query in another script than the profile, meaning alone decides.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, Self

from projections.embedding import Embedder
from projections.reading import Reader
from projections.tutor_search.queries import MERIT, cards
from projections.tutor_search.wishes import TUTORS, Wish

DAMPING = 60
BRANCH = 50
BEST = 2_000
"""Words are looked for among so many of the best rated first: common ones are found there."""

MOST_RANKED = 300
FEW = 5_000
"""So many vectors are compared one by one: exact, and no slower than an index that skips most."""

NEAR = 400
FAR = 4_000
"""So many of the nearest are looked at first, and so many when those promise to be enough."""

FARTHEST = 0.75
"""Cosine distance beyond which a vector found is not found at all."""

LONGEST = 1_000
"""Characters of a query that are looked at."""

EXCLUDED = re.compile(r'(?<!\S)-+("[^"]*"|[^\s"-]\S*)')
LONE_MINUS = re.compile(r"(?<!\S)-+")


@dataclass(frozen=True, slots=True)
class Asked:
    """This is a query taken apart: what is wanted, and what after a minus sign is not."""

    wanted: str
    unwanted: str

    @classmethod
    def of(cls, words: str) -> Self:
        """This reads what somebody typed, whatever it is; what cannot be shown is a blank."""
        shown = "".join(each if each.isprintable() else " " for each in words[:LONGEST])
        wanted = LONE_MINUS.sub(" ", EXCLUDED.sub(" ", shown))
        return cls(" ".join(wanted.split()), " or ".join(EXCLUDED.findall(shown)))

    @property
    def says_something(self) -> bool:
        """This is true when there is a letter or a digit to look for."""
        return any(map(str.isalnum, self.wanted))


def tutors_for(
    reader: Reader, embedder: Embedder, words: str, wish: Wish, *, skip: int = 0, limit: int = 20
) -> list[dict[str, Any]]:
    """This is a page of the tutors who fit the words, the best first.

    Words may be quoted to stand together, and excluded by a minus sign before them.
    """
    asked = Asked.of(words)
    if not asked.says_something:
        return []
    fused = fuse(by_words(reader, asked, wish), by_meaning(reader, embedder, asked, wish))
    return cards(reader, fused[skip : skip + limit])


def fuse(*branches: Sequence[str]) -> list[str]:
    """This is the ranks of all branches as one, ties in the order of the ids."""
    scores: dict[str, float] = defaultdict(float)
    for branch in branches:
        for rank, found in enumerate(branch, start=1):
            scores[found] += 1 / (DAMPING + rank)
    return sorted(scores, key=lambda found: (-scores[found], found))


def by_words(reader: Reader, asked: Asked, wish: Wish) -> list[str]:
    """This is the tutors whose words hold those asked for, the best fit first.

    Common words are found among the best rated; only when they are not, the index of words is
    asked, which then has little to list.
    """
    found: list[dict[str, Any]] = []
    for tutors in (BEST_RATED, TUTORS):
        if len(found) < BRANCH:
            statement: LiteralString = f"""
                WITH found AS MATERIALIZED (
                    SELECT t.tutor_id, t.words FROM {tutors} t {wish.beside}
                    WHERE {_condition(asked, wish)} AND t.words @@ {QUERY} LIMIT {MOST_RANKED}
                )
                SELECT tutor_id FROM found
                ORDER BY ts_rank_cd(words, {QUERY}) DESC, tutor_id LIMIT {BRANCH}
            """
            found = reader.rows(statement, _values(asked, wish))
    return [row["tutor_id"] for row in found]


def by_meaning(reader: Reader, embedder: Embedder, asked: Asked, wish: Wish) -> list[str]:
    """This is the tutors whose words mean what was asked for, the closest first.

    Where the wish leaves few, their vectors are compared one by one. Else the nearest of all are
    looked at, and more of them until enough are wished for; should that never be, all who are
    wished for are compared.
    """
    values = {**_values(asked, wish), "model": embedder.name}
    values["vector"] = str(embedder.embed([asked.wanted])[0])
    values["few"] = _few(reader, asked, wish, values)
    rows = reader.rows(OF_FEW, values) if values["few"] else []
    if values["few"] is None:
        rows = _reached(reader, asked, wish, values)
    return [row["tutor_id"] for row in rows if row["distance"] < FARTHEST]


def _few(
    reader: Reader, asked: Asked, wish: Wish, values: Mapping[str, Any]
) -> Sequence[str] | None:
    """This is who is wished for, unless they are many or would have to be searched for."""
    if not wish.is_indexed:
        return None
    statement: LiteralString = f"""
        SELECT array_agg(tutor_id) AS few FROM (
            SELECT t.tutor_id FROM {TUTORS} t {wish.beside}
            WHERE {_condition(asked, wish)} LIMIT {FEW}
        ) AS found
    """
    found: Sequence[str] = reader.rows(statement, values)[0]["few"] or ()
    return found if len(found) < FEW else None


def _reached(
    reader: Reader, asked: Asked, wish: Wish, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    found = reader.rows(_nearest(NEAR, asked, wish), values)
    if BRANCH > len(found) >= BRANCH * NEAR // FAR:
        found = reader.rows(_nearest(FAR, asked, wish), values)
    return found if len(found) == BRANCH else reader.rows(exactly(asked, wish), values)


def _nearest(reach: int, asked: Asked, wish: Wish) -> LiteralString:
    """This is who is wished for among so many of the nearest, which the index walks through."""
    return f"""
        WITH near AS MATERIALIZED (
            SELECT v.tutor_id, {DISTANCE} AS distance FROM {VECTORS} v
            WHERE v.model = %(model)s ORDER BY {DISTANCE} LIMIT {reach}
        )
        SELECT near.tutor_id, near.distance
        FROM near JOIN {TUTORS} t USING (tutor_id) {wish.beside}
        WHERE {_condition(asked, wish)} ORDER BY near.distance LIMIT {BRANCH}
    """


def exactly(asked: Asked, wish: Wish) -> LiteralString:
    """This compares every vector of those wished for; the sum keeps the index out of it."""
    return f"""
        SELECT v.tutor_id, {DISTANCE} AS distance
        FROM {TUTORS} t {wish.beside} JOIN {VECTORS} v USING (tutor_id)
        WHERE {_condition(asked, wish)} AND v.model = %(model)s
        ORDER BY {DISTANCE} + 0 LIMIT {BRANCH}
    """


def _condition(asked: Asked, wish: Wish) -> LiteralString:
    """This is the filter of both branches in SQL: the wish, and none of the excluded words."""
    return wish.condition + UNWANTED if asked.unwanted else wish.condition


def _values(asked: Asked, wish: Wish) -> dict[str, Any]:
    return {**wish.values, "wanted": asked.wanted, "unwanted": asked.unwanted}


VECTORS: LiteralString = "tutor_embeddings.vectors"
BEST_RATED: LiteralString = (
    f"(SELECT * FROM {TUTORS} t WHERE t.is_listed ORDER BY {MERIT} LIMIT {BEST})"
)
QUERY: LiteralString = "websearch_to_tsquery('russian', %(wanted)s)"
UNWANTED: LiteralString = " AND NOT t.words @@ websearch_to_tsquery('russian', %(unwanted)s)"
DISTANCE: LiteralString = "(v.embedding <=> %(vector)s::halfvec)"
OF_FEW: LiteralString = f"""
    SELECT v.tutor_id, {DISTANCE} AS distance FROM {VECTORS} v
    WHERE v.tutor_id = ANY(%(few)s) AND v.model = %(model)s
    ORDER BY {DISTANCE} + 0 LIMIT {BRANCH}
"""
