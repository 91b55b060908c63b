"""The supervisor: everything starts in order, is kept alive, and stops against the stream."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.embedded.ports import free_port
from adapters.embedded.servers import EmbeddedServers
from adapters.embedded.supervisor import PLAN, Plan, Worker, up
from adapters.settings import CannotStart, Settings
from tests.support.processes import all_gone, is_alive, soon
from tests.support.worlds import ROOT

pytestmark = pytest.mark.io

API = """
import http.server, os, signal, sys

class Well(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

def end(*_):
    print("api ended", file=open(os.environ["PRECEPTOR_HOME"] + "/endings", "a"))
    sys.exit()

signal.signal(signal.SIGTERM, end)
address = os.environ["PRECEPTOR_HOST"], int(os.environ["PRECEPTOR_PORT"])
http.server.HTTPServer(address, Well).serve_forever()
"""
WORKER = """
import os, signal, sys, time

def end(*_):
    print("worker ended", file=open(os.environ["PRECEPTOR_HOME"] + "/endings", "a"))
    sys.exit()

signal.signal(signal.SIGTERM, end)
print("worker began", file=open(os.environ["PRECEPTOR_HOME"] + "/begun", "w"))
time.sleep(60)
"""
STAND_INS = Plan(
    once=(Worker("migrate", ("-c", "print('migrated')")),),
    workers=(Worker("relay", ("-c", WORKER)),),
    api=Worker("api", ("-c", API)),
)
HOLD = """
import sys
from pathlib import Path
from adapters.embedded.supervisor import up
from adapters.settings import Settings
from tests.adapters.embedded.test_supervisor import STAND_INS
with up(Settings(preceptor_home=Path(sys.argv[1])), lambda _: None, STAND_INS) as stack:
    try:
        print(*stack.pids().values(), flush=True)
        stack.wait()
    except KeyboardInterrupt:
        pass
print("over")
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def settings(servers: EmbeddedServers, tmp_path: Path) -> Settings:
    """This is settings with every server elsewhere, so that only workers are started."""
    new = {"preceptor_home": tmp_path / "home", "preceptor_port": free_port()}
    return servers.settings.model_copy(update=new)


@pytest.fixture
def apart(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """This is a stack run by another process, with the broker embedded."""
    for name, text in settings.environment().items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "")
    hold = [sys.executable, "-c", HOLD, str(settings.preceptor_home)]
    with subprocess.Popen(hold, cwd=ROOT, stdout=subprocess.PIPE, text=True) as us:
        yield us
        us.kill()


def processes_of(us: "subprocess.Popen[str]") -> list[int]:
    assert us.stdout is not None
    return [int(process) for process in us.stdout.readline().split()]


def begun(settings: Settings) -> bool:
    """This is true once the stand-in for a worker listens to signals."""
    return soon((settings.preceptor_home / "begun").exists)


def with_api(code: str) -> Plan:
    return Plan(STAND_INS.once, STAND_INS.workers, Worker("api", ("-c", code)))


def refusal(settings: Settings, plan: Plan, say: Callable[[str], None]) -> str:
    with pytest.raises(CannotStart) as refused, up(settings, say, plan):
        pytest.fail("started")
    return str(refused.value)


class TestUp:
    def test_runs_everything(self, settings: Settings, said: list[str]) -> None:
        with up(settings, said.append, STAND_INS) as stack:
            assert sorted(stack.pids()) == ["api", "relay"]
            assert all(is_alive(process) for process in stack.pids().values())
            assert stack.address == f"http://127.0.0.1:{settings.preceptor_port}"
        assert (settings.preceptor_home / "logs" / "migrate.log").read_text() == "migrated\n"

    def test_stops_against_the_stream(self, settings: Settings, said: list[str]) -> None:
        with up(settings, said.append, STAND_INS) as stack:
            running = stack.pids().values()
            assert begun(settings)
        assert all_gone(running, seconds=0.5)
        endings = (settings.preceptor_home / "endings").read_text().splitlines()
        assert endings == ["api ended", "worker ended"]

    def test_tells_the_workers_where_everything_is(
        self, settings: Settings, said: list[str]
    ) -> None:
        code = "import os; print(os.environ['DATABASE_URL'], os.environ['PRECEPTOR_SECRET'])"
        plan = Plan((Worker("look", ("-c", code)),), (), STAND_INS.api)
        with up(settings, said.append, plan) as stack:
            kept = stack.settings
        look = (settings.preceptor_home / "logs" / "look.log").read_text()
        assert look.split() == [kept.database_url, kept.preceptor_secret]

    def test_tells_the_owner_s_address_only_to_what_comes_first(
        self, settings: Settings, said: list[str]
    ) -> None:
        code = "import os; print(os.environ.get('DATABASE_OWNER_URL'), flush=True)"
        look, relay = Worker("look", ("-c", code)), Worker("relay", ("-c", f"{code}\n{WORKER}"))
        plan = Plan((look,), (relay,), STAND_INS.api)
        with up(settings, said.append, plan):
            assert begun(settings)
        logs = settings.preceptor_home / "logs"
        assert (logs / "look.log").read_text().split() == [settings.database_owner_url]
        assert (logs / "relay.log").read_text().split() == ["None"]

    def test_of_the_real_plan_names_every_process(self) -> None:
        names = [worker.name for worker in (*PLAN.once, *PLAN.workers, PLAN.api)]
        assert names == [
            "migrate",
            "relay",
            "projector",
            "processes",
            "reactions",
            "windows",
            "notary",
            "training",
            "api",
        ]


class TestBeingRefused:
    def test_says_that_the_port_is_taken(self, settings: Settings, said: list[str]) -> None:
        with up(settings, said.append, STAND_INS):
            elsewhere = settings.preceptor_home.with_name("other")
            other = settings.model_copy(update={"preceptor_home": elsewhere})
            told = refusal(other, STAND_INS, said.append)
            assert told.startswith(f"Port {settings.preceptor_port} on 127.0.0.1 is in use")

    def test_says_that_it_runs_already(self, settings: Settings, said: list[str]) -> None:
        with up(settings, said.append, STAND_INS):
            assert "already runs on" in refusal(settings, STAND_INS, said.append)

    def test_quotes_the_api_that_ended(self, settings: Settings, said: list[str]) -> None:
        told = refusal(settings, with_api("raise SystemExit('no such table')"), said.append)
        assert told.startswith("api ended while starting: no such table (see ")

    def test_starts_no_worker_without_the_api(self, settings: Settings, said: list[str]) -> None:
        waits = "import time; time.sleep(0.3); raise SystemExit('enough')"
        refusal(settings, with_api(waits), said.append)
        assert not (settings.preceptor_home / "begun").exists()

    def test_quotes_a_first_step_that_failed(self, settings: Settings, said: list[str]) -> None:
        failing = (Worker("migrate", ("-c", "raise SystemExit('cannot migrate')")),)
        plan = Plan(failing, STAND_INS.workers, STAND_INS.api)
        assert "migrate ended while starting: cannot migrate" in refusal(
            settings, plan, said.append
        )


class TestKeepingAlive:
    @pytest.mark.parametrize("name", ["relay", "api"])
    def test_starts_a_worker_again(self, name: str, settings: Settings, said: list[str]) -> None:
        with up(settings, said.append, STAND_INS) as stack:
            killed = stack.pids()[name]
            os.kill(killed, signal.SIGKILL)
            assert soon(lambda: stack.pids()[name] != killed and is_alive(stack.pids()[name]))
        assert any(line.startswith(f"{name} ended (killed by signal 9); ") for line in said)

    def test_starts_the_broker_again_at_its_address(
        self, settings: Settings, said: list[str]
    ) -> None:
        alone = settings.model_copy(update={"kafka_bootstrap_servers": None})
        with up(alone, said.append, STAND_INS) as stack:
            killed = stack.pids()["kafka_bootstrap_servers"]
            os.kill(killed, signal.SIGKILL)
            assert soon(lambda: stack.pids()["kafka_bootstrap_servers"] != killed)
        assert any(line.startswith("the broker ended") for line in said)

    def test_leaves_a_broker_alone_that_was_restarted_on_purpose(
        self, settings: Settings, said: list[str]
    ) -> None:
        alone = settings.model_copy(update={"kafka_bootstrap_servers": None})
        with up(alone, said.append, STAND_INS) as stack:
            stack.servers.restart_broker()
            restarted = stack.pids()["kafka_bootstrap_servers"]
            time.sleep(0.5)
            assert stack.pids()["kafka_bootstrap_servers"] == restarted
            assert is_alive(restarted)

    def test_waits_longer_for_one_that_keeps_failing(
        self, settings: Settings, said: list[str]
    ) -> None:
        failing = (Worker("relay", ("-c", "raise SystemExit(4)")),)
        with up(settings, said.append, Plan((), failing, STAND_INS.api)):
            assert soon(lambda: sum("relay ended" in line for line in said) >= 2)
        told = [line.partition(" (see ")[0] for line in said if "relay ended" in line]
        assert told[:2] == [
            "relay ended (exit code 4); starting it again in 0.2 s",
            "relay ended (exit code 4); starting it again in 1 s",
        ]


class TestEnding:
    def test_does_not_mind_a_closed_terminal(self, settings: Settings) -> None:
        def say(_: str) -> None:
            raise BrokenPipeError

        with up(settings, say, STAND_INS) as stack:
            running = stack.pids().values()
            assert begun(settings)
        assert all_gone(running, seconds=0.5)
        assert (settings.preceptor_home / "endings").read_text().count("ended") == 2

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_is_quick_and_whole(self, number: int, apart: "subprocess.Popen[str]") -> None:
        running = processes_of(apart)
        assert len(running) == 3
        begun = time.monotonic()
        apart.send_signal(number)
        assert apart.wait(10) == 0
        assert time.monotonic() - begun < 3
        assert all_gone(running, seconds=0.5)
        assert apart.stdout is not None
        assert apart.stdout.read() == "over\n"

    def test_is_whole_when_we_are_killed(self, apart: "subprocess.Popen[str]") -> None:
        running = processes_of(apart)
        apart.kill()
        assert all_gone(running)
