"""Tutor embeddings: whose words are kept, which of them are embedded, and when."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from adapters.embeddings.hashing import HashingEmbedder
from domain.shared.errors import Unavailable
from domain.tutor.events import CourseWithdrawn, TutorEvent
from projections.rows import InMemoryRows, Rows, UnfitRow
from projections.runtime import Projection, complete
from projections.tutor_embeddings.projector import VECTORS, WORDS, projection
from tests.domain.tutor.history import BOOKABLE, HIDDEN, OFFERED, PUBLISHED
from tests.projections.conftest import Show
from tests.projections.tutors import course, of, profile
from tests.support.examples import example
from tests.support.laws import folded, obeys_the_laws
from tests.support.people import ANNA, IVAN
from tests.support.views import given, history, stream

PROJECTION = projection(HashingEmbedder())
WITHDRAWN = replace(example(CourseWithdrawn), tutor_id=ANNA, course_id="talk")


class Counting(HashingEmbedder):
    """This counts the texts it was given."""

    def __init__(self, name: str = "counting") -> None:
        super().__init__()
        self.name = name
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.seen.extend(texts)
        return super().embed(texts)


def embedded(*facts: TutorEvent) -> list[str]:
    """This is what is embedded of a tutor, at the end."""
    embedder = Counting()
    given(*facts).seen_by(projection(embedder))
    return embedder.seen


class TestContent:
    def test_is_headline_titles_and_what_the_tutor_says(self) -> None:
        assert embedded(*BOOKABLE) == [
            "Русский без скуки. Conversation. I have taught Russian for ten years."
        ]

    def test_follows_the_words(self) -> None:
        assert embedded(PUBLISHED, OFFERED, profile(headline="New"), WITHDRAWN) == ["New"]

    def test_names_five_courses_at_most(self) -> None:
        courses = [course(title=title) for title in "gfedcba"]
        assert embedded(*courses) == ["a. b. c. d. e"]

    def test_of_a_tutor_without_words_has_no_vector(self) -> None:
        given(profile()).seen_by(PROJECTION).then_nothing(VECTORS)

    def test_is_forgotten_with_its_vector(self) -> None:
        view = given(PUBLISHED, profile()).seen_by(PROJECTION)
        view.then_nothing(VECTORS)
        view.then_rows(WORDS, {"headline": None, "about": None})

    def test_is_not_kept_of_those_who_say_nothing(self) -> None:
        given(HIDDEN).seen_by(PROJECTION).then_nothing(WORDS)


class TestEmbedding:
    def test_happens_once_a_batch_and_only_for_new_words(self) -> None:
        embedder = Counting()
        one = projection(embedder)
        kept = InMemoryRows(one.tables)
        _batch(one, kept, PUBLISHED, OFFERED)
        assert len(embedder.seen) == 1
        _batch(one, kept, PUBLISHED)
        assert len(embedder.seen) == 1
        _batch(one, kept, WITHDRAWN)
        assert len(embedder.seen) == 2

    def test_ends_when_the_words_do(self) -> None:
        kept = InMemoryRows(PROJECTION.tables)
        _batch(PROJECTION, kept, PUBLISHED)
        assert len(kept.contents()["vectors"]) == 1
        _batch(PROJECTION, kept, profile())
        assert kept.contents()["vectors"] == []

    def test_is_done_again_by_another_model(self) -> None:
        kept = InMemoryRows([WORDS, VECTORS])
        _batch(projection(Counting("old")), kept, PUBLISHED)
        new = Counting("new")
        _batch(projection(new), kept, PUBLISHED)
        assert len(new.seen) == 1
        assert [row["model"] for row in kept.contents()["vectors"]] == ["new"]

    @pytest.mark.parametrize(
        ("trouble", "told"), [(Unavailable("away"), Unavailable), (ValueError("bad"), UnfitRow)]
    )
    def test_tells_an_outage_from_words_that_cannot_be_embedded(
        self, trouble: Exception, told: type[Exception]
    ) -> None:
        class Failing(HashingEmbedder):
            def embed(self, _texts: Sequence[str]) -> list[list[float]]:
                raise trouble

        with pytest.raises(told):
            _batch(projection(Failing()), InMemoryRows([WORDS, VECTORS]), PUBLISHED)


def test_the_laws_hold() -> None:
    obeys_the_laws(
        PROJECTION,
        stream(f"tutor-{ANNA}", *BOOKABLE, profile(headline="New"), WITHDRAWN),
        stream(f"tutor-{IVAN}", of(IVAN, PUBLISHED), of(IVAN, OFFERED), of(IVAN, HIDDEN)),
        stream("tutor-silent", of("silent", HIDDEN)),
    )


def test_vectors_are_stored_with_no_more_loss_than_half_precision(show: Show) -> None:
    facts = history(*BOOKABLE, stream("tutor-silent", profile("silent")))
    reader = show(PROJECTION, facts)
    (row,) = reader.rows(
        "SELECT tutor_id, model, vector_dims(embedding) AS length,"
        " embedding <=> %(wanted)s::vector::halfvec AS distance"
        " FROM tutor_embeddings.vectors",
        {"wanted": str(HashingEmbedder().embed(embedded(*BOOKABLE))[0])},
    )
    assert (row["tutor_id"], row["model"], row["length"]) == (ANNA, "hashing", 512)
    assert row["distance"] < 0.001


def test_a_rebuild_gives_the_same_vectors() -> None:
    facts = history(*BOOKABLE, WITHDRAWN, stream("tutor-ivan", of(IVAN, PUBLISHED)))
    assert folded(PROJECTION, facts) == folded(projection(Counting("hashing")), facts)


def _batch(one: Projection, kept: InMemoryRows, *facts: Any) -> None:
    rows = Rows(kept, one.tables)
    for recorded in history(*facts):
        one.apply(rows, recorded)
    complete(one, rows)
    kept.keep(rows)
