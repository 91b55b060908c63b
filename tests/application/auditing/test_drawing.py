"""A sample comes with all that drawing it again needs."""

import pytest

from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.history import InMemoryHistory
from application.auditing import drawing
from application.auditing.drawing import NoFactOfThatTopic, draw
from domain.proof.sampling import sample, ticket
from tests.application.auditing.test_tracing import recorded
from tests.support.consents import granted, withdrawn

TOPIC = "consent.granted.v1"


@pytest.fixture
def history() -> InMemoryHistory:
    log = InMemoryEventLog()
    for number in range(30):
        recorded(log, f"consent-{number}", granted(), withdrawn())
    return InMemoryHistory(log)


class TestDrawing:
    def test_draws_by_the_rule(self, history: InMemoryHistory) -> None:
        found = draw(history, TOPIC, 5, seed="42", until=60)
        positions = [one.line.position for one in found.drawn]
        assert positions == sample(range(1, 60, 2), 5, seed="42", topic=TOPIC)
        assert [one.ticket for one in found.drawn] == [
            ticket("42", TOPIC, at).hex() for at in positions
        ]
        assert {one.line.topic for one in found.drawn} == {TOPIC}

    def test_says_of_how_many_it_drew(self, history: InMemoryHistory) -> None:
        found = draw(history, TOPIC, 5, seed="42", until=60)
        assert (found.size, found.topic, found.seed, found.until) == (30, TOPIC, "42", 60)

    def test_draws_the_same_when_the_log_has_grown(self, history: InMemoryHistory) -> None:
        before = draw(history, TOPIC, 5, seed="42", until=30)
        recorded(history._log, "consent-later", granted())
        assert draw(history, TOPIC, 5, seed="42", until=30) == before

    def test_goes_through_the_log_in_stretches(
        self, history: InMemoryHistory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = draw(history, TOPIC, 7, seed="1", until=60)
        said: list[tuple[int, int]] = []
        monkeypatch.setattr(drawing, "STRETCH", 25)
        found = draw(history, TOPIC, 7, seed="1", until=60, say=lambda *how: said.append(how))
        assert found == whole
        assert said == [(25, 60), (50, 60), (60, 60)]

    def test_gives_all_there_are_when_that_is_fewer(self, history: InMemoryHistory) -> None:
        assert len(draw(history, TOPIC, 100, seed="42", until=60).drawn) == 30

    def test_of_nothing_is_refused(self, history: InMemoryHistory) -> None:
        with pytest.raises(NoFactOfThatTopic, match=r"booking\.held\.v1"):
            draw(history, "booking.held.v1", 5, seed="42", until=60)
        with pytest.raises(NoFactOfThatTopic):
            draw(history, TOPIC, 5, seed="42", until=0)
