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
    settings = _settings("database_url")
    check_reachable(str(settings.database_url))
    with Container.from_settings(settings) as container:
        yield container


@contextmanager
def connected_to_broker() -> Iterator[Container]:
    """This is the same for what asks the broker alone, which may run before anything else does.

    Raises:
        CannotStart: nothing runs, and no broker was set.
    """
    with Container.from_settings(_settings("kafka_bootstrap_servers")) as container:
        yield container


def _settings(needed: str) -> Settings:
    """This is the settings, with the addresses of what runs here if the needed one is not set."""
    settings = Settings.from_environment()
    configure_logging("WARNING", "console")
    if getattr(settings, needed) is None:
        from adapters.embedded.servers import in_use

        return in_use(settings)
    return settings
