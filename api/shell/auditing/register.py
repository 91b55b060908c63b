"""The register of requests about people's data and of breaches, whole, as of now."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from api.shell.connected import connected
from api.shell.console import as_json, say, table
from projections.privacy_register.answers import BreachLine, PrivacyRequestLine
from projections.privacy_register.queries import Asked, breaches, requests

L = TypeVar("L")
Place = tuple[datetime, str]
PAGE = 500
REQUEST_COLUMNS = (
    "request",
    "person",
    "kind",
    "law",
    "state",
    "received",
    "due",
    "ended",
    "handed over",
    "late",
)
BREACH_COLUMNS = ("breach", "state", "risk", "aware", "authority by", "notified", "late")


def show_register(*, only_overdue: bool, person_id: str | None, is_json: bool) -> None:
    """This prints every request and every breach, or what of them is overdue.

    A breach belongs to nobody, so none is shown of one person.
    """
    with connected() as container:
        reader, now = container.reader, container.clock.now()
        asked = Asked(person_id=person_id, only_overdue=only_overdue)
        of_people = _all(
            lambda before: requests(reader, asked, now, before=before, limit=PAGE),
            lambda line: (line.received_at, line.request_id),
        )
        of_breaches: list[BreachLine] = (
            []
            if person_id
            else _all(
                lambda before: breaches(
                    reader, now, only_overdue=only_overdue, before=before, limit=PAGE
                ),
                lambda line: (line.became_aware_at, line.breach_id),
            )
        )
    if is_json:
        told = {
            "requests": list(map(asdict, of_people)),
            "breaches": list(map(asdict, of_breaches)),
        }
        as_json({"as_of": now, **told})
        return
    _tell(of_people, of_breaches, now)


def _all(ask: Callable[[Place | None], list[L]], place_of: Callable[[L], Place]) -> list[L]:
    """This is every page of a list, one after the other."""
    found: list[L] = []
    page = ask(None)
    while page:
        found += page
        page = ask(place_of(page[-1])) if len(page) == PAGE else []
    return found


def _tell(
    of_people: Sequence[PrivacyRequestLine], of_breaches: Sequence[BreachLine], now: datetime
) -> None:
    say(f"As of {now:%Y-%m-%d %H:%M} UTC:")
    say(f"Requests about people's data: {_counted(of_people)}.")
    if of_people:
        table(REQUEST_COLUMNS, [_request(line) for line in of_people])
        say()
    say(f"Breaches: {_counted(of_breaches)}.")
    if of_breaches:
        table(BREACH_COLUMNS, [_breach(line) for line in of_breaches])


def _counted(lines: Sequence[PrivacyRequestLine | BreachLine]) -> str:
    return f"{len(lines):,}, overdue {sum(line.is_overdue for line in lines):,}"


def _request(line: PrivacyRequestLine) -> tuple[Any, ...]:
    state = f"{line.state}, extended" if line.is_extended else line.state
    told = (line.received_at, line.act_by, line.ended_at, line.handed_over_at)
    return (
        line.request_id,
        line.person_id,
        line.kind,
        line.regime,
        state,
        *told,
        _late(line, is_missed=bool(line.missed)),
    )


def _breach(line: BreachLine) -> tuple[Any, ...]:
    told = (line.became_aware_at, line.authority_by, line.notified_at)
    return (
        line.breach_id,
        line.state,
        line.risk,
        *told,
        _late(line, is_missed=line.is_missed),
    )


def _late(line: PrivacyRequestLine | BreachLine, *, is_missed: bool) -> str:
    if line.is_overdue:
        return "overdue"
    return "was late" if is_missed else ""
