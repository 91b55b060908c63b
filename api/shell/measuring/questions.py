"""Reading questions and documents: a JSON object a line, as other tools write them.

A line has a question, the names of what answers it, and the documents to look through; without
documents of its own a question looks through those of all lines. Lines may hold documents alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from application.retrieval import Question
from application.status import CannotBeDone

RELEVANT = ("relevant", "relevant_ids", "relevant ids", "answers", "positives")
NAMES = ("id", "_id", "doc_id", "document_id")
WORDS = ("title", "headline", "text", "body", "about")


@dataclass(frozen=True, slots=True)
class Asked:
    """This is the questions of a file, and how many of its lines are none."""

    questions: list[Question]
    unreadable: int


def read(file: Path) -> Asked:
    """This is what that file asks.

    Raises:
        CannotBeDone: it cannot be read, or asks nothing that has documents and an answer.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError as reason:
        raise CannotBeDone(f"{file} cannot be read: {reason.strerror}.") from reason
    parsed = [_object(line) for line in lines if line.strip()]
    own = [_documents(line.get("documents")) for line in parsed]
    every = {name: words for documents in own for name, words in documents.items()}
    shared: dict[frozenset[tuple[str, str]], Mapping[str, str]] = {}
    questions = [
        Question(words, relevant, shared.setdefault(frozenset(looked.items()), looked))
        for line, documents in zip(parsed, own, strict=True)
        for words, relevant, looked in [(_words(line), _relevant(line), documents or every)]
        if words and relevant and looked
    ]
    if not questions:
        raise CannotBeDone(f"{file} asks nothing that has documents and an answer.")
    lines_read = zip(parsed, own, strict=True)
    return Asked(questions, sum(not held and not _words(line) for line, held in lines_read))


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _words(line: Mapping[str, Any]) -> str:
    return str(line.get("query") or "").strip()


def _relevant(line: Mapping[str, Any]) -> frozenset[str]:
    found: Any = next((line[name] for name in RELEVANT if name in line), [])
    names = found if isinstance(found, list | dict) else [found]
    return frozenset(map(str, names))


def _documents(found: Any) -> dict[str, str]:
    """This is documents by their names, whether they are a list, pairs, or an object by name."""
    if isinstance(found, dict):
        return {name: _text(words) for name, words in found.items()}
    if isinstance(found, list):
        return dict(_named(str(at), each) for at, each in enumerate(found))
    return {}


def _named(place: str, document: Any) -> tuple[str, str]:
    """This is a document's name, or its place where it has none, and its words."""
    if isinstance(document, dict):
        name = next((document[name] for name in NAMES if name in document), place)
        return str(name), _text(document)
    if isinstance(document, list) and len(document) == len(("name", "words")):
        return str(document[0]), _text(document[1])
    return place, _text(document)


def _text(document: Any) -> str:
    if isinstance(document, dict):
        return ". ".join(str(document[each]) for each in WORDS if document.get(each))
    return str(document)
