"""Words are read as people read them, however they are written; ordinary ones stay as they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.screening.spelling import WORD, _word, straightened
from tests.support.tries import tried

DISGUISED = {
    "х у й": "хуй",
    "п.и.з.д.е.ц": "пиздец",
    "п*и*з*д*е*ц": "пиздец",
    "6ляДь": "блядь",
    "пи3да": "пизда",
    "ПИДOР": "пидор",
    "д\u0443\u0301рак": "дурак",
    "ду\u200bрак": "дурак",
    "фууууу": "фу",
    "shіt": "shit",
    "sh!t": "shit",
    "$hit": "shit",
    "b1tch": "bitch",
    "f u c k": "fuck",
    "ｆｕｃｋ": "fuck",
}
ORDINARY = (
    "у нас в школе",
    "а. с. пушкин и я",
    "5th grade, 10 класс, b2, 2pm, mp3",
    "don’t",
    "room 101 at 10:30",
    "иностранный язык",
    "scunthorpe",
    "3 часа, 4 урока",
)


class TestDisguisedWords:
    @pytest.mark.parametrize(("written", "meant"), DISGUISED.items())
    def test_are_read_as_they_are_meant(self, written: str, meant: str) -> None:
        assert straightened(written) == meant

    @pytest.mark.parametrize("text", ORDINARY)
    def test_are_not_seen_where_there_are_none(self, text: str) -> None:
        assert straightened(text) == text

    @tried(200)
    @given(st.text())
    def test_can_be_anything(self, text: str) -> None:
        straightened(text)


TOKEN = re.compile(r"[^\W_]+(?:[@$!*'’]+[^\W_]+)*|[@$!*]{1,3}[^\W_]+")
LETTERS = st.sampled_from("абвіјaeobpyz03159@$!*'’ _.-,ґß")


class TestAPlainWord:
    @tried(300)
    @given(st.lists(LETTERS, max_size=14).map("".join))
    def test_is_passed_over_where_reading_it_would_change_nothing(self, text: str) -> None:
        read = {found.span() for found in WORD.finditer(text)}
        for token in TOKEN.finditer(text):
            assert token.span() in read or _word(token[0]) == token[0]

    def test_is_passed_over(self) -> None:
        assert not WORD.search("мой учитель, don’t go – и все")
        assert WORD.findall("пуaть b1tch sh!t yes!no") == ["пуaть", "b1tch", "sh!t", "yes!no"]
