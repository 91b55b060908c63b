"""Who could read about a person: what the access table says, and who holds the roles in it.

The table is the one that lets people in, so what is told here is what would happen. Who stands in
a role today could have been let in; who held it before, the trail of role facts tells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.access import ROUTES
from api.container import Container
from api.lines import Line
from application.access import ANYBODY
from projections.directory.queries import by_id, holders

IMPERSONAL: Final = frozenset(
    {
        "GET /v1/analytics/models",
        "GET /v1/analytics/success",
        "GET /v1/analytics/windows",
        "GET /v1/audit/check",
        "GET /v1/audit/replay/{projection}",
        "GET /v1/consent-texts",
        "GET /v1/experiments",
        "GET /v1/experiments/size",
        "GET /v1/experiments/{experiment_id}",
        "GET /v1/log/checkpoint",
        "GET /v1/log/consistency",
        "GET /v1/log/digests",
        "GET /v1/log/digests/{number}",
        "GET /v1/log/keys",
        "GET /v1/log/proof/{position}",
        "GET /v1/log/tile/{tile:path}",
        "GET /v1/metrics/daily",
        "GET /v1/metrics/totals",
        "GET /v1/privacy/breaches",
        "GET /v1/privacy/breaches/{breach_id}",
        "GET /v1/privacy/records-of-processing",
        "GET /v1/stream",
        "GET /v1/tutors/facets",
    }
)
"""Questions whose answers have no person in them; of any other it is taken for granted."""


@dataclass(frozen=True, slots=True)
class Way:
    """This is one way to read something of the person.

    Attributes:
        route: method and address.
        words: who may, in words.
        is_public: everybody may, at most after signing in.
        is_owners: the person may, as whose it is.
        with_guardians: their guardians may, while the person is a minor.
        roles: the roles that may though it is not theirs.
        shows: the categories of personal data in the answers; none where they hold pseudonyms
            alone, or what everybody may see.
    """

    route: str
    words: str
    is_public: bool
    is_owners: bool
    with_guardians: bool
    roles: tuple[str, ...]
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Readers:
    """This is who could read about a person.

    Attributes:
        person_id: whom it is about.
        is_known: there is an account of theirs.
        ways: every way that there is.
        holders: for each role in them, the accounts that hold it now.
        guardians: who is linked to the person as guardian, and may what guardians may.
    """

    person_id: str
    is_known: bool
    ways: Sequence[Way]
    holders: Mapping[str, Sequence[str]]
    guardians: Sequence[str]


def readers_of(container: Container, person_id: str) -> Readers:
    """This is who could read about the person, as things stand now."""
    account = by_id(container.reader, person_id)
    ways = ways_to_read(ROUTES)
    roles = sorted({role for way in ways for role in way.roles})
    accounts = holders(container.reader, roles)
    return Readers(
        person_id=person_id,
        is_known=account is not None,
        ways=ways,
        holders={
            role: tuple(one.account_id for one in accounts if role in one.roles) for role in roles
        },
        guardians=account.guardians if account else (),
    )


def ways_to_read(routes: Mapping[str, Line]) -> Sequence[Way]:
    """This is every question of the table whose answer may hold something of a person."""
    return [
        _way(route, line)
        for route, line in sorted(routes.items())
        if route.startswith("GET /v1/") and route not in IMPERSONAL
    ]


def _way(route: str, line: Line) -> Way:
    is_owners = bool(line.owners)
    is_public = line.who is None or (line.who == ANYBODY and not is_owners)
    who = line.staff if is_owners else line.who
    roles = () if is_public or who is None else tuple(sorted(str(role) for role in who))
    shows = tuple(str(category) for category in line.shows or ())
    return Way(route, line.words, is_public, is_owners, line.with_guardians, roles, shows)
