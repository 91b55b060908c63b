"""Models in a terminal, or as JSON."""

from datetime import datetime
from typing import Final

import msgspec

from adapters.bootstrap import Container
from adapters.modelling import Modelling
from adapters.succeeding import Succeeding
from api.shell.connected import connected
from api.shell.console import as_json, progress, say, table
from api.shell.modelling import success
from application.dataset.places import FEWEST, FIRST_OF_BAND
from application.modelling import Held
from application.status import CannotBeDone
from application.success import Held as HeldSuccess
from domain.model.terms import Compared, Purpose, Trained, Why

MILLION: Final = 1_000_000
MOST_FEATURES: Final = 15
USE: Final = """\
For: putting tutors in order for one student, beside what is asked for and reviewed best.
Not for: deciding who may teach or learn, prices, or anything about a tutor by themself.
It knows tutors that were booked, when, and what they say; of a student it is told whom they
booked, when it is asked. Who does not agree to profiling is in nothing it learnt from.
Known limits: it learns from bookings of what people were shown; who was never shown was not
booked. One place in ten answers is drawn by lot among new tutors, and its chance is kept."""
WEIGHED: Final = """\
Places were weighed: {telling} bookings of tutors who stood here and there tell how likely each
place is seen, held against the first one: {seen}.
The less a tutor was seen, the more their bookings counted."""
UNWEIGHED: Final = """\
Places were not weighed: {telling} bookings tell how likely each is seen, and {fewest} are needed.
Who stood first was booked more for that, and is recommended more."""
MEASURED: Final = {
    Purpose.RECOMMENDATION: ("NDCG@10", "what is booked most"),
    Purpose.SUCCESS: ("Brier score", "recency alone"),
}
"""By which figure two models are compared, and what the first one is held against."""


def train(kind: Purpose, before: datetime | None, *, is_json: bool) -> None:
    """This trains a model and takes it in."""
    with connected() as container, container.operating.reachable():
        models = models_of(container, kind)
        with progress("Training"):
            known = models.train(before)
        _card(models, known.trained.version, is_json=is_json)


def evaluate(kind: Purpose, version: str, *, is_json: bool) -> None:
    """This holds a model against the live one."""
    with connected() as container, container.operating.reachable(), progress("Comparing"):
        held = models_of(container, kind).evaluate(version)
    if is_json:
        as_json(held)
    elif isinstance(held, HeldSuccess):
        success.tell_held(held)
    else:
        _tell(held)


def promote(kind: Purpose, version: str, why: Why | None) -> None:
    """This lets a model one step forward."""
    with connected() as container, container.operating.reachable():
        known = models_of(container, kind).promote(version, why)
    say(f"{version} is {known.state} now.", "green")


def retire(kind: Purpose, version: str, why: Why) -> None:
    """This takes a model out."""
    with connected() as container, container.operating.reachable():
        known = models_of(container, kind).retire(version, why)
    say(f"{version} is {known.state} now.")


def roll_back(kind: Purpose, why: Why) -> None:
    """This goes back."""
    with connected() as container, container.operating.reachable():
        models = models_of(container, kind).roll_back(why)
    if models.live is None:
        say(f"No model of {kind} is in use now; all else goes on without one.")
    else:
        say(f"{models.live.trained.version} is live again.", "green")


def list_models(kind: Purpose, *, is_json: bool) -> None:
    """This prints all models, the last trained first."""
    with connected() as container, container.operating.reachable():
        known = models_of(container, kind).models().known[::-1]
    if is_json:
        as_json(msgspec.to_builtins(known))
    elif not known:
        say(f"No model was trained yet: `preceptor ml train --kind {kind}`.")
    else:
        rows = [(*_named(one.trained), one.state, *_compared(one.compared)) for one in known]
        table(("version", "learnt until", "state", "people", "better by"), rows)


