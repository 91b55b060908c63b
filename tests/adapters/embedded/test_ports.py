"""Ports: free ones are found, taken ones are named."""

import socket
from collections.abc import Iterator

import pytest

from adapters.embedded.ports import FIRST, LAST, check_listenable, free_port
from adapters.settings import CannotStart

pytestmark = pytest.mark.io


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


class TestAFreePort:
    def test_is_the_preferred_one_when_it_is_free(self) -> None:
        preferred = free_port()
        assert free_port(preferred) == preferred

    def test_is_another_when_that_is_taken(self, taken: int) -> None:
        assert free_port(taken) != taken

    def test_is_not_one_that_systems_lend_to_others(self) -> None:
        assert FIRST <= free_port() < LAST


class TestTheApisPort:
    def test_may_be_free(self) -> None:
        check_listenable("127.0.0.1", free_port())

    def test_is_refused_when_taken(self, taken: int) -> None:
        with pytest.raises(CannotStart, match=f"^Port {taken} .* in use .*PRECEPTOR_PORT"):
            check_listenable("127.0.0.1", taken)

    def test_is_refused_on_an_address_that_is_not_ours(self) -> None:
        with pytest.raises(CannotStart, match=r"^PRECEPTOR_HOST=203\.0\.113\.1 is not an address"):
            check_listenable("203.0.113.1", free_port())
