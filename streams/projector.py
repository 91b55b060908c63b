"""The projector: every read model follows the facts, each at its own pace.

A worker that fails stands still and tries again, while the others go on. Several projectors share
the partitions out among themselves.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from adapters.bootstrap import Container
from application.delivery import FactLog, Follower, Published
from streams.follow import Following
from streams.reading import Inbox, OurPortion, Reading, Subscribe, alone

STOPPING_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Sources:
    """This is where facts come from, and which of them are for this process."""

    facts: FactLog
    subscribe: Subscribe
    published: Published
    portion: OurPortion = alone


def follow_all(
    followers: Iterable[Follower],
    sources: Sources,
    stop: threading.Event,
    on_batch: Callable[[str], None] = lambda _name: None,
) -> None:
    """This runs each follower in a thread of its own, fed by one reader, until told to stop.

    `on_batch` is told the name of a follower whenever it has taken something in.
    """
    workers = [(follower, Inbox(follower.contexts)) for follower in followers]
    reading = Reading(sources.subscribe, [inbox for _follower, inbox in workers], sources.portion)
    threads = [threading.Thread(target=reading.run, args=(stop,), name="reading", daemon=True)]
    for follower, inbox in workers:
        tell = partial(on_batch, follower.name)
        following = Following(
            follower, sources.facts, inbox, sources.published, tell, sources.portion
        )
        thread = threading.Thread(
            target=following.run, args=(stop,), name=follower.name, daemon=True
        )
        threads.append(thread)
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(STOPPING_SECONDS)


def run(container: Container, names: Sequence[str], stop: threading.Event) -> None:
    """This is `python -m streams projector [NAME…]`: those projections, or all."""
    sources = Sources(
        container.facts, container.subscribe, container.published, container.projectors.portion
    )
    follow_all(container.followers(names), sources, stop)
