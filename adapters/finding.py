"""Trials of search: documents become tutors' profiles, and the product's own search finds them.

They lie in the read models of search, in a PostgreSQL of their own that is gone afterwards. The
documents of a question are found under a filter, as tutors of a subject are.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from adapters.embedded.servers import EmbeddedServers
from adapters.postgres.projections import layout
from adapters.postgres.projections.store import ProjectionStore
from adapters.postgres.projections.worker import connector
from adapters.postgres.reader import PostgresReader
from adapters.settings import Say, Settings
from application.retrieval import LOOKED_AT, Question, Retrieved, measured
from domain.shared.event import Fact, Recorded
from domain.tutor.events import ProfilePublished, SubjectOffered, TutorListed
from projections.asking.spelling import Speller
from projections.embedding import Embedder
from projections.finding import Search
from projections.runtime import Projection
from projections.tutor_embeddings.projector import projection as embeddings
from projections.tutor_search.projector import PROJECTION as SEARCH
from projections.tutor_search.wishes import Wish

NOT_ALSO = {"kafka_bootstrap_servers": "nobody", "redis_url": "nobody"}
"""Addresses at which nothing is asked, so that no such server is started."""

SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
PARTITIONS = 1
AT_ONCE = 1_000


@dataclass(frozen=True)
class Shelf:
    """This is documents that the same questions look through, as tutors of one subject."""

    subject: str
    documents: Mapping[str, str]

    @cached_property
    def names(self) -> dict[str, str]:
        """This is the name of each document by the id of its tutor.

        Of equal ones search shows the first id first, so ids must not know the documents' order.
        """
        digests = ((sha256(f"{self.subject} {name}".encode()), name) for name in self.documents)
        return {digest.hexdigest(): name for digest, name in digests}

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """This is what makes each document a tutor, with the tutor's id."""
        for tutor_id, name in self.names.items():
            yield (
                tutor_id,
                ProfilePublished(
                    tutor_id=tutor_id,
                    display_name="",
                    headline="",
                    about=self.documents[name],
                    time_zone="UTC",
                    speaks=(),
                    teaches_in=(),
                    published_at=SOME_DAY,
                ),
            )
            yield (
                tutor_id,
                SubjectOffered(
                    tutor_id=tutor_id,
                    subject=self.subject,
                    level_lo=0,
                    level_hi=0,
                    tags="",
                    offered_at=SOME_DAY,
                ),
            )
            yield tutor_id, TutorListed(tutor_id=tutor_id, is_bookable=True, listed_at=SOME_DAY)


@dataclass(frozen=True, slots=True)
class SearchTrials:
    """This runs trials in read models of their own."""

    settings: Settings
    embedder: Embedder
    speller: Speller

    def run(self, questions: Sequence[Question], said: Callable[[str], None]) -> Retrieved:
        """This is what came of it; what is being done is said on the way.

        Raises:
            CannotStart: PostgreSQL cannot be started here.
        """
        different = {id(question.documents): question.documents for question in questions}
        shelves = {key: Shelf(f"s{at}", it) for at, (key, it) in enumerate(different.items())}
        with _database(self.settings, said) as url:
            said("Documents become what search looks through")
            for projection in (SEARCH, embeddings(self.embedder)):
                _fill(url, projection, list(shelves.values()))
            with closing(PostgresReader(url, pool_size=1)) as reader:
                said("Questions are answered")
                search = Search(reader, self.embedder, self.speller)
                found = [
                    (question, _answers(search, question, shelves[id(question.documents)]))
                    for question in questions
                ]
        return measured(found, sum(len(documents) for documents in different.values()))


def _answers(search: Search, question: Question, shelf: Shelf) -> list[str]:
    found = search.tutors(question.words, Wish(subject=shelf.subject), limit=LOOKED_AT)
    return [shelf.names[card["tutor_id"]] for card in found.cards]


@contextmanager
def _database(settings: Settings, said: Say) -> Iterator[str]:
    """This is a new PostgreSQL, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        own = {**NOT_ALSO, "preceptor_home": Path(folder) / "home", "database_url": None}
        with EmbeddedServers.started(settings.model_copy(update=own), said) as servers:
            assert servers.settings.database_owner_url is not None
            yield servers.settings.database_owner_url


def _fill(url: str, projection: Projection, shelves: Sequence[Shelf]) -> None:
    facts = [one for shelf in shelves for one in shelf.facts()]
    recorded = [
        Recorded(at, f"tutor-{tutor_id}", at, fact, SOME_DAY, "system", "system:Trial", "", "")
        for at, (tutor_id, fact) in enumerate(facts, start=1)
    ]
    with closing(connector(url)()) as connection:
        layout.make(connection, projection.name, projection, PARTITIONS)
        store = ProjectionStore(connection, projection, PARTITIONS)
        store.load()
        for start in range(0, len(recorded), AT_ONCE):
            store.apply(recorded[start : start + AT_ONCE], {})
        connection.execute("ANALYZE")
