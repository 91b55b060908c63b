"""Asking the commands: many tutors at once, each exactly once, however often it is asked.

Ids and keys derive from the file alone. So what an earlier import brought, whole or broken off
anywhere, is found in the command ledger and is not brought again.
"""

import hashlib
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final

from api.shell.importing.files import Brought
from application.availability import ImportWeeklyHours, WeeklyOpenTime
from application.bus import Bus, Outcome, Request
from application.ports import Place
from application.tutor import ImportTutor
from application.work import Command
from domain.shared.actor import Actor, Role

AT_ONCE: Final = 16
WAITING: Final = 4 * AT_ONCE
IMPORTER: Final = Actor("process:import", frozenset({Role.SYSTEM}))


@dataclass(frozen=True, slots=True)
class Result:
    """This is what became of one tutor.

    Attributes:
        line: where they stand in the file.
        is_new: they came just now.
        is_other: they were here, and the file says something else than it did then.
        courses: how many courses the file gives them.
        places: where the facts stand that brought them.
        refusal: why they did not come, in a sentence.
    """

    line: int
    is_new: bool
    is_other: bool
    courses: int
    places: tuple[Place, ...]
    refusal: str = ""


class Bringing:
    """This brings tutors in, with the hours assumed of them."""

    def __init__(self, bus: Bus, source: str, hours: Sequence[WeeklyOpenTime] | None) -> None:
        self._bus = bus
        self._source = source
        self._hours = hours

    def bring_all(self, tutors: Iterable[Brought]) -> Generator[Result]:
        """This is what becomes of each, as it becomes known; whoever stops asking stops it.

        What was begun by then is finished, so that nothing is left half done.
        """
        pool = ThreadPoolExecutor(AT_ONCE, "import")
        pending: set[Future[Result]] = set()
        try:
            for brought in tutors:
                pending.add(pool.submit(self._bring, brought))
                if len(pending) >= WAITING:
                    done, pending = wait(pending, return_when=FIRST_COMPLETED)
                    yield from (each.result() for each in done)
            while pending:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _bring(self, brought: Brought) -> Result:
        command = brought.command
        came = self._ask(command)
        if not came.accepted:
            return Result(brought.line, False, False, 0, came.places, came.detail)
        said = self._say_hours(command)
        places = (*came.places, *(said.places if said else ()))
        if said is not None and not said.accepted:
            return Result(brought.line, False, False, 0, places, said.detail)
        is_first = bool(came.answer["is_new"])
        return Result(
            line=brought.line,
            is_new=is_first and not came.is_replay,
            is_other=not is_first,
            courses=len(command.courses),
            places=places,
        )

    def _say_hours(self, tutor: ImportTutor) -> Outcome | None:
        if self._hours is None:
            return None
        windows = tuple(self._hours)
        return self._ask(
            ImportWeeklyHours(tutor_id=tutor.tutor_id, zone=tutor.time_zone, windows=windows)
        )

    def _ask(self, command: Command) -> Outcome:
        name = type(command).__name__
        digest = hashlib.sha256(f"{name} {command.model_dump_json()}".encode()).hexdigest()
        return self._bus.execute(Request(command, IMPORTER, digest[:40], f"import:{self._source}"))
