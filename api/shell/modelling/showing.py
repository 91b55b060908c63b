"""Models in a terminal, or as JSON."""

from datetime import datetime
from typing import Final

import msgspec

from adapters.modelling import Modelling
from api.shell.connected import connected
from api.shell.console import as_json, progress, say, table
from application.modelling import Held
from domain.model.terms import Trained, Why

MILLION: Final = 1_000_000
MOST_FEATURES: Final = 15
USE: Final = """\
For: putting tutors in order for one student, beside what is asked for and reviewed best.
Not for: deciding who may teach or learn, prices, or anything about a tutor by themself.
It knows tutors that were booked, when, and what they say; of a student it is told whom they
booked, when it is asked. Who does not agree to profiling is in nothing it learnt from.
Known limits: it learns from bookings of what people were shown; who was never shown was not
booked. One place in ten answers is drawn by lot among new tutors, and its chance is kept."""


def train(before: datetime | None, *, is_json: bool) -> None:
    """This trains a model and takes it in."""
    with connected() as container, container.operating.reachable(), progress("Training"):
        known = container.modelling.train(before)
    _card(container.modelling, known.trained.version, is_json=is_json)


def evaluate(version: str, *, is_json: bool) -> None:
    """This holds a model against the live one."""
    with connected() as container, container.operating.reachable(), progress("Comparing"):
        held = container.modelling.evaluate(version)
    if is_json:
        as_json(held)
        return
    _tell(held)


def promote(version: str, why: Why | None) -> None:
    """This lets a model one step forward."""
    with connected() as container, container.operating.reachable():
        known = container.modelling.promote(version, why)
    say(f"{version} is {known.state} now.", "green")


def roll_back(why: Why) -> None:
    """This goes back."""
    with connected() as container, container.operating.reachable():
        models = container.modelling.roll_back(why)
    if models.live is None:
        say("No model is in use now; recommendations go on without one.")
    else:
        say(f"{models.live.trained.version} is live again.", "green")


def list_models(*, is_json: bool) -> None:
    """This prints all models, the last trained first."""
    with connected() as container, container.operating.reachable():
        known = container.modelling.models().known[::-1]
    if is_json:
        as_json(msgspec.to_builtins(known))
    elif not known:
        say("No model was trained yet: `preceptor ml train`.")
    else:
        rows = [(one.trained.version, one.state, one.trained.position) for one in known]
        table(("version", "state", "position"), rows)


def show_card(version: str | None, *, is_json: bool) -> None:
    """This prints a model's card."""
    with connected() as container, container.operating.reachable():
        _card(container.modelling, version, is_json=is_json)


def explain(version: str | None, *, is_json: bool) -> None:
    """This prints what a model's order rests on."""
    with connected() as container, container.operating.reachable():
        found = container.modelling.explained(version)
    if is_json:
        as_json(found)
        return
    foremost = list(found.items())[:MOST_FEATURES]
    table(("feature", "part"), [(name, f"{share:.1%}") for name, share in foremost])


def _card(modelling: Modelling, version: str | None, *, is_json: bool) -> None:
    known = modelling.of(version)
    if is_json:
        as_json(msgspec.to_builtins(known))
        return
    say(f"{known.trained.version}: {known.state}", "bold")
    table(("what", "figure"), _lines(known.trained))
    if known.compared:
        compared = known.compared
        say(
            f"Compared with {compared.against or 'what is booked most'} for {compared.people:,}"
            f" people: NDCG@10 {compared.margin / MILLION:+.4f}, 95 % interval"
            f" {compared.low / MILLION:+.4f} to {compared.high / MILLION:+.4f}."
        )
    say(USE)


def _lines(trained: Trained) -> list[tuple[str, str]]:
    return [
        ("trained up to position", f"{trained.position:,}"),
        ("on bookings before", f"{trained.until:%Y-%m-%d %H:%M} UTC"),
        ("digest of those", trained.data_digest[:16]),
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
