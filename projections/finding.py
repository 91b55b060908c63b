"""The one question two read models answer together: which tutors fit these words?

Full text knows the words, vectors know the meaning; each ranks, under the same filters, what it
really found, and the ranks are fused (reciprocal rank fusion: Cormack, Clarke, Büttcher 2009).
A branch that finds nothing says nothing: where the words of the query occur nowhere, as with
a query in another script than the profile, meaning alone decides.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, Self

from projections.embedding import Embedder
from projections.reading import Reader
from projections.tutor_search.queries import MERIT, cards
from projections.tutor_search.wishes import Wish

DAMPING = 60
BRANCH = 100
MOST_RANKED = 2_000
"""When words are so common that more tutors use them, the best rated of those are ranked."""

FEW = 2_000
"""So many vectors are compared one by one: exact, and faster than an index that must skip most."""

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
    """This is the tutors whose words hold those asked for, the best fit first."""
    statement: LiteralString = f"""
        WITH found AS MATERIALIZED (
            SELECT t.tutor_id, t.words FROM tutor_search.tutors t
            WHERE {wish.condition} AND {ALLOWED}
              AND t.words @@ websearch_to_tsquery('russian', %(wanted)s)
            ORDER BY {MERIT} LIMIT {MOST_RANKED}
        )
        SELECT tutor_id FROM found
        ORDER BY ts_rank_cd(words, websearch_to_tsquery('russian', %(wanted)s)) DESC, tutor_id
        LIMIT {BRANCH}
    """
    return [row["tutor_id"] for row in reader.rows(statement, _values(asked, wish))]


def by_meaning(reader: Reader, embedder: Embedder, asked: Asked, wish: Wish) -> list[str]:
    """This is the tutors whose words mean what was asked for, the closest first.

    The index walks outwards from what was asked and skips whom the filters leave out. Where they
    leave few, and wherever the walk ended too early, the vectors are compared one by one.
    """
    choice: LiteralString = f"{wish.condition} AND {ALLOWED}"
    values = {**_values(asked, wish), "model": embedder.name}
    values["vector"] = str(embedder.embed([asked.wanted])[0])
    few: LiteralString = f"SELECT tutor_id FROM tutor_search.tutors t WHERE {choice} LIMIT {FEW}"
    values["few"] = [row["tutor_id"] for row in reader.rows(few, values)]
    rows: list[dict[str, Any]] = []
    if len(values["few"]) < FEW:
        choice = "v.tutor_id = ANY(%(few)s)"
    else:
        rows = reader.rows(f"{NEAR} AND {choice} ORDER BY {DISTANCE} LIMIT {BRANCH}", values)
    if len(rows) < BRANCH:
        rows = reader.rows(f"{NEAR} AND {choice} ORDER BY {DISTANCE} + 0 LIMIT {BRANCH}", values)
    near = [row for row in rows if row["distance"] < FARTHEST]
    return [row["tutor_id"] for row in sorted(near, key=lambda row: row["distance"])]


def _values(asked: Asked, wish: Wish) -> dict[str, Any]:
    return {**wish.values, "wanted": asked.wanted, "unwanted": asked.unwanted}


ALLOWED: LiteralString = "NOT t.words @@ websearch_to_tsquery('russian', %(unwanted)s)"
DISTANCE: LiteralString = "(v.embedding <=> %(vector)s::halfvec)"
NEAR: LiteralString = (
    f"SELECT v.tutor_id, {DISTANCE} AS distance FROM tutor_embeddings.vectors v"
    " JOIN tutor_search.tutors t USING (tutor_id)"
    " WHERE v.model = %(model)s AND v.embedding IS NOT NULL"
)
