"""What somebody may be about to type: subjects that are taught, and tutors by their names.

Beginnings come first. Where nothing begins so, it is tried with the other keyboard, in the other
script, and with a letter or two wrong.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import LiteralString

from projections.asking.slips import other_layout, other_script
from projections.asking.spelling import Speller, most_wrong
from projections.asking.subjects import Subject, folded, subjects
from projections.reading import Reader
from projections.tutor_search.queries import MERIT
from projections.tutor_search.wishes import PROFILES, TUTORS

SHORTEST_NAME, LONGEST_KEY = 2, 8
SURE = 4
"""From so many letters on one of them may be wrong."""

TAUGHT: LiteralString = f"""
    WITH frequent AS MATERIALIZED (
        SELECT counted.code, counted.frequency FROM pg_stats, unnest(
            most_common_elems::text::text[], most_common_elem_freqs
        ) AS counted(code, frequency)
        WHERE schemaname = 'tutor_search' AND tablename = 'tutors' AND attname = 'subject_codes'
    ), asked AS (
        SELECT unnest(%(codes)s::text[]) AS code
        UNION SELECT code FROM frequent WHERE starts_with(code, %(typed)s)
    )
    SELECT asked.code, coalesce(frequent.frequency, (
        SELECT count(*) FROM {TUTORS} t WHERE t.is_listed AND t.subject_codes @> ARRAY[asked.code]
    ) / 1e9) AS share
    FROM asked LEFT JOIN frequent USING (code) ORDER BY share DESC, asked.code
"""
NAMED: LiteralString = f"""
    SELECT t.tutor_id, t.display_name FROM (
        SELECT t.* FROM {PROFILES} t WHERE t.is_listed AND (
            t.name_keys @> %(typed)s OR t.name_keys @> %(layout)s OR t.name_keys @> %(script)s
        ) LIMIT 500
    ) AS t ORDER BY t.name_keys @> %(typed)s DESC, {MERIT} LIMIT %(limit)s
"""
CLOSE: LiteralString = f"""
    SELECT t.tutor_id, t.display_name FROM (
        SELECT t.* FROM {PROFILES} t
        WHERE t.is_listed AND t.name_keys && tutor_search.close_keys(%(words)s) LIMIT 500
    ) AS t ORDER BY {MERIT}
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """This is something to search for: a subject by its code, or a tutor by their id."""

    kind: str
    value: str
    text: str


def suggestions(reader: Reader, speller: Speller, typed: str, limit: int) -> list[Suggestion]:
    """This is what may be meant, subjects before tutors, the likeliest first."""
    begun = folded(" ".join(typed.split()))
    found = _subjects(reader, speller, begun)[:limit]
    return [*found, *_tutors(reader, speller, begun, limit - len(found))]


def _subjects(reader: Reader, speller: Speller, begun: str) -> list[Suggestion]:
    meant = {subject.code: subject for subject in _beginning(begun) or _close(speller, begun)}
    rows = reader.rows(TAUGHT, {"codes": list(meant), "typed": begun})
    return [
        Suggestion("subject", code, meant[code].shown_like(begun) if code in meant else code)
        for code in (row["code"] for row in rows if row["share"])
    ]


def _beginning(begun: str) -> list[Subject]:
    ways = _ways(begun).values()
    found = ([one for one in subjects() if begun and _begins(one, way)] for way in ways)
    return next(filter(None, found), [])


def _begins(subject: Subject, begun: str) -> bool:
    names = (f" {folded(name)}" for name in subject.names)
    return any(f" {begun}" in name for name in names)


def _close(speller: Speller, begun: str) -> list[Subject]:
    if len(begun) < SURE:
        return []
    lengths = range(len(begun) - 1, len(begun) + 2)
    names = ((folded(name), one) for one in subjects() for name in one.names)
    starts = {name[:length]: one for name, one in names for length in lengths}
    nearest = speller.nearest(begun, starts.keys(), most_wrong(begun))
    return [starts[nearest]] if nearest else []


def _tutors(reader: Reader, speller: Speller, begun: str, limit: int) -> list[Suggestion]:
    words = [word for word in begun.split() if len(word) >= SHORTEST_NAME]
    if not words or limit <= 0:
        return []
    keys = {way: _keys(typed) for way, typed in _ways(begun).items()}
    rows = reader.rows(NAMED, {**keys, "limit": limit})
    begin_so = [_tutor(row["tutor_id"], row["display_name"]) for row in rows]
    return begin_so or list(_misspelt(reader, speller, words))[:limit]


def _ways(begun: str) -> dict[str, str]:
    """This is what is typed, also as the other keyboard and the other script would have it."""
    layout, script = folded(other_layout(begun)), folded(other_script(begun))
    return {"typed": begun, "layout": layout, "script": script}


def _keys(typed: str) -> list[str]:
    """This is what the keys of a name hold that has all these beginnings; at least one."""
    words = (word for word in typed.split() if len(word) >= SHORTEST_NAME)
    return [f"^{word[:LONGEST_KEY]}" for word in words] or ["^"]


def _misspelt(reader: Reader, speller: Speller, words: Iterable[str]) -> Iterator[Suggestion]:
    sure = [word for word in words if len(word) >= SURE]
    for row in reader.rows(CLOSE, {"words": sure}) if sure else ():
        name = folded(row["display_name"]).split()
        if all(speller.nearest(word, name, most_wrong(word)) for word in sure):
            yield _tutor(row["tutor_id"], row["display_name"])


def _tutor(tutor_id: str, name: str) -> Suggestion:
    return Suggestion("tutor", tutor_id, name)
