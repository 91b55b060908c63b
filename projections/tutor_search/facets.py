"""How many of the tutors wished for have which property, to narrow the wish by or to change it.

Each count is how many tutors are found when that property is asked in place of what was asked of
its kind: next to English it says how many there are for German, at the same price and time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, LiteralString

from projections.reading import Reader
from projections.tutor_search.wishes import TUTORS, Wish

RATINGS = ("3.0", "4.0", "4.5", "4.8")
BANDS = (0, *(step * 10**power for power in range(3, 8) for step in (1, 2, 5)), 10**9)
"""Where a band of prices begins, in minor units: as many steps for any currency."""

PRICES: LiteralString = "%(prices)s::bigint[]"
LOOKED_AT: LiteralString = (
    "t.subject_codes, t.languages, t.levels, t.currency, t.price_from_minor, t.price_to_minor,"
    " t.rating, t.is_bookable"
)
KINDS: Mapping[LiteralString, LiteralString] = MappingProxyType(
    {
        "subject": """
            SELECT code, NULL, NULL FROM found, unnest(subject_codes) AS code
            WHERE %(level)s::text IS NULL OR levels @> ARRAY[code || ':' || %(level)s::text]
        """,
        "language": "SELECT code, NULL, NULL FROM found, unnest(languages) AS code",
        "price": f"""
            SELECT ({PRICES})[band]::text, currency, ({PRICES})[band + 1] - 1
            FROM found, generate_series(
                width_bucket(price_from_minor, {PRICES}), width_bucket(price_to_minor, {PRICES})
            ) AS band WHERE currency IS NOT NULL
        """,
        "rating": """
            SELECT step, NULL, NULL FROM found, unnest(%(ratings)s::text[]) AS step
            WHERE rating >= step::float8
        """,
        "level": """
            SELECT replace(level, %(of)s, ''), NULL, NULL FROM found, unnest(levels) AS level
            WHERE starts_with(level, %(of)s) AND (%(of)s <> '' OR strpos(level, ':') = 0)
        """,
        "is_bookable": "SELECT 'true', NULL, NULL FROM found WHERE is_bookable",
        "count": "SELECT '', NULL, NULL FROM found",
    }
)


@dataclass(frozen=True, slots=True)
class Facets:
    """This is how many tutors have which property, the most frequent first; and how many in all."""

    subjects: list[dict[str, Any]]
    languages: list[dict[str, Any]]
    prices: list[dict[str, Any]]
    ratings: list[dict[str, Any]]
    levels: list[dict[str, Any]]
    bookable: int
    count: int


def facets(reader: Reader, wish: Wish) -> Facets:
    """This is what can be asked of tutors beside what is wished for, and how many have it.

    A kind that the wish asks something of is counted as if it did not.
    """
    asked = [kind for kind in KINDS if kind in wish.asked]
    counted = _counted(reader, wish, [kind for kind in KINDS if kind not in asked])
    for kind in asked:
        counted |= _counted(reader, wish.without(kind), [kind])
    bookable, everybody = (counted[kind] for kind in ("is_bookable", "count"))
    return Facets(
        subjects=counted["subject"],
        languages=counted["language"],
        prices=counted["price"],
        ratings=counted["rating"],
        levels=counted["level"],
        bookable=bookable[0]["count"] if bookable else 0,
        count=everybody[0]["count"] if everybody else 0,
    )


def _counted(
    reader: Reader, wish: Wish, kinds: Sequence[LiteralString]
) -> dict[str, list[dict[str, Any]]]:
    counts: LiteralString = " UNION ALL ".join(_count(kind, KINDS[kind]) for kind in kinds)
    statement: LiteralString = f"""
        WITH found AS MATERIALIZED (SELECT {LOOKED_AT} FROM {TUTORS} t WHERE {wish.condition})
        {counts} ORDER BY count DESC, value, currency
    """
    of_subject = f"{wish.subject}:" if wish.subject else ""
    steps = {"prices": list(BANDS), "ratings": list(RATINGS)}
    taught = {"of": of_subject, "level": wish.level and str(wish.level)}
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in kinds}
    for row in reader.rows(statement, {**wish.values, **steps, **taught}):
        found[row.pop("kind")].append({name: it for name, it in row.items() if it is not None})
    return found


def _count(kind: LiteralString, values: LiteralString) -> LiteralString:
    return f"""
        SELECT '{kind}' AS kind, value, currency, to_minor::bigint, count(*) AS count
        FROM ({values}) AS had(value, currency, to_minor) GROUP BY value, currency, to_minor
    """
