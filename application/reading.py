"""Reading: that what is personal of somebody was read is noted, before it is shown."""

from typing import Annotated

from pydantic import Field

from application.fields import Identity
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.reading.aggregate import READING, Look, Readings, month_of, unread
from domain.reading.events import ReadingPurpose
from domain.shared.personal import Category

MOST_PEOPLE = 200
Route = Annotated[str, Field(max_length=200, pattern=r"^(GET /|preceptor )[A-Za-z0-9 /_{}.-]*$")]


class NoteDataRead(Command):
    """Note that what is personal of people was read: by whom, on which way, and what for."""

    person_ids: tuple[Identity, ...] = Field(min_length=1, max_length=MOST_PEOPLE)
    reader_id: Identity
    purpose: ReadingPurpose
    categories: tuple[Category, ...] = Field(min_length=1, max_length=len(Category))
    route: Route


def note_data_read(command: NoteDataRead, work: Work) -> Decision:
    """This notes it of each of them, all or none."""
    look = Look(command.reader_id, command.purpose, command.route)
    categories = tuple(each for each in Category if each in command.categories)
    months = (_month(person_id, work) for person_id in dict.fromkeys(command.person_ids))
    return decided(
        *(
            append(month, month.state.note(look, categories, work.actor, work.now))
            for month in months
        )
    )


def _month(person_id: str, work: Work) -> Loaded[Readings]:
    month = month_of(work.now)
    found = work.find(READING, f"{person_id}-{month}")
    return Loaded(found.stream_id, found.version, found.state or unread(person_id, month))


HANDLERS: Handlers = ((NoteDataRead, note_data_read),)
