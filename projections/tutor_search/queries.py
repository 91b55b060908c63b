"""Looking tutors up: one whole, many by what they offer, and how many there are of which kind."""

from collections.abc import Sequence
from typing import Any, LiteralString

from projections.reading import Reader
from projections.tutor_search.wishes import PROFILES, TUTORS, Wish

CARD: LiteralString = (
    "p.tutor_id, p.is_bookable, p.display_name, p.headline, p.time_zone, p.languages,"
    " p.subject_codes AS subjects, p.currency, p.price_from_minor, p.price_to_minor, p.rating,"
    " p.review_count, p.lessons_given, p.source"
)
PROFILE: LiteralString = (
    CARD + ", p.about, p.speaks, p.subjects AS levels, p.courses, p.policy, p.reputation, p.zone"
)
MERIT: LiteralString = "-t.merit, -t.lessons_given, t.tutor_id"
BEHIND: LiteralString = (
    f" AND ({MERIT}) > (-%(last_merit)s::float8, -%(last_lessons)s::bigint, %(last_id)s)"
)


def tutor(reader: Reader, tutor_id: str, *, also_hidden: bool = False) -> dict[str, Any] | None:
    """This is one tutor's whole profile; a hidden one is shown only when asked for."""
    statement: LiteralString = (
        f"SELECT {PROFILE}, p.is_listed FROM {PROFILES} p"
        " WHERE p.tutor_id = %(tutor_id)s AND (p.is_listed OR %(also_hidden)s)"
    )
    found = reader.row(statement, {"tutor_id": tutor_id, "also_hidden": also_hidden})
    if found is not None:
        found["courses"] = list(found["courses"].values())
    return found


def words_of(reader: Reader, tutor_id: str) -> dict[str, Any] | None:
    """This is all that a tutor says, listed or not, and which wording it is."""
    return reader.row(
        "SELECT revision, display_name, headline, about, subjects, courses"
        f" FROM {PROFILES} WHERE tutor_id = %(tutor_id)s",
        {"tutor_id": tutor_id},
    )


def is_listed(reader: Reader, tutor_id: str) -> bool | None:
    """This is whether everybody may see the tutor; nothing of one nobody has heard of."""
    statement: LiteralString = f"SELECT is_listed FROM {TUTORS} WHERE tutor_id = %(tutor_id)s"
    found = reader.row(statement, {"tutor_id": tutor_id})
    return None if found is None else bool(found["is_listed"])


def find_tutors(
    reader: Reader, wish: Wish, *, after: tuple[float, int, str] | None = None, limit: int = 20
) -> list[dict[str, Any]]:
    """This is a page of the tutors wished for, the best rated and most experienced first.

    `after` is merit, lessons given and id of the last tutor on the page before.
    """
    merit, lessons, tutor_id = after or (0.0, 0, "")
    behind: LiteralString = BEHIND if after else ""
    statement: LiteralString = (
        f"SELECT {CARD}, t.merit FROM {TUTORS} t JOIN {PROFILES} p USING (tutor_id)"
        f" WHERE {wish.condition}{behind}"
        f" ORDER BY {MERIT} LIMIT %(limit)s"
    )
    last = {"last_merit": merit, "last_lessons": lessons, "last_id": tutor_id}
    return reader.rows(statement, {**wish.values, **last, "limit": limit})


def cards(reader: Reader, tutor_ids: Sequence[str]) -> list[dict[str, Any]]:
    """This is those tutors as search shows them, in the order asked."""
    statement: LiteralString = (
        f"SELECT {CARD} FROM {PROFILES} p"
        " JOIN unnest(%(ids)s::text[]) WITH ORDINALITY AS asked(id, place) ON asked.id = p.tutor_id"
        " ORDER BY place"
    )
    return reader.rows(statement, {"ids": list(tutor_ids)})


def count_tutors(reader: Reader, wish: Wish, most: int) -> int:
    """This is how many tutors are wished for; from so many on it does not matter."""
    statement: LiteralString = (
        f"SELECT count(*) AS count FROM"
        f" (SELECT FROM {TUTORS} t WHERE {wish.condition} LIMIT %(most)s) AS found"
    )
    (counted,) = reader.rows(statement, {**wish.values, "most": most})
    return int(counted["count"])
