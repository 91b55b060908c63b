"""The demonstration in words: its steps, what the read models answer, and times by a clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from api.shell.demonstration.people import Person


@dataclass(frozen=True, slots=True)
class Teller:
    """This tells the story: `say_step` what is done, `say_answer` which read model says what."""

    say_step: Callable[[str], None]
    say_answer: Callable[[str, str], None]
    _numbers: Any = field(default_factory=lambda: count(1))

    def step(self, what: str) -> None:
        """This tells the next step."""
        self.say_step(f"{next(self._numbers)}. {what}")

    def answer(self, view: str, told: str) -> None:
        """This tells what a read model says."""
        self.say_answer(view, told)


def wall(instant: str, person: Person) -> str:
    """This is an instant by somebody's own clock."""
    local = datetime.fromisoformat(instant).astimezone(ZoneInfo(person.time_zone))
    return f"{local:%a %d %b %H:%M}"


def wall_and_zone(instant: str, person: Person) -> str:
    """This is the same, with the zone."""
    return f"{wall(instant, person)} {person.time_zone}"
