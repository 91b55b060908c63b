"""Somebody lives a full life here, is erased and nowhere to be found, and the log still holds."""

from collections.abc import Iterator

import psycopg
import pytest

from application.rederiving import Rederiving
from domain.shared.actor import Role
from tests.support.marked import (
    Marked,
    answered_and_rejected,
    approved,
    lesson_gone_wrong,
    marked_tutor,
    sought,
)
from tests.support.marketplace import Marketplace, Tutor
from tests.support.processes import soon
from tests.support.stack import RunningStack
from tests.support.traces import Trace, traces

pytestmark = pytest.mark.io


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """This is a stack of its own, because its log runs ahead of the clock."""
    with RunningStack.started(tmp_path_factory.mktemp("erasure")) as started:
        yield started


@pytest.fixture(scope="module")
def market(stack: RunningStack) -> Marketplace:
    return Marketplace(stack)


@pytest.fixture(scope="module")
def mark() -> Marked:
    return Marked()


@pytest.fixture(scope="module")
def zoya(market: Marketplace, mark: Marked) -> Tutor:
    """This is a tutor whose every personal field holds a word of its own."""
    tutor = marked_tutor(market, mark)
    booking = lesson_gone_wrong(market, tutor, market.student("ben"), mark("said"))
    answered_and_rejected(market, tutor, booking, mark)
    with market.stack.inside() as container:
        showing = f"showing-{sought(market, tutor.person, mark)}"
        assert soon(lambda: bool(container.log.read_stream(showing)))
        assert container.log.read_stream(showing)[0].fact.words == mark.markers[-1]
    return tutor


def root_of(stack: RunningStack, size: int) -> bytes:
    with stack.inside() as container:
        return container.log_tree.of(size).root


def verified(stack: RunningStack) -> int:
    """This goes through the whole log, and is how many facts only their leaves prove."""
    with stack.inside() as container:
        work = Rederiving(container.tree, container.log_verifiers)
        while work.checked < work.head:
            work.advance(1_000)
        return work.end().redacted


def found(stack: RunningStack, markers: list[str]) -> list[Trace]:
    with psycopg.connect(stack.url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    return traces(stack, markers)


def test_who_is_erased_is_nowhere_to_be_found(
    stack: RunningStack, market: Marketplace, zoya: Tutor, mark: Marked
) -> None:
    size = stack.settle()
    root = root_of(stack, size)
    before = found(stack, mark.markers)
    assert {"table directory.accounts", "file postgres"} <= {
        one.place.partition("/")[0] for one in before
    }
    read = {one.marker for one in before}
    assert {marker for marker in mark.markers if marker.endswith(("Headline", "Said"))} <= read

    path = approved(market, zoya.person, "erasure")
    support = market.staff(Role.SUPPORT)
    done = support.until(path, lambda shown: shown["state"] == "completed")
    stack.forget_limits()
    stack.settle()

    left = found(stack, mark.markers)
    assert left == [], "\n".join(sorted({f"{one.place}: {one.marker[14:]}" for one in left}))
    assert root_of(stack, size) == root
    assert verified(stack) == 0
    with stack.inside() as container:
        redacted = container.operating.redact(zoya.tutor_id, list(done["erased_categories"]), print)
    assert redacted > 5
    assert verified(stack) == redacted
    assert done["state"] == "completed"
