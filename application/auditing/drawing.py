"""Drawing a sample: so many facts of a topic, the same ones for whoever draws again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from application.auditing.causes import causes_of
from application.auditing.history import History
from application.auditing.tracing import TraceLine, line_of
from application.delivery import Progress
from domain.proof.sampling import RULE, sample, ticket
from domain.shared.errors import NotFound

STRETCH = 100_000


class NoFactOfThatTopic(NotFound):
    """No fact of that topic was recorded by then."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """This is one fact of a sample, with the ticket that it drew."""

    ticket: str
    line: TraceLine


@dataclass(frozen=True, slots=True)
class Sample:
    """This is a sample, with everything that is needed to draw it again.

    Attributes:
        topic: what was drawn from.
        seed: what the tickets were made of.
        until: up to which position facts took part.
        rule: how tickets are made, and which win.
        size: how many facts took part.
        drawn: the facts with the smallest tickets, smallest first.
    """

    topic: str
    seed: str
    until: int
    rule: str
    size: int
    drawn: Sequence[Drawn]


def draw(
    history: History,
    topic: str,
    count: int,
    *,
    seed: str,
    until: int,
    say: Progress = lambda _done, _total: None,
) -> Sample:
    """This is so many facts of the topic, drawn by the rule.

    Raises:
        NoFactOfThatTopic: there is nothing to draw from.
    """
    passing = _Passing(history, topic, until, say)
    positions = sample(passing, count, seed=seed, topic=topic)
    if not positions:
        raise NoFactOfThatTopic(f"No fact of topic {topic} was recorded up to {until}.")
    facts = {one.position: one for one in history.at(positions)}
    causes = causes_of(history, facts.values())
    drawn = [
        Drawn(ticket(seed, topic, at).hex(), line_of(facts[at], causes[at])) for at in positions
    ]
    return Sample(topic, seed, until, RULE, passing.count, drawn)


class _Passing:
    """This is where every fact of the topic stands, one stretch of the log after another."""

    def __init__(self, history: History, topic: str, until: int, say: Progress) -> None:
        self._history = history
        self._topic = topic
        self._until = until
        self._say = say
        self.count = 0

    def __iter__(self) -> Iterator[int]:
        for after in range(0, self._until, STRETCH):
            upto = min(after + STRETCH, self._until)
            found = self._history.of_topic(self._topic, after, upto)
            self.count += len(found)
            yield from found
            self._say(upto, self._until)
