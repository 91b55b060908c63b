"""`preceptor up`, as a newcomer types it: a booking on the screen, and all of it stops again."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from adapters.embedded.ports import free_port
from tests.support.processes import all_gone
from tests.support.shell import ADDRESSES, typed

pytestmark = pytest.mark.io

PATIENCE_SECONDS = 180
VIEWS = (
    "directory",
    "tutor_search",
    "tutor_embeddings",
    "calendar",
    "booking_details",
    "platform_metrics",
    "audit_trail",
    "ledger",
    "tutor_earnings",
    "recommendations",
)


class Newcomer:
    """This is somebody with a folder and a port, who types `preceptor`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()

    @contextmanager
    def types(self, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
        """This types a command, as if no server had been set."""
        nothing = dict.fromkeys(ADDRESSES, "")
        named = {"PRECEPTOR_HOME": str(self.home), "PRECEPTOR_PORT": str(self.port)}
        with typed(*arguments, **nothing, **named) as us:
            yield us

    def read(self, us: "subprocess.Popen[str]") -> str:
        """This is what stands on the screen once it is up, or has ended."""
        said: list[str] = []
        end = time.monotonic() + PATIENCE_SECONDS
        assert us.stdout is not None
        for line in us.stdout:
            said.append(line)
            if line.startswith("Ctrl-C stops everything") or time.monotonic() > end:
                break
        return "".join(said)

    def stop(self, us: "subprocess.Popen[str]") -> str:
        """This presses Ctrl-C, and answers what was said to that; nothing may be left running."""
        running = [child.pid for child in psutil.Process(us.pid).children(recursive=True)]
        us.send_signal(signal.SIGINT)
        said = us.communicate(timeout=30)[0]
        assert all_gone(running, seconds=5)
        return said


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    return Newcomer(tmp_path_factory.mktemp("newcomer"))


def test_first_a_booking_is_made_before_ones_eyes(newcomer: Newcomer) -> None:
    with newcomer.types("up") as us:
        said = newcomer.read(us)
        address = f"http://127.0.0.1:{newcomer.port}"
        sandbox = "Payments go to             a SANDBOX"
        for line in (f"{address}/docs", f"{address}/", f"{address}/v1", sandbox):
            assert line in said, said
        assert httpx.get(f"{address}/docs").status_code == 200
        assert "Preceptor" in httpx.get(address).text
        assert newcomer.stop(us) == "Stopping …\n"
        assert us.returncode == 0
    steps = [int(number) for number in re.findall(r"^(\d+)\. ", said, re.MULTILINE)]
    assert steps == list(range(1, 17))
    for view in VIEWS:
        assert re.search(rf"^   {view} ", said, re.MULTILINE), view
    assert "booking_details   confirmed" in said
    assert "1 booking confirmed, 28.00 EUR, fees 5.60 EUR" in said
    assert "content, by what they did and asked for:" in said
    assert "Вы уже занимались с этим репетитором" in said.partition("the booking counts")[2]
    assert "Вы уже занимались" not in said.partition("takes the agreement back")[2]
    assert "booking_details   settled" in said
    assert "booking.settled.v1: held +32.00 EUR, platform_fee -6.40 EUR, " in said
    assert re.search(r"ledger check      \d+ entries derived again from the log, 0 differ", said)
    assert "available 25.60 EUR" in said
    assert "earned, settled: 32.00 EUR less our fee of 6.40 EUR, 25.60 EUR" in said
    assert re.search(r"keys destroyed: contact \w{8}…, profile \w{8}…", said)
    assert re.search(r"certificate \w{16}… signed; log \d+ \w{8}… → \d+ \w{8}…", said)
    assert "directory         closed: neither address nor name" in said
    assert re.search(r"audit verify      valid: \d+ facts made again and hashed", said)
    assert "DEMONSTRATION ACCOUNTS" in said
    assert "olga@" not in said
    assert "stopped:" not in said


def test_the_next_start_goes_on_with_the_same_data(newcomer: Newcomer) -> None:
    with newcomer.types("up") as us:
        said = newcomer.read(us)
        assert "The store is empty" not in said
        assert "preceptor people" in said
        with newcomer.types("people") as people:
            told = people.communicate(timeout=30)[0]
        email, password = re.findall(r"(auditor@\S+) +(\S+)", told)[0]
        address = f"http://127.0.0.1:{newcomer.port}"
        answer = httpx.post(
            f"{address}/v1/sessions",
            json={"email": email, "password": password},
            headers={"Idempotency-Key": "sign-in-once"},
        )
        assert answer.status_code == 201, answer.text
        with newcomer.types("up") as another:
            told = another.communicate(timeout=30)[0]
            assert another.returncode == 1
            assert "Preceptor already runs on" in told
        newcomer.stop(us)


def test_a_busy_port_gets_a_clear_sentence(newcomer: Newcomer) -> None:
    with closing(socket.create_server(("127.0.0.1", newcomer.port))):
        with newcomer.types("up") as us:
            told = us.communicate(timeout=30)[0]
        assert us.returncode == 1
        assert f"Port {newcomer.port} on 127.0.0.1 is in use by another program." in told
        assert "Traceback" not in told


def test_a_data_folder_that_is_a_file_gets_a_clear_sentence(newcomer: Newcomer) -> None:
    broken = Newcomer(newcomer.home / "file" / "home")
    (newcomer.home / "file").write_text("in the way")
    with broken.types("up") as us:
        told = us.communicate(timeout=30)[0]
    assert us.returncode == 1
    assert "cannot be used" in told
    assert "Traceback" not in told
    assert not os.path.lexists(broken.home)
