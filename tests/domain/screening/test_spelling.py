"""Words are read as people read them, however they are written; ordinary ones stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.screening.spelling import straightened
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
