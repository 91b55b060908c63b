"""`preceptor audit access`: who could read about a person, and who did."""

from collections.abc import Iterator
from typing import Any

import msgspec

from adapters.bootstrap import Container
from api.readers import Readers, Way, readers_of
from api.shell.auditing.asking import asking
from api.shell.auditing.lines import instant
from api.shell.console import as_json, say, table
from application.auditing.reads import reads_of
from application.auditing.tracing import TraceLine

AT_ONCE = 500


def show_access(person_id: str, *, is_json: bool) -> None:
    """This prints the ways in, who holds their roles, and every reading that was recorded."""
    with asking(f"Looking up {person_id}") as (container, _on_progress):
        readers = readers_of(container, person_id)
        reads = list(_reads(container, person_id))
    if is_json:
        as_json({**msgspec.to_builtins(readers), "reads": msgspec.to_builtins(reads)})
        return
    _tell_who_could(readers)
    say()
    if not reads:
        say(f"No reading of anything of {person_id} is on record.")
        return
    say(f"Who has read something of {person_id}:", "bold")
    table(
        ("position", "recorded at", "reader", "what for", "categories", "way", "proof"),
        [_read(line) for line in reads],
    )


def _reads(container: Container, person_id: str) -> Iterator[TraceLine]:
    history, after = container.auditing.history, 0
    while some := reads_of(history, person_id, after=after, limit=AT_ONCE):
        yield from some
        after = some[-1].position


def _read(line: TraceLine) -> tuple[Any, ...]:
    said = line.public
    categories = ", ".join(said.get("categories", ()))
    what_for = (said.get("reader_id", line.actor), said.get("purpose"), categories)
    return (line.position, instant(line), *what_for, said.get("route"), line.proof)


def _tell_who_could(readers: Readers) -> None:
    roles = list(readers.holders)
    if not readers.is_known:
        say(
            f"There is no account {readers.person_id}; whoever might be it is treated so:", "yellow"
        )
    say(f"Who could read something of {readers.person_id}:", "bold")
    table(
        ("route", "shows of them", "everybody", "themself", "guardians", *roles),
        [_cells(way, roles) for way in readers.ways],
    )
    say()
    say("Who holds those roles now:", "bold")
    table(
        ("role", "accounts", "which"),
        [
            ("guardians of theirs", len(readers.guardians), ", ".join(readers.guardians)),
            *((role, len(held), ", ".join(held)) for role, held in readers.holders.items()),
        ],
    )


def _cells(way: Way, roles: list[str]) -> tuple[str, ...]:
    marks = (
        way.is_public,
        way.is_owners,
        way.with_guardians,
        *(role in way.roles for role in roles),
    )
    shows = ", ".join(way.shows) or ("what is public" if way.is_public else "pseudonyms")
    return (way.route.removeprefix("GET "), shows, *("yes" if mark else "" for mark in marks))
