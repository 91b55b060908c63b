"""Finding: words and meaning together, under the same wishes, for whatever somebody types."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from adapters.embeddings.hashing import HashingEmbedder
from adapters.embeddings.sentence import SentenceEmbedder
from adapters.spelling import RapidfuzzSpeller
from projections import branches
from projections.asking.understanding import Understood
from projections.branches import Branches
from projections.embedding import Embedder
from projections.finding import Asked, Search
from projections.reading import Reader
from projections.tutor_embeddings.projector import projection as embeddings
from projections.tutor_search.projector import PROJECTION as SEARCH
from projections.tutor_search.wishes import Wish
from tests.projections.conftest import Show
from tests.projections.tutors import course, hidden, imported, profile, subject, teaches, week
from tests.support.calendar import FRIDAY, hours
from tests.support.people import ANNA, BEN, IVAN, OLGA
from tests.support.views import Stream, history, stream

ODD = (
    "",
    " ",
    '"',
    '"unclosed phrase',
    "-",
    "--",
    "-chess",
    "- - -",
    ":*",
    "chess:*",
    "!chess & | ( ) <-> :A",
    "a or or or b",
    "or",
    "\0",
    "che\0ss",
    "\ud800 chess",
    "🎓",
    "the",
    "'; DROP SCHEMA tutor_search CASCADE; --",
    "%s %(words)s {0} \\",
    "a" * 10_000,
    "word " * 2_000,
    "слово " * 1_700,
    "-no " * 2_500,
    '"' * 10_000,
)


class Meaningless(HashingEmbedder):
    """This finds nobody by meaning, so that words alone are seen."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return super().embed([f"{text.encode().hex()}" for text in texts])


class TestAQuery:
    @pytest.mark.parametrize(
        ("typed", "wanted", "unwanted"),
        [
            ("chess for children", "chess for children", ""),
            ("chess -trial", "chess", "trial"),
            ('chess -"first steps" --trial', "chess", '"first steps" or trial'),
            ("e-mail", "e-mail", ""),
            (" - chess\tlessons\0", "chess lessons", ""),
            ("-chess", "", "chess"),
        ],
    )
    def test_is_what_is_wanted_and_what_is_not(
        self, typed: str, wanted: str, unwanted: str
    ) -> None:
        assert Asked.of(typed) == Asked(wanted, unwanted)


@cache
def sentences() -> SentenceEmbedder:
    return SentenceEmbedder()


def shown(show: Show, embedder: Embedder, *streams: Stream) -> Reader:
    """This shows the same tutors to both read models."""
    facts = history(*streams)
    show(SEARCH, facts)
    tutor_facts = [each for each in facts if each.fact.TOPIC.startswith("tutor.")]
    return show(embeddings(embedder), tutor_facts)


def found(reader: Reader, words: str, embedder: Embedder | None = None, **wish: Any) -> list[str]:
    by = embedder or Meaningless()
    found = Search(reader, by, RapidfuzzSpeller()).tutors(words, Wish(**wish))
    return [card["tutor_id"] for card in found.cards]


@pytest.fixture
def reader(show: Show) -> Reader:
    return shown(
        show,
        Meaningless(),
        teaches(ANNA, profile(ANNA, "Teaching chess", "We study openings together.")),
        teaches(IVAN, profile(IVAN, "Уроки шахмат", "Учёба без слёз, эндшпили и дебюты.")),
        teaches(OLGA, profile(OLGA, "Piano", "I also teach children to play chess.")),
        hidden(BEN, profile(BEN, "Chess grandmaster")),
        teaches("silent"),
    )


