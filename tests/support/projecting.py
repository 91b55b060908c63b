"""A projector as a process of its own, for the register of consents, that tells what it takes in.

`python -m tests.support.projecting URL KAFKA PREFIX PARTITIONS`; each batch is a line: the
partitions that moved on, and how many facts were new.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from adapters.postgres.crew import PostgresCrew
from adapters.postgres.pool import open_datastore
from adapters.postgres.projections.worker import ProjectionWorker, connector
from adapters.telemetry import configure_logging
from application.consistency import Positions
from domain.shared.event import Recorded
from streams.projector import Sources, follow_all
from tests.support.consent_register.projector import projection
from tests.support.processes import soon
from tests.support.road import Road


class Telling(ProjectionWorker):
    """This tells, behind each batch, what of it was new."""

    def apply(self, batch: Sequence[Recorded[Any]], complete: Positions) -> None:
        """This takes it in."""
        before = self.checkpoints.copy()
        super().apply(batch, complete)
        fresh = before.take(batch, {}) if batch else []
        if fresh:
            numbers = sorted({before.partition(one).number for one in fresh})
            sys.stdout.write(f"{len(fresh)} {','.join(map(str, numbers))}\n")
            sys.stdout.flush()


def main(url: str, kafka: str, prefix: str, partitions: int) -> None:
    """This projects until it is told to stop."""
    configure_logging("WARNING", "console")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with closing(open_datastore(url)) as datastore:
        road = Road(url, datastore, kafka, partitions, prefix=prefix)
        follower = Telling(connector(url), projection(), road.facts, partitions)
        crew = PostgresCrew(url, "projector", partitions)
        with closing(road.published()) as published, closing(crew):
            follow_all(
                [follower], Sources(road.facts, road.subscribe, published, crew.portion), stop
            )


@dataclass(slots=True)
class Projecting:
    """This is such a process, seen from outside: how many facts it took in, of which partitions."""

    process: "subprocess.Popen[str]"
    facts: int = 0
    numbers: set[int] = field(default_factory=set)

    def forget(self) -> None:
        """This begins to count anew."""
        self.facts, self.numbers = 0, set()

    def works(self, seconds: float = 20.0) -> bool:
        """This is true once it has taken something in since it was last asked to forget."""
        return soon(lambda: self.facts > 0, seconds)

    def kill(self) -> None:
        """This ends it at once, whatever it is at."""
        self.process.kill()
        self.process.wait()

    def listen(self) -> None:
        """This counts until the process ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            facts, _, numbers = line.strip().partition(" ")
            self.facts += int(facts)
            self.numbers.update(map(int, numbers.split(",")))


@contextmanager
def projecting(road: Road) -> Iterator[Projecting]:
    """This is a projector in a process of its own until the block ends."""
    told = (road.database_url, road.kafka, road.prefix, str(road.partitions))
    command = (sys.executable, "-m", "tests.support.projecting", *told)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        made = Projecting(process)
        listening = threading.Thread(target=made.listen)
        listening.start()
        try:
            yield made
        finally:
            process.terminate()
            listening.join()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
