"""The platform that runs, as auditors ask it, and a bar that shows how far an answer is."""

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.bootstrap import Container
from api.shell.connected import connected
from api.shell.console import progress
from application.delivery import Progress


@contextmanager
def asking(label: str) -> Iterator[tuple[Container, Progress]]:
    """This is the ports of the platform, and a way to say how far it is.

    Raises:
        CannotBeDone: the database does not answer, or was never migrated.
    """
    with connected() as container, container.operating.reachable(), progress(label) as bar:
        task = bar.task_ids[0]
        yield container, lambda done, total: bar.update(task, completed=done, total=total)
