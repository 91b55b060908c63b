"""A log of the test's own, to be looked at and damaged."""

from collections.abc import Iterator

import pytest

from tests.support.archive import Archive, archive


@pytest.fixture
def kept(database_url: str) -> Iterator[Archive]:
    """This is an empty log."""
    with archive(database_url) as opened:
        yield opened
