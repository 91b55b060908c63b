"""Finding in spite of slips: what is put right, what is left alone, and what is suggested."""

from collections.abc import Sequence

import psycopg
import pytest

from adapters.spelling import RapidfuzzSpeller
from projections.asking.understanding import Correction
from projections.finding import Found, Search
from projections.suggesting import Suggestion
from projections.tutor_search.wishes import Wish
from tests.projections.conftest import Show
from tests.projections.test_finding import Meaningless, shown
from tests.projections.tutors import hidden, imported, profile, subject, teaches
from tests.support.people import ANNA, BEN, IVAN, OLGA

SLIPS = {
    "mathmatics": ("mathematics", ANNA),
    "матиматика": ("математика", IVAN),
    "fizika": ("физика", IVAN),
    "vfntvfnbrf": ("математика", IVAN),
    "фдпуикф": ("algebra", ANNA),
    "repetitor": ("репетитор", IVAN),
    "Svetlanna": ("svetlana", ANNA),
}
NO_SLIPS = ("algebra", "Xylophones", "welsh", "физикой", "Li", "B2", "exams -mathmatics", "🎓")
ODD = ("", " ", "%", "_", "\\", "'", "🎓", "a" * 300, "а " * 150)


@pytest.fixture
def search(show: Show) -> Search:
    reader = shown(
        show,
        Meaningless(),
        teaches(
            ANNA,
            imported(ANNA, "4.0"),
            profile(ANNA, "Algebra for exams", display_name="Svetlana Brown"),
            subject(ANNA, "mathematics"),
        ),
        teaches(
            IVAN,
            imported(IVAN, "5.0"),
            profile(IVAN, "Физика и математика", "Репетитор", display_name="Светлана Ким"),
            subject(IVAN, "physics"),
        ),
        teaches(OLGA, profile(OLGA, "Xylophone", display_name="Li Wu"), subject(OLGA, "xylophone")),
        hidden(BEN, profile(BEN, "Grandmaster", display_name="Benjamin"), subject(BEN, "welsh")),
    )
    return Search(reader, Meaningless(), RapidfuzzSpeller())


def ids(found: Found) -> list[str]:
    return [card["tutor_id"] for card in found.cards]


class TestASlip:
    def test_is_put_right_and_told(self, search: Search) -> None:
        for typed, (instead, first) in SLIPS.items():
            found = search.tutors(typed, Wish())
            assert (ids(found)[0], found.corrections) == (first, (Correction(typed, instead),))

    def test_of_nobody_s_word_stays(self, search: Search) -> None:
        found = search.tutors("ntcn", Wish())
        assert (ids(found), found.corrections) == ([], ())

    def test_is_put_right_also_in_a_subject_that_only_tutors_know(
        self, search: Search, database_url: str
    ) -> None:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute("ANALYZE")
        assert ids(search.tutors("xylophine", Wish())) == [OLGA]
        assert suggested(search, "xyl") == [("xylophone", "xylophone")]

    def test_is_put_right_among_other_words(self, search: Search) -> None:
        found = search.tutors("algebra for exams with Svetlanna, mathmatics!", Wish())
        assert found.corrections == (
            Correction("Svetlanna,", "svetlana"),
            Correction("mathmatics!", "mathematics"),
        )
        assert ids(found)[0] == ANNA

    def test_is_searched_for_as_typed_by_who_insists(self, search: Search) -> None:
        found = search.tutors("mathmatics", Wish(), as_typed=True)
        assert (ids(found), found.corrections) == ([], ())
        assert search.tutors('"mathmatics"', Wish()).corrections == ()


class TestWhatIsNoSlip:
    def test_is_left_alone(self, search: Search) -> None:
        assert [typed for typed in NO_SLIPS if search.tutors(typed, Wish()).corrections] == []

    def test_is_the_name_of_nobody_who_is_hidden(self, search: Search) -> None:
        assert search.tutors("Benjamim", Wish()).corrections == ()


def suggested(search: Search, typed: str, limit: int = 8) -> list[tuple[str, str]]:
    return [(each.value, each.text) for each in search.suggestions(typed, limit)]


class TestSuggestions:
    def test_are_subjects_that_somebody_teaches_in_the_script_of_who_types(
        self, search: Search
    ) -> None:
        assert suggested(search, "mat") == [("mathematics", "mathematics")]
        assert suggested(search, "Мат") == [("mathematics", "математика")]
        assert suggested(search, "physi") == [("physics", "physics")]
        assert suggested(search, "wel") == []

    def test_are_tutors_by_any_of_their_names_the_best_rated_first(self, search: Search) -> None:
        assert suggested(search, "bro") == [(ANNA, "Svetlana Brown")]
        assert suggested(search, "svetlana br") == [(ANNA, "Svetlana Brown")]
        assert [name for name, _ in suggested(search, "Светл")] == [IVAN, ANNA]
        assert [name for name, _ in suggested(search, "svetl")] == [ANNA, IVAN]
        assert suggested(search, "benja") == []

    def test_forgive_a_slip(self, search: Search) -> None:
        assert suggested(search, "pyhsi") == [("physics", "physics")]
        assert suggested(search, "phisic") == [("physics", "physics")]
        assert suggested(search, "vfntv") == [("mathematics", "mathematics")]
        assert suggested(search, "Svetlanna") == [(ANNA, "Svetlana Brown")]
        assert suggested(search, "ldtnkfyf") == []

    def test_are_no_more_than_asked_for(self, search: Search) -> None:
        assert len(search.suggestions("s", 1)) <= 1
        assert suggested(search, "svet", 1) == [(ANNA, "Svetlana Brown")]

    def test_of_anything_are_some_or_none(self, search: Search) -> None:
        for odd in ODD:
            found: Sequence[Suggestion] = search.suggestions(odd, 8)
            assert all(each.kind in ("subject", "tutor") for each in found), odd
