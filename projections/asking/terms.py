"""Words of a query as search weighs them: the fewer tutors say a word, the more it tells.

PostgreSQL has counted the words that many say when it analysed the table; those that few say are
counted through the index, which is quick because they are few.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, LiteralString

from projections.reading import Reader
from projections.tutor_search.wishes import PROFILES

FEWEST = 1_000
"""As if there were so many tutors at least: of a handful no word is rare."""

OTHERWISE = 0.9
"""So much it counts when what was typed is said in another way."""

WORDS: LiteralString = f"""
    WITH frequent AS MATERIALIZED (
        SELECT counted.lexeme, counted.frequency FROM pg_stats, unnest(
            most_common_elems::text::text[], most_common_elem_freqs
        ) AS counted(lexeme, frequency)
        WHERE schemaname = 'tutor_search' AND tablename = 'profiles' AND attname = 'words'
    )
    SELECT asked.word, said.query::text,
        greatest(size.tutors, {FEWEST}) AS tutors,
        coalesce(frequent.frequency * size.tutors, (
            SELECT count(*) FROM {PROFILES} t WHERE t.is_listed AND t.words @@ said.query
        )) AS saying
    FROM unnest(%(words)s::text[]) AS asked(word)
    CROSS JOIN (
        SELECT reltuples AS tutors FROM pg_class WHERE oid = '{PROFILES}'::regclass
    ) AS size
    CROSS JOIN LATERAL (
        SELECT lexeme, plainto_tsquery('simple', lexeme) AS query
        FROM unnest(to_tsvector('russian', asked.word))
    ) AS said
    LEFT JOIN frequent USING (lexeme)
    WHERE numnode(said.query) > 0
    ORDER BY said.query::text
"""


@dataclass(frozen=True, slots=True)
class Word:
    """This is a form that PostgreSQL keeps of a word: how to ask for it, and how many say it."""

    query: str
    saying: float
    tutors: float


@dataclass(frozen=True, slots=True)
class Term:
    """This is something wanted, by whichever of its words a tutor says it.

    Attributes:
        queries: each of its ways to be said, as a `tsquery`, the way it was typed first.
        rarity: how much it tells that somebody says it.
        saying: how many say it.
    """

    queries: tuple[str, ...]
    rarity: float
    saying: float

    @property
    def any_way(self) -> str:
        """This finds who says it in any of its ways."""
        return f"({' | '.join(f'({query})' for query in self.queries)})"

    @property
    def weighed(self) -> Iterator[tuple[str, float]]:
        """This is each way, with what it tells; the typed one tells a little more."""
        for query in self.queries:
            yield query, self.rarity * (1 if query == self.queries[0] else OTHERWISE)


def words_of(reader: Reader, words: Iterable[str]) -> dict[str, list[Word]]:
    """This is every form of each of the words; of words that mean nothing by themselves, none."""
    forms: dict[str, list[Word]] = {word: [] for word in words}
    if forms:
        for row in reader.rows(WORDS, {"words": list(forms)}):
            forms[row["word"]].append(Word(row["query"], row["saying"], row["tutors"]))
    return forms


def term_of(forms: Sequence[Word]) -> Term:
    """This is those forms as ways to say one thing, the typed one first, and others if they are."""
    said = [forms[0], *(form for form in forms[1:] if form.saying)]
    saying = max(form.saying for form in forms)
    rarity = log(1 + forms[0].tutors / (saying + 1))
    return Term(tuple(dict.fromkeys(form.query for form in said)), rarity, saying)


def values_of(terms: Sequence[Term]) -> Mapping[str, Any]:
    """This is the terms as the parameters of SQL that ranks by them."""
    ways = [(at, *way) for at, term in enumerate(terms) for way in term.weighed]
    return {
        "places": [place for place, _, _ in ways],
        "ways": [query for _, query, _ in ways],
        "rarities": [rarity for _, _, rarity in ways],
        "all_rarities": sum(term.rarity for term in terms) or 1.0,
    }