class TestWords:
    def test_are_found_in_any_form_of_english(self, reader: Reader) -> None:
        assert found(reader, "teaches") == [ANNA, OLGA]
        assert found(reader, "opening") == [ANNA]
        assert found(reader, "studied the Openings") == [ANNA]

    def test_are_found_in_any_form_of_russian(self, reader: Reader) -> None:
        for form in ("ДЕБЮТЫ", "учеба", "слёзы", "слезы"):
            assert found(reader, form) == [IVAN], form
        for form in ("шахматы", "шахматам", "урок шахмат"):
            assert found(reader, form)[0] == IVAN, form

    def test_of_a_subject_find_its_other_names(self, reader: Reader) -> None:
        assert found(reader, "шахматы") == [IVAN, ANNA, OLGA]
        assert found(reader, "пианино") == [OLGA]

    def test_weigh_more_in_a_headline_and_as_they_were_typed(self, reader: Reader) -> None:
        assert found(reader, "chess") == [ANNA, IVAN, OLGA]

    def test_that_fit_equally_are_ranked_by_merit(
        self, show: Show, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rated = {ANNA: "3.0", IVAN: "4.0", OLGA: "5.0"}
        chess = [
            teaches(name, imported(name, rated[name]), profile(name, "Chess")) for name in rated
        ]
        reader = shown(show, Meaningless(), *chess)
        assert found(reader, "chess") == [OLGA, IVAN, ANNA]
        monkeypatch.setattr(branches, "RANKED", 2)
        assert found(reader, "chess") == [OLGA, IVAN]

    def test_are_all_there_or_some_of_them_or_one(self, reader: Reader) -> None:
        assert found(reader, "chess piano") == [OLGA, ANNA, IVAN]
        assert found(reader, "openings or piano") == [OLGA, ANNA]

    def test_may_be_quoted_to_stand_together(self, reader: Reader) -> None:
        assert found(reader, '"play chess"') == [OLGA]
        assert found(reader, '"chess play"') == []

    def test_may_be_excluded_in_any_form(self, reader: Reader) -> None:
        assert found(reader, "chess -opening -урок") == [OLGA]
        assert found(reader, "chess -playing -study -учёба") == []
        assert found(reader, "урок -дебют") == []

    def test_of_the_hidden_are_not_found(self, reader: Reader) -> None:
        assert found(reader, "grandmaster") == []

    def test_may_be_anything(self, show: Show) -> None:
        by = HashingEmbedder()
        reader = shown(show, by, teaches(ANNA, profile(ANNA, "Chess for all")))
        answers = {odd: found(reader, odd, by) for odd in ODD}
        assert [odd for odd in ODD if answers[odd] not in ([], [ANNA])] == []
        assert answers["chess:*"] == answers["\ud800 chess"] == [ANNA]


class TestMeaning:
    def test_is_found_across_languages_and_without_a_common_word(self, show: Show) -> None:
        reader = shown(
            show,
            sentences(),
            teaches(ANNA, profile(ANNA, "Chess lessons for children and beginners")),
            teaches(IVAN, profile(IVAN, "Фортепиано для взрослых")),
            teaches(OLGA, profile(OLGA, "Exam preparation in physics and mathematics")),
        )
        assert found(reader, "уроки шахмат для ребёнка", sentences())[0] == ANNA
        assert found(reader, "piano teacher", sentences())[0] == IVAN
        assert found(reader, "подготовка к ЕГЭ по физике", sentences())[0] == OLGA
        assert ANNA not in found(reader, "уроки шахмат -beginners", sentences())

    def test_of_another_model_is_not_compared(self, show: Show) -> None:
        reader = shown(show, HashingEmbedder(), teaches(ANNA, profile(ANNA, "Chess")))
        other = HashingEmbedder()
        other.name = "another"
        chess = Branches(reader, Understood("chess"), "", Wish())
        assert chess.by_meaning(HashingEmbedder()) == [ANNA]
        assert chess.by_meaning(other) == []


class TestWishes:
    def test_hold_for_words_and_meaning_alike(self, show: Show) -> None:
        by = HashingEmbedder()
        known = {ANNA: 900, IVAN: 1500, OLGA: 3000}
        streams = [
            teaches(name, imported(name), profile(name, "Chess"), course(name, "Talk", minor=minor))
            for name, minor in known.items()
        ]
        ivan = stream(f"availability-{IVAN}", week(IVAN, (5, 9, 12)))
        olga = teaches(
            "chess-coach", profile("chess-coach", "Chess"), subject("chess-coach", "chess")
        )
        reader = shown(show, by, *streams, ivan, olga)
        assert set(found(reader, "chess", by)) == {*known, "chess-coach"}
        assert found(reader, "chess", by, subject="chess") == ["chess-coach"]
        assert found(reader, "chess", by, currency="USD", price_to_minor=1000) == [ANNA]
        assert found(reader, "chess", by, weekday=5) == [IVAN]
        assert found(reader, "chess", by, free_from=FRIDAY, free_to=FRIDAY + hours(1)) == [IVAN]
        assert found(reader, "chess", by, language="welsh") == []

    def test_turn_pages_without_a_gap(self, show: Show) -> None:
        by = HashingEmbedder()
        names = [f"t{number}" for number in range(7)]
        reader = shown(show, by, *(teaches(name, profile(name, "Chess")) for name in names))
        search = Search(reader, by, RapidfuzzSpeller())
        pages = [
            [card["tutor_id"] for card in search.tutors("chess", Wish(), skip=at, limit=3).cards]
            for at in (0, 3, 6, 9)
        ]
        assert [name for page in pages for name in page] == names
        assert [len(page) for page in pages] == [3, 3, 1, 0]
