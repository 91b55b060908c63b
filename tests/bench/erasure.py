"""Erasing somebody with a thousand facts, on its own road: approved over HTTP, then by itself.

The whole stack runs as its own processes. The person teaches: the facts lie in account, tutor,
papers and lessons that both sides wrote about. Each step is timed by the fact that ends it, so
that what passes between two steps counts as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import uuid4

import psycopg

from adapters.bootstrap import Container
from application.bus import Request
from domain.account.events import AccountErased
from domain.booking.outcomes import WordsErased
from domain.privacy.erasure_events import (
    ErasureCertified,
    KeysDestroyed,
    StoresCleared,
    SubjectFenced,
)
from domain.privacy.events import PrivacyRequestApproved, PrivacyRequestCompleted
from domain.shared.actor import Actor, Role
from domain.shared.event import Fact
from domain.tutor.events import TutorErased
from tests.bench.kit import Bench, Figure, Stage
from tests.bench.running import profile
from tests.support.marked import approved, lesson_gone_wrong
from tests.support.marketplace import Marketplace, Tutor
from tests.support.stack import RunningStack

FACTS = 1_000
LESSONS = 20
ENDS: Mapping[type[Any], tuple[str, str]] = {
    PrivacyRequestApproved: ("approved", "approved_at"),
    SubjectFenced: ("fencing", "fenced_at"),
    AccountErased: ("forgetting in each stream", "erased_at"),
    TutorErased: ("forgetting in each stream", "erased_at"),
    WordsErased: ("forgetting in each stream", "erased_at"),
    KeysDestroyed: ("destroying keys, until no process remembers one", "destroyed_at"),
    StoresCleared: ("clearing what was derived", "cleared_at"),
    ErasureCertified: ("certifying", "certified_at"),
    PrivacyRequestCompleted: ("completing", "completed_at"),
}
"""The fact that ends each step, the step's name, and the field that says when."""

_THEIRS = """
    SELECT count(*), count(DISTINCT originator_id) FROM log.facts
    WHERE subjects <> '{}' AND subjects @> ARRAY[%s]
"""


def run(stage: Stage) -> Sequence[Figure]:
    """This lets somebody do a thousand things, and erases them."""
    with RunningStack.started(stage.folder / "erasure") as stack:
        market = Marketplace(stack)
        tutor = market.tutor()
        _teach(stage, market, tutor)
        _write(stage, stack, tutor)
        before = stack.settle()
        facts, streams = _theirs(stack, tutor)
        request = approved(market, tutor.person, "erasure")
        market.staff(Role.SUPPORT).until(request, lambda shown: shown["state"] == "completed")
        with stack.inside() as container:
            ended = _ended(container, before)
    return tuple(_figures(f"{facts:,} facts in {streams} streams", ended))


def _figures(of: str, ended: Mapping[str, datetime]) -> Iterator[Figure]:
    whole = ended["completing"] - ended["approved"]
    yield Figure(f"{of}: approved → erased, certified", whole.total_seconds(), "s")
    for last, step in pairwise(ended):
        yield Figure(f"of it {step}", 100 * ((ended[step] - ended[last]) / whole), "%")


def _teach(stage: Stage, market: Marketplace, tutor: Tutor) -> None:
    lessons = stage.size(LESSONS, 1)
    with stage.step("Teaching lessons that go wrong", lessons) as advance:
        for number in range(lessons):
            student, said = market.student(), "Nobody had done the homework."
            lesson_gone_wrong(market, tutor, student, said, days=20 + number)
            advance(1)


def _write(stage: Stage, stack: RunningStack, tutor: Tutor) -> None:
    """This publishes the tutor's profile until enough facts are theirs."""
    wanted = stage.size(FACTS, 30)
    missing = max(0, wanted - _theirs(stack, tutor)[0])
    actor = Actor(tutor.tutor_id, frozenset({Role.TUTOR}))
    with stack.inside() as container, stage.step("Writing a profile", missing) as advance:
        for number in range(missing):
            command = profile(tutor.tutor_id, f"English, patiently, {number}")
            outcome = container.bus.execute(Request(command, actor, uuid4().hex, "bench"))
            assert outcome.accepted, outcome
            advance(1)


def _theirs(stack: RunningStack, tutor: Tutor) -> tuple[int, int]:
    """This is how many facts hold something of the tutor's, and in how many streams."""
    with psycopg.connect(stack.url) as connection:
        row = connection.execute(_THEIRS, (tutor.tutor_id,)).fetchone()
    assert row is not None
    return row[0], row[1]


def _ended(container: Container, after: int) -> dict[str, datetime]:
    """This is when each step ended, in the order in which they come."""
    ended: dict[str, datetime] = {}
    for recorded in container.facts.read(after, container.facts.head()):
        fact: Fact = recorded.fact
        if type(fact) in ENDS:
            step, field = ENDS[type(fact)]
            ended[step] = getattr(fact, field)
    return ended


BENCH = Bench("erasure", f"forgetting somebody with {FACTS:,} facts, the whole stack", run)
