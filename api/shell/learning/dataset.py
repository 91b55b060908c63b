"""`preceptor ml dataset`: a training set as of a place in the log, with its digest."""

import re
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Final

from adapters.bootstrap import Container
from api.shell.connected import connected
from api.shell.console import as_json, progress, say
from api.shell.operating.asking import instant_of
from application.dataset.making import as_of_position, as_of_time
from application.dataset.terms import Asked, Made
from application.status import CannotBeDone

HORIZON: Final = re.compile(r"([1-9]\d{0,3})([dh])")
WHY: Final = {
    "open": "their horizon had not passed",
    "unnamed": "nobody knows who was shown them",
    "not_agreeing": "the student does not agree to be learned from",
    "gone": "the student or the tutor is gone, or lets their data rest",
}


def write(folder: Path, as_of: str | None, horizon: str, *, is_json: bool) -> None:
    """This writes the set and says what is in it."""
    lasts = horizon_of(horizon)
    with (
        connected() as container,
        container.operating.reachable(),
        progress("Reading the log, twice") as bar,
    ):
        task = bar.task_ids[0]
        made = container.make_training_set(
            _asked(container, as_of, lasts),
            folder,
            container.clock.now(),
            lambda done, size: bar.update(task, completed=done, total=size),
        )
    if is_json:
        as_json(made)
    else:
        _tell(folder, made)


def horizon_of(text: str) -> timedelta:
    """This is how long somebody waits for a booking.

    Raises:
        CannotBeDone: it is no such length.
    """
    found = HORIZON.fullmatch(text)
    if found is None:
        raise CannotBeDone(f"{text} is no horizon; write it like 14d or 36h.")
    count, unit = int(found[1]), found[2]
    return timedelta(days=count) if unit == "d" else timedelta(hours=count)


def _asked(container: Container, as_of: str | None, horizon: timedelta) -> Asked:
    if as_of is None or as_of.isdecimal():
        position = None if as_of is None else int(as_of)
        return as_of_position(container.closed_facts, position, horizon)
    at = instant_of(as_of)
    assert at is not None
    return as_of_time(container.log, at, container.clock.now(), horizon)


def _tell(folder: Path, made: Made) -> None:
    asked = made.asked
    say(f"{made.rows:,} rows are in {folder}, as of position {asked.position:,}:")
    say(f"{made.opened:,} opened and {made.booked:,} booked, with {len(made.features)} features,")
    say(f"and {made.interactions:,} interactions in train.tsv.")
    for why, count in asdict(made.left).items():
        if count:
            say(f"{count:,} rows are left out: {WHY[why]}.", "dim")
    say(f"sha256 {made.sha256}")
