"""A market whose truth is known: what students like, how good tutors are, and what places do.

Of the tutors a third is free when a student looks. They look at them from the top, the less the
further down, and book whom they look at the rather the more they would like them: how much, nobody
else knows. It is how far a tutor's kind meets the student's taste, and a little how good the tutor
is for anybody.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

import numpy as np

from adapters.ml.history import Numbers
from adapters.ml.keeping import Kept
from adapters.ml.serving import ServedModel
from adapters.ml.training import train
from application.dataset.places import Places
from application.dataset.terms import Row
from application.modelling import Learning
from application.ranking import SHOWN, Interactions
from projections.rating import Choice

DAY = 86_400.0
BORN = 1_750_000_000.0
KINDS = 6
TASTE, QUALITY = 4.0, 0.4
LIKED, SURE = 1.2, 4.0
"""Who would like a tutor that much books every second one they look at, and the more the surer."""

LOOKING = 5
"""On each day one student in so many looks."""

FREE = 1 / 3
SEEN = 0.2
"""So far tutors' words are from telling of which kind they are."""

Order = Callable[[int], Sequence[int]]
"""This is tutors for a student, the best first."""


def less_and_less(place: int) -> float:
    """This is how likely somebody looks at a place, from 1: half as far, twice as likely."""
    return 1 / place


def alike(_place: int) -> float:
    """This is somebody who looks at every place they are shown, in a third of all cases."""
    return 1 / 3


@dataclass
class Tastes:
    """This is a market, and what was booked in it.

    Attributes:
        tastes: what each student likes; `kinds` is what each tutor is like.
        quality: how good each tutor is for anybody.
        booked: who booked whom, and when, in that order.
        shown: how often each tutor was shown in each place.
        places: what is on record of that, with who was booked.
        looks: how likely a place is looked at.
        chance: what draws in this market.
    """

    seed: int
    students: int = 200
    tutors: int = 72
    now: float = BORN
    looks: Callable[[int], float] = less_and_less
    places: Places = field(default_factory=Places)
    booked: list[tuple[int, int, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = np.random.default_rng(self.seed)
        self.tastes = self.chance.dirichlet(np.full(KINDS, 0.25), self.students)
        self.kinds, self.quality = self._drawn(self.tutors)
        self.shown = np.zeros((self.tutors, SHOWN), dtype=np.int64)
        self._booked_by: list[set[int]] = [set() for _ in range(self.students)]

    @property
    def likes(self) -> Numbers:
        """This is the truth: how much each student would like each tutor."""
        return np.asarray(TASTE * self.tastes @ self.kinds.T + QUALITY * self.quality)

    @property
    def popularity(self) -> Numbers:
        """This is by how many students each tutor was booked."""
        return np.bincount([tutor for _, tutor, _ in self.booked], minlength=self.tutors)

    def drift(self, tutors: Sequence[int]) -> None:
        """This makes those tutors others than they were."""
        self.kinds[tutors], self.quality[tutors] = self._drawn(len(tutors))

    def live(self, days: int, order: Order) -> None:
        """This is so many days on which students look at tutors in that order, and book."""
        likes = self.likes
        for _ in range(days):
            looking = self.chance.permutation(self.students)[: self.students // LOOKING]
            for student in looking.tolist():
                self._look(student, order(student)[:SHOWN], likes[student])
            self.now += DAY

    def free(self) -> Numbers:
        """This is who is free when somebody looks."""
        return np.asarray(self.chance.random(self.tutors) < FREE)

    def by(self, worth: Callable[[], Numbers]) -> Order:
        """This is an order of whoever is free and not booked, by what a tutor is worth by then."""
        return lambda student: self.new_to(student, np.where(self.free(), worth(), -np.inf))

    def new_to(self, student: int, worth: Numbers) -> list[int]:
        """This is all who are worth anything and whom the student has not booked."""
        order = np.lexsort((self.chance.random(self.tutors), -worth))
        own = self._booked_by[student]
        return [one for one in order.tolist() if one not in own and np.isfinite(worth[one])]

    def model(self, places: Places | None = None) -> ServedModel:
        """This is what the product learns of all bookings up to now, and of places, if it may."""
        return self.served(self.learnt(places))

    def learnt(self, places: Places | None = None) -> bytes:
        """This is that as it is kept."""
        return train(Learning(self.chosen(), self.said, places=places or Places())).contents

    def served(self, contents: bytes) -> ServedModel:
        """This is a model again that was kept."""
        return ServedModel("one", Kept.of_bytes(contents, self.said))

    def chosen(self, since: int = 0) -> Interactions:
        """This is all bookings but for the first so many."""
        who, what, when = zip(*self.booked[since:], strict=True)
        return Interactions([str(one) for one in who], [str(one) for one in what], list(when))

    def recommended(self, model: ServedModel) -> Order:
        """This is the order the product's model puts all tutors in for a student, as of now."""
        known: dict[int, list[Choice]] = {student: [] for student in range(self.students)}
        for student, tutor, when in self.booked:
            at = datetime.fromtimestamp(when, UTC)
            known[student].append(Choice(str(tutor), at, at, 1))
        now, tutors = datetime.fromtimestamp(self.now, UTC), [str(n) for n in range(self.tutors)]

        @cache
        def asked(student: int) -> Sequence[int]:
            rated = model.asked(known[student], now).of(tutors)
            return sorted(map(int, rated), key=lambda tutor: -rated[str(tutor)].score)

        return lambda student: [
            tutor for tutor in asked(student) if tutor not in self._booked_by[student]
        ]

    def worth(self, order: Order) -> Numbers:
        """This is how much each student would like the first ten they are shown, on the mean."""
        likes = self.likes
        return np.array([likes[one][order(one)[:SHOWN]].mean() for one in range(self.students)])

    def _look(self, student: int, shown: Sequence[int], likes: Numbers) -> None:
        for place, tutor in enumerate(shown):
            self.shown[tutor, place] += 1
            wants = 1 / (1 + np.exp(SURE * (LIKED - likes[tutor])))
            is_booked = bool(self.chance.random() < wants * self.looks(1 + place))
            self.places.row(self._row(student, tutor, 1 + place, is_booked=is_booked))
            if is_booked:
                self._booked_by[student].add(tutor)
                self.booked.append((student, tutor, self.now + self.chance.uniform(0, DAY)))

    def _row(self, student: int, tutor: int, place: int, *, is_booked: bool) -> Row:
        """This is what the log has of it."""
        return Row(
            way="recommendation",
            showing_id=f"{student} {self.now}",
            log_position=1,
            shown_at=datetime.fromtimestamp(self.now, UTC),
            student_id=str(student),
            tutor_id=str(tutor),
            place=place,
            model_version=None,
            experiment_id=None,
            variation=None,
            sources=(),
            score=None,
            propensity=1.0,
            features={"known_pair_bookings": 0},
            is_opened=is_booked,
            is_tied=is_booked,
            is_booked=is_booked,
        )

    def _drawn(self, count: int) -> tuple[Numbers, Numbers]:
        return self.chance.dirichlet(np.full(KINDS, 0.15), count), self.chance.normal(0, 1, count)

    @property
    def said(self) -> Mapping[str, Sequence[float]]:
        """This is what tutors say by now."""
        words = self.kinds + np.random.default_rng(self.seed).normal(0, SEEN, self.kinds.shape)
        return {str(tutor): said.tolist() for tutor, said in enumerate(words)}


def lowest(gained: Numbers) -> float:
    """This is the lower end of the 95 % interval of the mean."""
    return float(gained.mean() - 1.96 * gained.std(ddof=1) / np.sqrt(len(gained)))
