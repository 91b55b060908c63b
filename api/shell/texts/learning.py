"""`preceptor text`: models learn from files, and what came of it is printed."""

from pathlib import Path
from typing import Final

from adapters.bootstrap import Container
from adapters.settings import Settings
from api.shell.console import as_json, progress, say, table
from api.shell.measuring.labels import read
from application.status import CannotBeDone
from application.texts import Kind

OWN: Final = Path(__file__).with_name("opinions.tsv")
"""What we wrote ourselves to learn sentiment from: good and bad of lessons, in both languages."""


def learn(kind: Kind, data: Path | None, *, is_json: bool) -> None:
    """This lets a model learn, and says how well it tells what it had not seen."""
    if data is None and kind is not Kind.SENTIMENT:
        raise CannotBeDone(f"There are no texts of our own to learn {kind} from; give --data.")
    given = read(data or OWN)
    with Container.from_settings(Settings.from_environment()) as container, progress("Learning"):
        learnt = container.text_models.learn(kind, given.files[0])
    if is_json:
        as_json(learnt)
        return
    figures = learnt.figures
    say(f"Learnt {kind} from {learnt.texts:,} texts ({learnt.digest[:12]}).")
    say(
        f"Of a fifth held back {figures.accuracy:.1%} are told right,"
        f" with a calibration error of {figures.ece:.3f}."
    )
    if given.unreadable:
        say(f"{given.unreadable:,} lines are no label and text, and were passed over.", "red")


def set_thresholds(data: Path, share: float, *, is_json: bool) -> None:
    """This says from which probability on a text counts as toxic, language by language."""
    try:
        lines = data.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError as reason:
        raise CannotBeDone(f"{data} cannot be read: {reason.strerror}.") from reason
    ordinary = [line.strip() for line in lines if line.strip()]
    if not ordinary:
        raise CannotBeDone(f"There is no text in {data}.")
    with Container.from_settings(Settings.from_environment()) as container:
        found = container.text_models.calibrate(ordinary, share)
    if is_json:
        as_json(found)
        return
    table(
        ("language", "from", "texts", "found among them"),
        [(one.language, f"{one.probability:.4f}", one.texts, one.found) for one in found],
    )
