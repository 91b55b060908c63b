"""A process that counts in windows, for tests that kill it."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

from adapters.faust.feed import WindowsFeed
from adapters.faust.windows import counting_windows
from adapters.kafka.topics import DERIVED, Topics
from adapters.postgres.pool import open_datastore
from domain.catalogue import FACTS
from domain.shared.event import context_of
from streams.windows import count_windows
from tests.support.road import Road

LOOK_SECONDS = 0.2


class Counter:
    """This is such a process on a road, started again when it ends by itself."""

    def __init__(self, road: Road) -> None:
        given = (road.database_url, road.kafka, road.prefix, str(road.partitions))
        self._command = [sys.executable, "-m", "tests.support.counting", *given]
        self._over = threading.Event()
        self._process = subprocess.Popen(self._command)
        self._thread = threading.Thread(target=self._keep)
        self._thread.start()

    def kill(self) -> None:
        """This kills it for good."""
        self._over.set()
        self._thread.join()
        self._process.kill()
        self._process.wait()

    def _keep(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            if self._process.poll() is not None:
                self._process = subprocess.Popen(self._command)


@contextmanager
def counting(road: Road) -> Iterator[Counter]:
    """This counts on that road until the block ends."""
    counter = Counter(road)
    try:
        yield counter
    finally:
        counter.kill()


def main(url: str, kafka: str, prefix: str, partitions: str) -> None:
    """This counts until SIGTERM."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stop.set())
    contexts = frozenset(map(context_of, FACTS))
    topics = Topics(contexts, int(partitions), prefix=prefix, derived=DERIVED)
    with closing(open_datastore(url)) as datastore:
        feed = WindowsFeed(kafka, url, datastore, topics)
        count_windows(partial(counting_windows, feed), stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
