"""Which tutors to recommend to one student, in which order, with which chance, and why.

What the sources propose is put into one order: their ranks are fused, a model's weighing most, and
what is asked for now counts through compatibility. Of that the best are shown that are unlike one
another, and now and then somebody new. The same chance gives the same answer.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from math import log2
from random import Random
from typing import Any, Final

from domain.matching.compatibility import Compatibility, Scale
from domain.matching.reasons import Reason
from domain.matching.showing import Placed, explored, unlike
from projections.branches import FARTHEST
from projections.fitting import Candidate, candidate, likeness, told_of
from projections.past import Past
from projections.proposing import PROPOSED, Proposals, Rates, Wished
from projections.rating import Rating, Recall, anew

MODEL: Final = "model"
WEIGHTS: Final[Mapping[str, float]] = {MODEL: 4.0, "goal": 2.0, "content": 1.5, "popular": 1.0}
"""How much a source's order counts among the others'."""

DAMPING: Final = 60
"""Added to a rank before it is fused (reciprocal rank fusion: Cormack, Clarke, Büttcher 2009)."""

IN_THE_MODEL: Final = frozenset({"content", "popular"})
"""What counts once, with all that the model says, of those it knows."""

FOREMOST: Final = 10
"""A source is said to speak for those who are among its first so many."""

CONSIDERED: Final = 60
"""Of so many, the best, those are chosen that are unlike one another."""


class Level(StrEnum):
    """This is what an answer rests on: the less is known, the less of it."""

    MODEL = "model"
    CONTENT = "content"
    POPULAR = "popular"


@dataclass(frozen=True, slots=True)
class Recommended:
    """This is one tutor who is shown.

    Attributes:
        card: the tutor as a list shows them.
        position: their place, from 1.
        score: what they were ranked by.
        p_book: the probability that the student books them.
        sources: what proposed them.
        propensity: with which chance they were to stand in this place.
        is_explored: a newcomer who was drawn.
        features: what was known of the two, by name.
    """

    card: Mapping[str, Any]
    position: int
    score: float
    p_book: float
    sources: Sequence[str]
    reasons: Sequence[Reason]
    compatibility: Compatibility
    propensity: float
    is_explored: bool
    features: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Recommendations:
    """This is an answer: what it rests on, by which model, and who is shown."""

    level: Level
    model_version: str
    items: Sequence[Recommended]


@dataclass(frozen=True, slots=True)
class Recommending:
    """This is one request, with everything it needs.

    Attributes:
        past: what the student did, if they agree that it is looked at.
        rating: the model, asked for that past.
        rates: how likely tutors are to be booked of whom the model says nothing.
        chance: what draws a newcomer.
        recall: remembers who is near for others who ask the same.
    """

    proposals: Proposals
    wished: Wished
    past: Past
    model_version: str
    rating: Rating
    rates: Rates
    scale: Scale
    chance: Random
    recall: Recall = anew

    def answer(self, limit: int) -> Recommendations:
        """This is the best of those who fit, perhaps nobody."""
        # PostgreSQL walks through vectors meanwhile: that takes as long as all the rest.
        with ThreadPoolExecutor(1) as aside:
            near = aside.submit(self.recall, self.proposals.nearness, self.proposals.near)
            popular = self.proposals.popular()
            newcomers = self.proposals.newcomers(f"{self.chance.getrandbits(32):08x}")
            named = {*self.rating.proposed, *near.result(), *popular, *newcomers}
        rows = self.proposals.described(sorted(named - self.wished.without))
        found = {
            tutor_id: candidate(row, self.wished, self.past, self.scale)
            for tutor_id, row in rows.items()
        }
        lists = {
            "goal": _nearest(rows, "goal_distance"),
            "content": _nearest(rows, "past_distance"),
            "popular": [one for one in popular if one in found],
        }
        self._put_in_order(found, lists)
        drawn = [found[one] for one in newcomers if one in found]
        items = self._shown(list(found.values()), drawn, limit)
        return Recommendations(self._level(lists), self.model_version, items)

    def _level(self, lists: Mapping[str, Sequence[str]]) -> Level:
        if self.past.choices and self.rating.proposed:
            return Level.MODEL
        return Level.CONTENT if lists["goal"] or lists["content"] else Level.POPULAR

    def _put_in_order(
        self, found: Mapping[str, Candidate], lists: Mapping[str, Sequence[str]]
    ) -> None:
        """This fuses the ranks.

        The model ranks by what it says of everybody who is left, whoever proposed them.
        """
        rated = self.rating.of(list(found))
        foremost = sorted(rated, key=lambda one: -rated[one].score)
        for name, ids in {**lists, MODEL: foremost}.items():
            for place, tutor_id in enumerate(ids, start=1):
                one = found[tutor_id]
                if tutor_id not in rated or name not in IN_THE_MODEL:
                    one.fused += WEIGHTS[name] / (DAMPING + place)
                if name == MODEL:
                    one.sources |= rated[tutor_id].sources
                elif place <= FOREMOST:
                    one.sources.add(name)
        order = sorted(found, key=lambda one: (-found[one].fused, one))
        for place, tutor_id in enumerate(order, start=1):
            found[tutor_id].rated = rated.get(tutor_id)
            found[tutor_id].standing = 1 / log2(1 + place)

    def _shown(
        self, found: list[Candidate], newcomers: list[Candidate], limit: int
    ) -> list[Recommended]:
        best = sorted(found, key=lambda one: (-one.value, one.row["tutor_id"]))[:CONSIDERED]
        shown = unlike([(one, one.value) for one in best], likeness, limit)
        others = [one for one in newcomers if one not in shown]
        placed = explored(shown, others, self.chance)
        return [self._told(one, position) for position, one in enumerate(placed, start=1)]

    def _chance(self, one: Candidate) -> float:
        """This is how likely they are to be booked: as the model says, else as they all are."""
        if one.rated is not None:
            return one.rated.p_book
        return self.rates.of(one.row["students"], one.times_booked)

    def _told(self, placed: Placed[Candidate], position: int) -> Recommended:
        one = placed.one
        p_book = self._chance(one)
        sources = sorted(one.sources) or ["wish"]
        features = {**one.features, "p_book": p_book}
        return Recommended(
            card=one.row,
            position=position,
            score=one.value,
            p_book=p_book,
            sources=sources,
            reasons=told_of(features, sources, is_new=placed.is_explored),
            compatibility=one.compatibility,
            features=features,
            propensity=placed.propensity,
            is_explored=placed.is_explored,
        )


def _nearest(rows: Mapping[str, Mapping[str, Any]], name: str) -> list[str]:
    """This is those whose words are near, the nearest first."""
    known = {one: row[name] for one, row in rows.items() if row[name] is not None}
    near = (one for one, distance in known.items() if distance < FARTHEST)
    return sorted(near, key=lambda one: (known[one], one))[:PROPOSED]
