"""A database of the test's own, which commands find in the environment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.bootstrap import Container
from adapters.embedded.servers import EmbeddedServers
from tests.support.shell import named_in_environment


@pytest.fixture
def container(
    servers: EmbeddedServers, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Container]:
    """This is the ports on that database."""
    found = named_in_environment(servers.settings, database_url, tmp_path, monkeypatch)
    with Container.from_settings(found) as made:
        yield made
