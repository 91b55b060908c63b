"""What subjects are called: every name finds its subject, in both languages and all cases."""

import pytest

from adapters.spelling import RapidfuzzSpeller
from projections.asking.slips import CYRILLIC, LATIN, other_layout, other_script
from projections.asking.spelling import most_wrong
from projections.asking.subjects import folded, meant_by, subjects, vocabulary


def code(words: str) -> str | None:
    found = meant_by(tuple(words.split()))
    return found.code if found else None


class TestSubjects:
    def test_have_names_in_both_languages_and_no_code_twice(self) -> None:
        codes = [each.code for each in subjects()]
        assert codes == sorted(set(codes))
        assert all(each.english and each.russian for each in subjects())

    def test_are_found_by_each_of_their_names_and_no_other_subjects(self) -> None:
        for each in subjects():
            assert {code(name) for name in each.names} == {each.code}

    @pytest.mark.parametrize(
        ("words", "meant"),
        [
            ("maths", "mathematics"),
            ("Математике", "mathematics"),
            ("матан", "calculus"),
            ("английского", "english"),
            ("русским языком", "russian"),
            ("химию", "chemistry"),
            ("шахмат", "chess"),
            ("computer science", "computer_science"),
            ("исторический", None),
            ("chesses", None),
        ],
    )
    def test_are_meant_in_any_case(self, words: str, meant: str | None) -> None:
        assert code(words) == meant

    def test_are_shown_in_the_script_of_who_asks(self) -> None:
        english = meant_by(("english",))
        assert english is not None
        assert english.shown_like("анг") == "английский язык"
        assert english.shown_like("eng") == "english"


class TestSlips:
    def test_of_the_keyboard_go_both_ways(self) -> None:
        assert other_layout("ghbdtn") == "привет"
        assert other_layout("[bvbz") == "химия"
        assert other_layout("Утпдшыр") == "english"
        assert len(LATIN) == len(CYRILLIC) == len(set(LATIN)) == len(set(CYRILLIC))

    @pytest.mark.parametrize(
        ("typed", "other"),
        [
            ("repetitor", "репетитор"),
            ("matematika", "математика"),
            ("khimiya", "химия"),
            ("Ольга", "olga"),
            ("Юрий", "yuriy"),
        ],
    )
    def test_of_the_script_sound_alike(self, typed: str, other: str) -> None:
        assert other_script(typed) == other


class TestSpelling:
    @pytest.mark.parametrize(
        ("typed", "known"),
        [
            ("mathmatics", "mathematics"),
            ("phisics", "physics"),
            ("chemsitry", "chemistry"),
            ("анлийский", "английский"),
            ("матиматика", "математика"),
            ("репититор", "репетитор"),
            ("xylophone", None),
            ("xyz", None),
        ],
    )
    def test_finds_what_is_close_and_nothing_else(self, typed: str, known: str | None) -> None:
        assert RapidfuzzSpeller().nearest(typed, vocabulary(), most_wrong(typed)) == known

    def test_prefers_the_closest_and_then_the_alphabet(self) -> None:
        nearest = RapidfuzzSpeller().nearest
        assert nearest("chess", ["chase", "chest", "chess"], 2) == "chess"
        assert nearest("cat", ["hat", "bat"], 1) == "bat"
        assert nearest("cat", [], 1) is None

    def test_folds_what_looks_alike(self) -> None:
        assert folded("УЧЁТ") == "учет"
