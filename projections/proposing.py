"""Who comes into question for a student, and what is known of each: read models, asked together.

Under the wish proposed are: those nearest to the words of the goal, those nearest to whom the
student booked, the best reviewed, and whom a model names. Everybody must be bookable, and free in
the wished time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, LiteralString

from projections.asking.understanding import Understood
from projections.branches import FARTHEST, Branches
from projections.embedding import Embedder
from projections.reading import Reader
from projections.tutor_search.queries import CARD, MERIT
from projections.tutor_search.wishes import PROFILES, TUTORS, Wish

PROPOSED = 50
NEWCOMERS = 20
WALKED = 300
ENOUGH = 5
"""So many of all are walked through, and so many of those wished for must be found on the way."""

LOOKED_AT = 20
"""So many of those booked last say what others should be like."""


@dataclass(frozen=True, slots=True)
class Soon:
    """This is the days within which somebody wants to begin."""

    now: datetime
    days: int

    @property
    def until(self) -> datetime:
        """This is when those days are over."""
        return self.now + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Wished:
    """This is everything a student asks for.

    Attributes:
        wish: what tutors must have.
        goal: in the student's words.
        style: how they like to learn, as a vector.
        level: where they stand, from 1 to 7.
        within: how soon they want to begin; nothing where they can wait.
        prices: of an hour, from and to, in the wish's currency.
        without: tutors not to be shown.
    """

    wish: Wish
    goal: str = ""
    style: str = ""
    level: int | None = None
    within: Soon | None = None
    prices: tuple[int | None, int | None] = (None, None)
    without: frozenset[str] = frozenset()

    @property
    def at_any_price(self) -> "Wished":
        """This is the same wish, where the price is no condition: it still counts."""
        return replace(self, wish=replace(self.wish, price_from_minor=None, price_to_minor=None))


@dataclass(frozen=True, slots=True)
class Pointing:
    """This stands where an embedder is asked, and always means the same vector."""

    name: str
    vector: str
    dimensions: int = 0

    def embed(self, texts: Sequence[str]) -> Any:
        """This is the vector, as PostgreSQL writes it."""
        return [self.vector for _ in texts]


def as_vector(embedder: Embedder, words: str) -> str:
    """This is what words mean, as PostgreSQL reads it."""
    return str(embedder.embed([words])[0])


def _mean(vectors: Sequence[str]) -> str:
    """This is what lies between vectors, each of them as PostgreSQL writes it."""
    if len(vectors) == 1:
        return vectors[0]
    numbers = [[float(number) for number in each[1:-1].split(",")] for each in vectors]
    return str([sum(column) for column in zip(*numbers, strict=True)])


class Proposals:
    """This asks for one student, who booked those tutors, the last first."""

    def __init__(
        self, reader: Reader, embedder: Embedder, wished: Wished, booked: Sequence[str] = ()
    ) -> None:
        self._reader = reader
        self._embedder = embedder
        self._wished = wished
        self._booked = list(booked[:LOOKED_AT])

    @property
    def nearness(self) -> object:
        """This is all that it follows from who is near: of a few minutes nothing does."""
        wish = replace(self._wished.wish, now=None)
        return self._embedder.name, wish, self._wished.goal, self._booked

    def near(self) -> list[str]:
        """This is the tutors nearest to the goal and to those the student booked, to both at once.

        Walking over all vectors takes long, so it is done once; who is near to which of the two
        is told by the distances of those described.
        """
        wanted = [vector for vector in (self._goal, self._middle) if vector]
        if not wanted:
            return []
        pointing = Pointing(self._embedder.name, _mean(wanted))
        found = self._walk(pointing.vector)
        if len(found) >= ENOUGH:
            return found
        nothing = Understood("")
        return Branches(self._reader, nothing, "", self._wished.wish).by_meaning(pointing)

    def _walk(self, vector: str) -> list[str]:
        """This is those wished for among the nearest of all: what a proposal needs, and no more.

        Where the wish is for few, none of them may be among those; search finds them then.
        """
        statement: LiteralString = f"""
            WITH near AS MATERIALIZED (
                SELECT v.tutor_id, v.embedding <=> %(vector)s::halfvec AS distance
                FROM tutor_embeddings.vectors v WHERE v.model = %(model)s
                ORDER BY v.embedding <=> %(vector)s::halfvec LIMIT {WALKED}
            )
            SELECT t.tutor_id FROM near JOIN {TUTORS} t USING (tutor_id)
            WHERE {self._wished.wish.condition} AND near.distance < {FARTHEST}
            ORDER BY near.distance LIMIT {PROPOSED}
        """
        return self._ids(statement, {"vector": vector, "model": self._embedder.name})

    def popular(self) -> list[str]:
        """This is the best reviewed and most experienced."""
        statement: LiteralString = (
            f"SELECT t.tutor_id FROM {TUTORS} t WHERE {self._wished.wish.condition}"
            f" ORDER BY {MERIT} LIMIT {PROPOSED}"
        )
        return self._ids(statement, {})

    def newcomers(self, start: str) -> list[str]:
        """This is some whom nobody booked yet: from a place on, and around where it ends.

        Whether they are free is looked at when they are described: of few it takes less time.
        """
        timeless = self._wished.wish.without("time")
        statement: LiteralString = (
            f"SELECT t.tutor_id FROM {TUTORS} t WHERE {timeless.condition}"
            " AND t.lessons_given = 0 AND t.review_count = 0 AND t.brought_rating IS NULL"
            f" AND t.tutor_id >= %(start)s ORDER BY t.tutor_id LIMIT {NEWCOMERS}"
        )
        found = self._ids(statement, {"start": start})
        if len(found) < NEWCOMERS:
            found += self._ids(statement, {"start": ""})
        return list(dict.fromkeys(found))[:NEWCOMERS]

    def described(self, tutor_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """This is what is known of those who fit the wish, by tutor."""
        statement: LiteralString = f"""
            SELECT {CARD}, p.subjects AS taught, t.week, t.zone, t.merit,
                   coalesce(c.students, 0) AS students, coalesce(c.booked, 0) AS booked,
                   coalesce(c.kept, 0) AS kept, coalesce(c.broken, 0) AS broken,
                   busy.taken_minutes,
                   v.embedding <=> %(goal)s::halfvec AS goal_distance,
                   v.embedding <=> %(middle)s::halfvec AS past_distance,
                   v.embedding <=> %(style)s::halfvec AS style_distance
            FROM {TUTORS} t JOIN {PROFILES} p USING (tutor_id)
            LEFT JOIN interactions.tutors c USING (tutor_id)
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(extract(epoch FROM o.ends_at - o.starts_at) / 60), 0)::int
                       AS taken_minutes
                FROM tutor_search.taken o WHERE o.person_id = t.tutor_id
                 AND o.starts_at >= %(now)s AND o.ends_at > %(now)s
                 AND o.starts_at < %(until)s
            ) busy
            LEFT JOIN tutor_embeddings.vectors v
                   ON v.tutor_id = t.tutor_id AND v.model = %(model)s
            WHERE t.tutor_id = ANY (%(ids)s) AND {self._wished.wish.condition}
        """
        soon = self._wished.within
        values = {
            **self._wished.wish.values,
            "ids": list(tutor_ids),
            "model": self._embedder.name,
            "now": soon.now if soon else None,
            "until": soon.until if soon else None,
            "goal": self._goal,
            "middle": self._middle,
            "style": self._wished.style or None,
        }
        return {row["tutor_id"]: row for row in self._reader.rows(statement, values)}

    @cached_property
    def _goal(self) -> str | None:
        return as_vector(self._embedder, self._wished.goal) if self._wished.goal else None

    @cached_property
    def _middle(self) -> str | None:
        """This is the mean of what those say whom the student booked."""
        if not self._booked:
            return None
        found = self._reader.row(
            "SELECT avg(embedding)::text AS middle FROM tutor_embeddings.vectors"
            " WHERE tutor_id = ANY (%(booked)s) AND model = %(model)s",
            {"booked": self._booked, "model": self._embedder.name},
        )
        return found["middle"] if found else None

    def _ids(self, statement: LiteralString, more: dict[str, Any]) -> list[str]:
        rows = self._reader.rows(statement, {**self._wished.wish.values, **more})
        return [row["tutor_id"] for row in rows]


FIRM = 20


@dataclass(frozen=True, slots=True)
class Rates:
    """This is how often tutors are booked, all in all.

    Attributes:
        students: how many booked anybody.
        rate: how likely one of them is to book one of all tutors.
        again: how likely somebody who booked a tutor is to book them again.
    """

    students: int
    rate: float
    again: float

    def of(self, students: int, times_booked: int) -> float:
        """This is how likely a tutor is to be booked by somebody who booked them so often.

        So many `students` booked them before. Few say little: it is as if `FIRM` had come before
        who booked them as they booked all others.
        """
        if times_booked:
            return self.again
        return (students + FIRM * self.rate) / (self.students + FIRM)


def rates(reader: Reader) -> Rates:
    """This counts. It is as if one more student had come before, and booked one of all tutors.

    Half of those who booked once are thought to book again, before anybody is known.
    """
    (found,) = reader.rows(f"""
        SELECT (SELECT count(*) FROM interactions.pairs WHERE booked > 0) AS pairs,
               (SELECT count(*) FROM interactions.pairs WHERE booked > 1) AS again,
               (SELECT count(DISTINCT student_id) FROM interactions.pairs) AS students,
               (SELECT count(*) FROM {TUTORS} t WHERE t.is_listed) AS tutors
    """)
    possible = (found["students"] + 1) * max(found["tutors"], 1)
    again = (found["again"] + 0.5) / (found["pairs"] + 1)
    return Rates(found["students"], (found["pairs"] + 1) / possible, again)
