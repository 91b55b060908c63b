"""The platform that runs, as commands beside it reach it."""

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.bootstrap import Container
from adapters.operating import check_reachable
from adapters.settings import Settings
from adapters.telemetry import configure_logging


@contextmanager
def connected() -> Iterator[Container]:
    """This is the ports of the platform that runs, or of the database that was set.

    Raises:
        CannotStart: nothing runs, and no database was set.
        CannotBeDone: the database does not answer.
    """
    settings = Settings.from_environment()
    configure_logging("WARNING", "console")
    if settings.database_url is None:
        from adapters.embedded.servers import in_use

        settings = in_use(settings)
    check_reachable(str(settings.database_url))
    with Container.from_settings(settings) as container:
        yield container
