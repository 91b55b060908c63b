"""Training the model that recommendations are made by, and how good it is on what it never saw.

Tutors are the items. The last quarter of time is held back: on it a model trained on what was
before shows how good this way of training is, and a fifth of the students, of whom nothing is
learnt, say how often a tutor with such a score is booked. What is kept knows all choices.
"""

from collections.abc import Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from adapters.ml.calibrating import Calibration, calibrated, error
from adapters.ml.history import History, Names, Numbers
from adapters.ml.keeping import Kept, vectors_of
from adapters.ml.measuring import Hidden
from adapters.ml.places import seen, telling, worth
from adapters.ml.sources import Popularity
from adapters.ml.two_stage import TwoStage
from application.dataset.places import FEWEST, FIRST_OF_BAND, Places
from application.modelling import Learned, Learning, Lesson
from application.status import CannotBeDone

DAY = 86_400.0
MOST_DENSE = 2_000
"""So many tutors, those booked most, have a place in EASE: that makes 16 MB."""

MOST_TUTORS = 10_000
"""So many tutors a model knows; who was booked by fewer students than those is found otherwise."""

UNKNOWN = Calibration(np.zeros(1), np.full(1, 0.5))
ASIDE = 5
FEWEST_LESSONS = 100
"""Of fewer lessons compatibility's scale is not learnt."""


def train(learning: Learning) -> Learned:
    """This is a model, and how good it is.

    Raises:
        CannotBeDone: nobody booked anybody.
    """
    with threadpool_limits(1):
        return _trained(learning)


def _trained(learning: Learning) -> Learned:
    unweighed, tutors, vectors = _read(learning)
    counts = worth(tutors, unweighed.popularity, learning.places)
    history = unweighed.weighed(counts)
    aside = np.arange(0, history.shape[0], ASIDE)
    split = next(history.splits("forward"), None)
    model = _two_stage(history, vectors, aside)
    calibration, figures = UNKNOWN, dict[str, float]()
    if split is not None and len(split[0]) and len(split[1]):
        calibration, figures = _calibrated(model, split, vectors, aside)
        figures |= _measured(split, vectors, counts)
    kept = Kept(
        tutors=tutors,
        chosen=_nobodys(history),
        learnt=model.sources.learn(),
        trees=getattr(model.order, "text", ""),
        calibration=calibration,
        scale=scale_of(learning.lessons),
    )
    return Learned(kept.as_bytes(), {**_counted(history), **_told(learning.places), **figures})


def _two_stage(history: History, vectors: Numbers | None, aside: Numbers) -> TwoStage:
    return TwoStage(history, vectors, "forward", most_dense=MOST_DENSE, aside=aside)


def _read(learning: Learning) -> tuple[History, tuple[str, ...], Numbers | None]:
    """This is choices as numbers, of the tutors that most students booked."""
    choices = learning.choices
    if not choices.users:
        raise CannotBeDone("Nobody who agrees to it has booked anybody: nothing can be learnt.")
    found, counts = np.unique(np.array(choices.items, dtype=np.str_), return_counts=True)
    tutors = sorted(found[np.lexsort((found, -counts))[:MOST_TUTORS]].tolist())
    kept = np.isin(np.array(choices.items, dtype=np.str_), tutors)
    students, items = Names(choices.users), Names(tutors)
    who = students.numbers(choices.users)[kept]
    what = items.numbers([one for one, is_kept in zip(choices.items, kept, strict=True) if is_kept])
    when = np.asarray(choices.times, dtype=np.float64)[kept]
    history = History.of(who, what, when, (len(students), len(tutors)))
    return history, tuple(tutors), vectors_of(tutors, learning.vectors)


def _told(places: Places) -> dict[str, float]:
    """This is how much tells of places, and how likely they are seen, where that is enough."""
    count = telling(places)
    told = {"showings": float(places.showings), "telling_bookings": float(count)}
    if count < FEWEST:
        return told
    by_place = zip(FIRST_OF_BAND, seen(places).tolist(), strict=True)
    return told | {f"seen_at_{first}": chance for first, chance in by_place if first > 1}


def _nobodys(history: History) -> History:
    """This is when each tutor was chosen, without by whom."""
    nobody = np.zeros(len(history), dtype=np.int64)
    return History(nobody, history.items, history.times, history.weights, (1, history.shape[1]))


def _calibrated(
    model: TwoStage, split: tuple[History, History], vectors: Numbers | None, aside: Numbers
) -> tuple[Calibration, dict[str, float]]:
    """This asks at the moment before what was held back, of students nothing was learnt from.

    How good the probabilities are is said of one half of them by the other half.
    """
    earlier, later = split
    students = aside[earlier.activity[aside] > 0]
    if not len(students):
        return UNKNOWN, {}
    sources = model.fitted(earlier, vectors)
    found = sources.candidates(students, np.full(len(students), earlier.until))
    if not len(found.rows):
        return UNKNOWN, {}
    happened = later.matrix[students].toarray()[found.rows, found.items] > 0
    scores, half = model.order(found), found.rows % 2 == 0
    halves = calibrated(scores[half], happened[half])
    chances = halves.chance(scores[~half])
    gap = error(chances, happened[~half]) if len(chances) else 0.0
    days = (later.until - earlier.until) / DAY
    told = {"calibration_error": gap, "booked_rate": float(happened.mean()), "within_days": days}
    return calibrated(scores, happened), told


def _measured(
    split: tuple[History, History], vectors: Numbers | None, counts: Numbers
) -> dict[str, float]:
    """This is how well a model ranks that was trained on what was before."""
    earlier, later = split
    hidden = Hidden.of(earlier, later.users, later.items, earlier.popularity > 0).weighed(counts)
    if not len(hidden.users):
        return {}
    model = _two_stage(earlier, vectors, np.empty(0, dtype=np.int64))
    own = hidden.outcome(model.scores)
    popular = hidden.outcome(Popularity(earlier).scores)
    margin = own.margin("popularity", popular)
    return {
        "people": float(len(hidden.users)),
        "ndcg": own.mean(own.ndcg),
        "recall": own.mean(own.recall),
        "coverage": own.coverage,
        "ndcg_popularity": popular.mean(popular.ndcg),
        "margin_low": margin.low,
        "margin_high": margin.high,
    }


def _counted(history: History) -> dict[str, float]:
    students, tutors = history.shape
    return {"choices": float(len(history)), "students": float(students), "tutors": float(tutors)}


def scale_of(lessons: Sequence[Lesson]) -> tuple[float, float] | None:
    """This is the curve from how well people seem to fit to whether they go on; it never falls."""
    from sklearn.linear_model import LogisticRegression

    fits = np.array([[each.fit] for each in lessons])
    goes_on = np.array([each.goes_on for each in lessons])
    if len(lessons) < FEWEST_LESSONS or len(np.unique(goes_on)) == 1:
        return None
    fitted = LogisticRegression(C=10.0).fit(fits, goes_on)
    slope, offset = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    if slope < 0:
        rate = goes_on.mean()
        return 0.0, float(np.log(rate / (1 - rate)))
    return slope, offset
