"""Reading as staff leaves a fact: who read whose data, which of it, on which route, what for.

    answer made ──► whose is it? ──► noted before ──► sent
                                ╰──► not yet: noted now ──► sent

It is one place for all routes: `api/access.py` says of each what is personal in its answers, and
whose. A person reading their own data is not noted. What was noted is remembered for its hour, so
turning pages asks nobody; whatever is not remembered is asked of the log, which notes it once.
"""

from asyncio import Lock
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final
from weakref import WeakValueDictionary

from fastapi import Header
from starlette.requests import Request

from api.container import Container
from api.errors import SayWhatFor
from api.lines import Line
from api.paging import Page
from api.visit import Visit
from application import bus
from application.reading import MOST_PEOPLE, NoteDataRead
from domain.reading.events import ReadingPurpose
from domain.shared.actor import Actor
from domain.shared.errors import Unavailable

HEADER: Final = "Preceptor-Purpose"
REMEMBERED: Final = 50_000
DOCUMENTED = Annotated[
    ReadingPurpose | None,
    Header(
        alias=HEADER,
        description="What somebody else's data is read for; who reads their own leaves it out.",
    ),
]

Mark = tuple[str, str, str, str, str]
"""Who reads whose data on which route for what, in which hour."""


@dataclass(frozen=True, slots=True)
class Read:
    """This is data about to be shown to somebody it does not belong to."""

    line: Line
    route: str
    purpose: ReadingPurpose
    people: tuple[str, ...]


class Readings:
    """This has readings noted; used by one event loop only."""

    def __init__(self) -> None:
        self._noted: OrderedDict[Mark, None] = OrderedDict()
        self._turns: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    async def note(self, read: Read, request: Request) -> None:
        """This returns when it is on record that these people's data is read.

        Raises:
            Unavailable: it could not be recorded, so nothing may be shown.
        """
        visit: Visit = request.scope["visit"]
        state = request.app.state
        container: Container = state.container
        hour = f"{container.clock.now():%Y-%m-%dT%H}"
        turn = self._turns.setdefault(visit.actor.id, Lock())
        async with turn:
            marks = {
                (visit.actor.id, person, read.route, read.purpose.value, hour): person
                for person in read.people
            }
            new = {mark: person for mark, person in marks.items() if mark not in self._noted}
            if new:
                await state.workers.work(_note, container, visit, read, tuple(new.values()), hour)
                self._remember(new)

    def _remember(self, marks: Iterable[Mark]) -> None:
        self._noted.update(dict.fromkeys(marks))
        while len(self._noted) > REMEMBERED:
            self._noted.popitem(last=False)


def purpose_in(request: Request) -> ReadingPurpose | None:
    """This is what the caller says that they read for, if they say it.

    Raises:
        SayWhatFor: it is no purpose of ours.
    """
    said = request.headers.get(HEADER)
    if said is None:
        return None
    try:
        return ReadingPurpose(said)
    except ValueError:
        raise SayWhatFor from None


def people_in(line: Line, actor: Actor, asked: object, found: object) -> tuple[str, ...]:
    """This is whose data staff read with this answer; nobody's, where it is their own."""
    if not actor.has(*line.staff) or (line.public and _values(found, (line.public,))):
        return ()
    fields = line.whose or line.owners
    named = _values(asked, fields)
    if actor.id in named:
        return ()
    things = found.items if isinstance(found, Page) else (found,)
    others = [each for thing in things if actor.id not in (each := _values(thing, fields))]
    return tuple(sorted(named.union(*others)))


def _values(thing: object, fields: Iterable[str]) -> set[Any]:
    """This is what stands in those fields, of a row or of an object, where anything does."""
    held = (
        thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)
        for name in fields
    )
    return {value for value in held if value}


def _note(
    container: Container, visit: Visit, read: Read, people: tuple[str, ...], hour: str
) -> None:
    for begins in range(0, len(people), MOST_PEOPLE):
        _note_some(container, visit, read, people[begins : begins + MOST_PEOPLE], hour)


def _note_some(
    container: Container, visit: Visit, read: Read, people: tuple[str, ...], hour: str
) -> None:
    command = NoteDataRead(
        person_ids=people,
        reader_id=visit.actor.id,
        purpose=read.purpose,
        categories=read.line.shows or (),
        route=read.route,
    )
    named = "/".join((read.route, read.purpose, hour, *command.categories, *people))
    key = f"read-{container.pseudonyms.of(named)}"
    request = bus.Request(command, visit.actor, key, visit.request_id)
    outcome = container.bus.execute(request)
    if not outcome.accepted:
        raise Unavailable(f"what was read could not be noted: {outcome.refusal}")