def show_card(kind: Purpose, version: str | None, *, is_json: bool) -> None:
    """This prints a model's card."""
    with connected() as container, container.operating.reachable():
        _card(models_of(container, kind), version, is_json=is_json)


def explain(kind: Purpose, version: str | None, *, is_json: bool) -> None:
    """This prints what a model rests on."""
    with connected() as container, container.operating.reachable():
        found = models_of(container, kind).explained(version)
    if is_json:
        as_json(found)
        return
    foremost = list(found.items())[:MOST_FEATURES]
    table(("feature", "part"), [(name, f"{share:.1%}") for name, share in foremost])


def models_of(container: Container, kind: Purpose) -> Modelling | Succeeding:
    """This is what operators do with models of that kind."""
    return container.modelling if kind is Purpose.RECOMMENDATION else container.succeeding


def _named(trained: Trained) -> tuple[str, str]:
    return trained.version, f"{trained.until:%Y-%m-%d %H:%M}"


def _compared(found: Compared | None) -> tuple[str, str]:
    """This is of how many people it was asked, and by how much it was better."""
    if found is None:
        return "", "not looked at yet"
    margin, low, high = (each / MILLION for each in (found.margin, found.low, found.high))
    return f"{found.people:,}", f"{margin:+.4f} ({low:+.4f} to {high:+.4f})"


def _card(models: Modelling | Succeeding, version: str | None, *, is_json: bool) -> None:
    known = models.of(version)
    if is_json:
        as_json(msgspec.to_builtins(known))
        return
    say(f"{known.trained.version}: {known.state}", "bold")
    table(("what", "figure"), _lines(known.trained))
    if known.compared:
        compared, (measure, first) = known.compared, MEASURED[models.PURPOSE]
        say(
            f"Compared with {compared.against or first} for {compared.people:,}"
            f" people: {measure} {compared.margin / MILLION:+.4f} better, 95 % interval"
            f" {compared.low / MILLION:+.4f} to {compared.high / MILLION:+.4f}."
        )
    if isinstance(models, Succeeding):
        _tell_fairness(models, known.trained.version)
        say(success.USE)
    else:
        say(USE)
        say(of_places(known.trained))


def of_places(trained: Trained) -> str:
    """This is whether it was weighed where tutors stood, and by what."""
    figures = {metric.name: float(metric.value) for metric in trained.metrics}
    telling = f"{figures.get('telling_bookings', 0):,.0f}"
    names = {place: f"seen_at_{place}" for place in FIRST_OF_BAND[1:]}
    seen = [f"{place} {figures[name]:.0%}" for place, name in names.items() if name in figures]
    if not seen:
        return UNWEIGHED.format(telling=telling, fewest=FEWEST)
    return WEIGHED.format(telling=telling, seen=", ".join(seen))


def _tell_fairness(models: Succeeding, version: str) -> None:
    """This tells how groups fare, or why not: of a card, that alone is no fact."""
    try:
        success.tell_fairness(models.learnt(version).trial.fairness)
    except CannotBeDone as reason:
        say(str(reason))


def _lines(trained: Trained) -> list[tuple[str, str]]:
    return [
        ("trained up to position", f"{trained.position:,}"),
        ("on what was done before", f"{trained.until:%Y-%m-%d %H:%M} UTC"),
        ("digest of that", trained.data_digest[:16]),
        ("digest of what it learnt", trained.files_digest[:16]),
        *((metric.name, metric.value) for metric in trained.metrics),
    ]


def _tell(held: Held) -> None:
    say(f"{held.people:,} people booked somebody new since both were trained.")
    columns = ("model", "NDCG@10", "error of probabilities")
    rows = [
        ("this one", f"{held.ndcg:.4f}", f"{held.calibration:.4f}"),
        ("the other", f"{held.other_ndcg:.4f}", f"{held.other_calibration:.4f}"),
    ]
    table(columns, rows)
    say(f"It is better by {held.margin:+.4f}, 95 % interval {held.low:+.4f} to {held.high:+.4f}.")
