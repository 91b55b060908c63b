"""What is typed, as search takes it: slips put right, subjects by all their names, words weighed.

A word that some tutor says, or that is on our lists, is never changed. Of any other it is tried,
in this order, whether it makes a known word with the other keyboard, or in the other script; and
whether a subject, a common word or the name of a tutor is close to it, or to how it sounds.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import LiteralString

from projections.asking import subjects
from projections.asking.slips import other_layout, other_script
from projections.asking.spelling import SHORTEST, Speller, most_wrong
from projections.asking.subjects import Subject, folded
from projections.asking.terms import Term, Word, term_of, words_of
from projections.reading import Reader
from projections.tutor_search.wishes import PROFILES

LITERAL = re.compile(r'"|\sor\s', re.IGNORECASE)
AROUND = re.compile(r"^\W+|\W+$")
MOST_CORRECTED = 8
"""So many words of a query are put right; who types more unknown ones means something else."""

NAMES: LiteralString = f"""
    SELECT name FROM (
        SELECT t.display_name FROM {PROFILES} t
        WHERE t.is_listed AND t.name_keys && tutor_search.close_keys(%(words)s::text[]) LIMIT 1000
    ) AS close, unnest(tutor_search.name_words(close.display_name)) AS name
    UNION SELECT unnest(most_common_elems::text::text[]) FROM pg_stats
    WHERE schemaname = 'tutor_search' AND tablename = 'tutors' AND attname = 'subject_codes'
"""

Forms = dict[str, list[Word]]
Phrase = tuple[str, Subject | None]
"""Words as they were typed, and the subject they name, if they do."""


@dataclass(frozen=True, slots=True)
class Correction:
    """This is a word that was searched for instead of the one typed."""

    typed: str
    searched: str


@dataclass(frozen=True, slots=True)
class Understood:
    """This is what is searched for.

    Attributes:
        words: what is wanted, put right.
        terms: the same, taken apart and weighed.
        corrections: what was put right.
    """

    words: str
    terms: tuple[Term, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def is_literal(self) -> bool:
        """This is true when words shall stand together, or one of some is enough."""
        return LITERAL.search(self.words) is not None


def understood(
    reader: Reader, speller: Speller, wanted: str, *, as_typed: bool = False
) -> Understood:
    """This reads what is wanted; `as_typed`, nothing is put right."""
    said = _phrases(wanted.split())
    forms = _forms_of(reader, said)
    right: dict[str, str] = {}
    if not as_typed and not LITERAL.search(wanted):
        unknown = dict.fromkeys(
            words for words, subject in said if not subject and _is_unknown(words, forms)
        )
        right = _put_right(reader, speller, list(unknown)[:MOST_CORRECTED])
    if right:
        said = _phrases([right.get(word, word) for word in wanted.split()])
        forms = _forms_of(reader, said)
        wanted = " ".join(words for words, _ in said)
    corrections = tuple(Correction(was, now) for was, now in right.items())
    return Understood(wanted, _terms(said, forms), corrections)


def _forms_of(reader: Reader, said: Sequence[Phrase]) -> Forms:
    return words_of(reader, dict.fromkeys(name for phrase in said for name in _names(phrase)))


def _names(phrase: Phrase) -> Sequence[str]:
    """This is all ways to say it, as it was typed first."""
    words, subject = phrase
    return (words, *subject.names) if subject else (words,)


def _is_unknown(word: str, forms: Forms) -> bool:
    core = _core(word)
    if len(core) < SHORTEST or any(letter.isdigit() for letter in core) or not forms[word]:
        return False
    return not _is_known(core, forms[word])


def _is_known(word: str, forms: Iterable[Word]) -> bool:
    return any(form.saying for form in forms) or subjects.is_known(word)


def _put_right(reader: Reader, speller: Speller, unknown: Sequence[str]) -> dict[str, str]:
    """This is a known word for each unknown one that somebody wanted to type."""
    if not unknown:
        return {}
    slips = {word: (folded(other_layout(word)), other_script(_core(word))) for word in unknown}
    forms = words_of(reader, dict.fromkeys(slip for both in slips.values() for slip in both))
    close = [*map(_core, unknown), *(sound for _, sound in slips.values())]
    names = [row["name"] for row in reader.rows(NAMES, {"words": close})]
    right = {}
    for word, both in slips.items():
        known = next((slip for slip in both if _is_known(slip, forms[slip])), None)
        if near := known or _nearest(speller, (_core(word), both[1]), names):
            right[word] = near
    return right


def _nearest(speller: Speller, ways: Sequence[str], names: Collection[str]) -> str | None:
    """This is a word of ours that is close, or else a name that is closer, as there are many."""
    ours = (speller.nearest(way, subjects.vocabulary(), most_wrong(way)) for way in ways)
    theirs = (speller.nearest(way, names, 1) for way in ways)
    return next((word for word in chain(ours, theirs) if word), None)


def _core(word: str) -> str:
    return folded(AROUND.sub("", word))


def _terms(said: Sequence[Phrase], forms: Forms) -> tuple[Term, ...]:
    terms: list[Term] = []
    for phrase in said:
        ways = [forms[name] for name in _names(phrase) if forms[name]]
        if phrase[1] is None:
            terms += [term_of([form]) for way in ways for form in way]
        elif ways:
            terms.append(term_of([_together(way) for way in ways]))
    return tuple({term.queries: term for term in terms}.values())


def _together(forms: Sequence[Word]) -> Word:
    """This is the words of a name, all of which somebody says who says the name."""
    query = " & ".join(form.query for form in forms)
    return Word(query, min(form.saying for form in forms), forms[0].tutors)


def _phrases(words: Sequence[str]) -> list[Phrase]:
    """This is the words, those together that name a subject, with that subject."""
    said: list[Phrase] = []
    at = 0
    while at < len(words):
        many, subject = _subject_at([_core(word) for word in words[at : at + subjects.MOST_WORDS]])
        said.append((" ".join(words[at : at + many]), subject))
        at += many
    return said


def _subject_at(words: Sequence[str]) -> tuple[int, Subject | None]:
    for many in range(len(words), 0, -1):
        subject = subjects.meant_by(tuple(words[:many]))
        if subject is not None:
            return many, subject
    return 1, None
