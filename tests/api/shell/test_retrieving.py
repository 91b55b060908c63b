"""`preceptor bench retrieval`: the product's search answers questions, on files of many shapes."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.shell.measuring.questions import read
from application.retrieval import Question, measured
from tests.support.shell import type_in

SHAPES: dict[str, list[Any]] = {
    "a list with ids": [
        {"query": "q", "relevant": ["b"], "documents": [{"id": "a", "text": "x"}, {"id": "b"}]}
    ],
    "an object by name": [{"query": "q", "relevant_ids": "b", "documents": {"a": "x", "b": "y"}}],
    "pairs": [{"query": "q", "relevant": ["b"], "documents": [["a", "x"], ["b", "y"]]}],
    "documents on other lines": [
        {"documents": [{"_id": "a", "title": "t", "text": "x"}]},
        {"documents": {"b": "y"}},
        {"query": "q", "relevant": {"b": 1}},
    ],
}
DOCUMENTS = {
    "chess": "Chess for children: openings, endings and tactics.",
    "piano": "Piano lessons for adults who always wanted to play.",
    "physics": "Preparation for the school exam in physics.",
}
ASKED = {
    "chess": ("chess openings", "уроки шахмат для детей"),
    "piano": ("piano for adults", "фортепиано для взрослых"),
    "physics": ("exam in physics", "подготовка к экзамену по физике"),
}


def write(folder: Path, lines: list[Any]) -> Path:
    file = folder / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return file


class TestReading:
    @pytest.mark.parametrize("lines", SHAPES.values(), ids=SHAPES)
    def test_takes_what_others_write(self, lines: list[Any], tmp_path: Path) -> None:
        (question,) = read(write(tmp_path, lines)).questions
        assert (question.words, set(question.relevant)) == ("q", {"b"})
        assert set(question.documents) == {"a", "b"}

    def test_names_documents_by_their_place_if_need_be(self, tmp_path: Path) -> None:
        lines = [{"query": "q", "relevant": [1], "documents": ["x", "y"]}]
        (question,) = read(write(tmp_path, lines)).questions
        assert question.documents == {"0": "x", "1": "y"}
        assert question.relevant == {"1"}

    def test_shares_documents_that_are_the_same(self, tmp_path: Path) -> None:
        line = {"query": "q", "relevant": ["a"], "documents": {"a": "x"}}
        one, other = read(write(tmp_path, [line, line])).questions
        assert one.documents is other.documents

    def test_counts_what_is_neither_question_nor_document(self, tmp_path: Path) -> None:
        file = write(tmp_path, [*SHAPES["pairs"], [1], {"other": 1}])
        file.write_text(file.read_text("utf-8") + "\n{broken\n\n", encoding="utf-8")
        assert read(file).unreadable == 3

    def test_says_in_a_sentence_what_is_missing(self, tmp_path: Path) -> None:
        told = type_in("bench", "retrieval", "--data", tmp_path / "none.jsonl")
        assert (told.exit_code, "cannot be read" in told.output) == (1, True)
        told = type_in("bench", "retrieval", "--data", write(tmp_path, [{"query": "q"}]))
        assert (told.exit_code, "asks nothing" in told.output) == (1, True)


def test_figures_look_at_the_first_ten() -> None:
    def question(*relevant: str) -> Question:
        return Question("q", frozenset(relevant), {})

    names = [str(at) for at in range(20)]
    found = [(question("0"), names), (question("3", "9"), names), (question("10"), names)]
    figures = measured([*found, (question("0"), [])], 20)
    assert figures.mrr == (1 + 1 / 4) / 4
    assert figures.answered == 2 / 4


@pytest.mark.io
def test_search_answers_by_words_and_by_meaning(tmp_path: Path) -> None:
    """Two questions of the same documents, and one that has only the wrong ones to look through."""
    lines: list[Any] = [
        {"query": words, "relevant": [name], "documents": DOCUMENTS}
        for name, asked in ASKED.items()
        for words in asked
    ]
    others = {name: words for name, words in DOCUMENTS.items() if name != "chess"}
    lines.append({"query": "chess openings", "relevant": ["chess"], "documents": others})
    told = type_in("bench", "retrieval", "--data", write(tmp_path, lines), "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.output[told.output.index("{") :])
    assert (found["questions"], found["documents"]) == (7, 5)
    assert found["mrr"] == pytest.approx(6 / 7)
