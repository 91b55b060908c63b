"""Two models asked for the same people: whom they chose before, and whom they chose then."""

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from adapters.ml.calibrating import error
from adapters.ml.candidates import Candidates, Sources
from adapters.ml.history import History, Names, Numbers
from adapters.ml.keeping import Kept, Said
from adapters.ml.measuring import Hidden
from adapters.ml.places import worth
from adapters.ml.sources import Popularity
from application.dataset.places import Places
from application.modelling import Held
from application.ranking import Interactions
from application.status import CannotBeDone


@dataclass(frozen=True)
class Contender:
    """This is a model among the tutors of both: those it does not know come last.

    Attributes:
        places: where the tutors it knows stand among those of both.
        known: what the people are known to have chosen.
    """

    kept: Kept
    places: Numbers
    known: History

    def scores(self, users: Numbers) -> Numbers:
        """This is a score for each of the users and every tutor of both."""
        found = np.full((len(users), self.known.shape[1]), -1.0, dtype=np.float32)
        popularity = self.kept.learnt.popularity
        found[:, self.places] = popularity / max(popularity.max(), 1)
        candidates = self.candidates(users)
        if len(candidates.rows):
            scores = self.kept.order(candidates)
            found[candidates.rows, self.places[candidates.items]] = 2 + scores - scores.min()
        return found

    def candidates(self, users: Numbers) -> Candidates:
        """This is whom it proposes to each of the users now."""
        sources = Sources.asked_by(self._history, self.kept.learnt)
        return sources.candidates(users, np.full(len(users), self.known.until))

    def calibration(self, hidden: Hidden) -> float:
        """This is how far its probabilities are from what was chosen."""
        found = self.candidates(hidden.users)
        if not len(found.rows):
            return 0.0
        chosen = [set(hidden.choices[user].tolist()) for user in hidden.users.tolist()]
        places = self.places[found.items].tolist()
        happened = np.array(
            [place in chosen[row] for row, place in zip(found.rows, places, strict=True)]
        )
        return error(self.kept.calibration.chance(self.kept.order(found)), happened)

    @property
    def _history(self) -> History:
        """This is what the people chose of the tutors it knows, by its own numbers."""
        own = np.full(self.known.shape[1], -1)
        own[self.places] = np.arange(len(self.places))
        items = own[self.known.items]
        is_known = items >= 0
        shape = (self.known.shape[0], len(self.places))
        return History(
            self.known.users[is_known],
            items[is_known],
            self.known.times[is_known],
            self.known.weights[is_known],
            shape,
        )


def hold(
    contents: bytes,
    other: bytes | None,
    before: Interactions,
    after: Interactions,
    said: Said,
    places: Places,
) -> Held:
    """This asks both; where places can be weighed, it counts the more who was seen the less.

    Raises:
        CannotBeDone: nobody chose anybody new after it whom either knows.
    """
    one = Kept.of_bytes(contents, said)
    rival = None if other is None else Kept.of_bytes(other, said)
    ours, theirs = set(one.tutors), set(rival.tutors if rival else ())
    tutors, users = Names(sorted(ours | theirs)), Names(before.users, after.users)
    known = _history(before, users, tutors, ours | theirs)
    later = _history(after, users, tutors, ours | theirs)
    hidden = Hidden.of(known, later.users, later.items, np.ones(len(tutors), dtype=bool))
    if not len(hidden.users):
        raise CannotBeDone("Nobody has booked anybody new since the model was trained.")
    chosen = known.popularity + later.popularity
    weighed = hidden.weighed(worth(sorted(ours | theirs), chosen, places))
    with threadpool_limits(1):
        return _held(one, rival, weighed, tutors)


def _held(one: Kept, rival: Kept | None, hidden: Hidden, tutors: Names) -> Held:
    ours = Contender(one, tutors.numbers(one.tutors), hidden.known)
    theirs = Contender(rival, tutors.numbers(rival.tutors), hidden.known) if rival else None
    own = hidden.outcome(ours.scores)
    other = hidden.outcome(theirs.scores if theirs else Popularity(hidden.known).scores)
    margin = own.margin("the other", other)
    return Held(
        people=len(hidden.users),
        ndcg=own.mean(own.ndcg),
        other_ndcg=other.mean(other.ndcg),
        margin=margin.difference,
        low=margin.low,
        high=margin.high,
        calibration=ours.calibration(hidden),
        other_calibration=theirs.calibration(hidden) if theirs else 0.0,
    )


def _history(chosen: Interactions, users: Names, tutors: Names, wanted: set[str]) -> History:
    kept = [at for at, tutor_id in enumerate(chosen.items) if tutor_id in wanted]
    who = users.numbers([chosen.users[at] for at in kept])
    what = tutors.numbers([chosen.items[at] for at in kept])
    when = np.array([chosen.times[at] for at in kept], dtype=np.float64)
    return History.of(who, what, when, (len(users), len(tutors)))
