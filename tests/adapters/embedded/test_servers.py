"""The embedded servers together, as they start, stop, fail and come back."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
import redis

from adapters.embedded import servers as module
from adapters.embedded.ports import free_port
from adapters.embedded.servers import ADDRESSES, EmbeddedServers, in_use
from adapters.settings import CannotStart, Settings
from tests.support.processes import all_gone
from tests.support.worlds import ROOT, start_in

pytestmark = pytest.mark.io

HOLD = """
import sys, time
from pathlib import Path
from adapters.embedded.servers import EmbeddedServers
from adapters.settings import Settings
settings = Settings(
    preceptor_home=Path(sys.argv[1]),
    database_url=None,
    kafka_bootstrap_servers=None,
    redis_url=None,
)
with EmbeddedServers.started(settings, lambda _: None) as servers:
    print(*servers.pids().values(), flush=True)
    time.sleep(60)
"""


def silent(_: str) -> None:
    """This says nothing."""


def embedded(home: Path) -> Settings:
    return Settings(
        preceptor_home=home, database_url=None, kafka_bootstrap_servers=None, redis_url=None
    )


def only(setting: str, home: Path) -> Settings:
    """This is the settings under which one server is started, and the others are elsewhere."""
    elsewhere = {name: "elsewhere" for name in ADDRESSES if name != setting}
    return embedded(home).model_copy(update=elsewhere)


def only_postgres(home: Path) -> Settings:
    return only("database_url", home)


def only_broker(home: Path) -> Settings:
    return only("kafka_bootstrap_servers", home)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This is a data folder that was used once, and holds one row."""
    home = tmp_path_factory.mktemp("made")
    with (
        EmbeddedServers.started(only_postgres(home), silent) as servers,
        psycopg.connect(str(servers.settings.database_owner_url)) as connection,
    ):
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """This is a copy of it, for one test to break."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def answer(settings: Settings) -> int:
    with psycopg.connect(str(settings.database_owner_url)) as connection:
        row = connection.execute("SELECT answer FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def refusal(settings: Settings) -> str:
    with pytest.raises(CannotStart) as refused, EmbeddedServers.started(settings, silent):
        pytest.fail("started")
    return str(refused.value)


class TestTheServers:
    def test_all_answer(self, servers: EmbeddedServers, redis_url: str) -> None:
        with psycopg.connect(str(servers.settings.database_owner_url)) as connection:
            distance = connection.execute("SELECT '[1,2]'::vector <-> '[1,4]'::vector").fetchone()
        assert distance == (2.0,)
        with redis.Redis.from_url(redis_url) as client:
            assert client.ping()
        bootstrap = str(servers.settings.kafka_bootstrap_servers).split(":")
        with socket.create_connection((bootstrap[0], int(bootstrap[1]))):
            pass

    def test_listen_on_this_machine_alone(self, servers: EmbeddedServers) -> None:
        listening = {
            connection.laddr.ip
            for process in servers.pids().values()
            for connection in psutil.Process(process).net_connections()
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening == {"127.0.0.1"}

    def test_let_nobody_in_without_the_password(self, servers: EmbeddedServers) -> None:
        url = urlsplit(str(servers.settings.database_owner_url))
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(f"postgresql://preceptor:guess@127.0.0.1:{url.port}/preceptor")
        port = urlsplit(str(servers.settings.redis_url)).port or 0
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"PING\r\n")
            assert client.recv(100).startswith(b"-NOAUTH")

    def test_know_the_letters_of_both_languages(self, database_url: str) -> None:
        query = "SELECT to_tsvector('russian', 'МАТЕМАТИКУ') = to_tsvector('russian', 'математика')"
        with psycopg.connect(database_url) as connection:
            assert connection.execute(query).fetchone() == (True,)

    def test_promise_what_they_say_is_kept(self, database_url: str) -> None:
        with psycopg.connect(database_url) as connection:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                assert connection.execute(f"SHOW {name}").fetchone() == ("on",)

    def test_are_not_started_where_an_address_is_set(self, tmp_path: Path) -> None:
        with EmbeddedServers.started(only_broker(tmp_path), silent) as servers:
            assert list(servers.pids()) == ["kafka_bootstrap_servers"]
            assert servers.settings.redis_url == "elsewhere"


class TestADatabase:
    def test_is_another_for_each_test(self, database_url: str) -> None:
        with psycopg.connect(database_url) as connection:
            connection.execute("CREATE TABLE kept (answer int)")

    def test_is_empty_when_the_next_begins(self, database_url: str) -> None:
        with psycopg.connect(database_url) as connection:
            found = connection.execute("SELECT to_regclass('kept')").fetchone()
        assert found == (None,)


class TestStartingAgain:
    def test_keeps_data_and_ports(self, home: Path) -> None:
        seen = []
        for _ in range(2):
            with EmbeddedServers.started(only_postgres(home), silent) as servers:
                assert answer(servers.settings) == 42
                seen.append(servers.settings.database_owner_url)
        assert seen[0] == seen[1]

    def test_leaves_nothing_running(self, home: Path) -> None:
        with EmbeddedServers.started(embedded(home), silent) as servers:
            running = list(servers.pids().values())
        assert all_gone(running, seconds=0.5)

    def test_takes_another_port_when_the_old_one_is_taken(self, home: Path) -> None:
        with EmbeddedServers.started(only_postgres(home), silent) as servers:
            port = urlsplit(str(servers.settings.database_owner_url)).port or 0
        with (
            socket.create_server(("127.0.0.1", port)),
            EmbeddedServers.started(only_postgres(home), silent) as servers,
        ):
            assert answer(servers.settings) == 42
            assert urlsplit(str(servers.settings.database_owner_url)).port != port

    @pytest.mark.parametrize("setting", ADDRESSES)
    def test_takes_another_port_when_it_is_taken_in_the_last_moment(
        self, setting: str, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            taken = listener.getsockname()[1]
            ports = iter([taken, free_port()])
            monkeypatch.setattr(module, "free_port", lambda _preferred=0: next(ports))
            with EmbeddedServers.started(only(setting, home), silent) as servers:
                assert str(taken) not in str(getattr(servers.settings, setting))
                assert servers.pids()

    def test_works_after_all_were_killed(self, home: Path) -> None:
        with subprocess.Popen(
            [sys.executable, "-c", HOLD, str(home)], cwd=ROOT, stdout=subprocess.PIPE
        ) as us:
            assert us.stdout is not None
            orphans = [int(process) for process in us.stdout.readline().split()]
            us.kill()
        with EmbeddedServers.started(embedded(home), silent) as servers:
            assert answer(servers.settings) == 42
        assert all_gone(orphans)

    def test_works_after_the_database_was_killed(self, home: Path) -> None:
        with EmbeddedServers.started(only_postgres(home), silent) as servers:
            os.kill(servers.pids()["database_url"], signal.SIGKILL)
        with EmbeddedServers.started(only_postgres(home), silent) as servers:
            assert answer(servers.settings) == 42

    def test_does_not_mind_a_mark_of_a_dead_server(self, home: Path) -> None:
        namesake = f"{os.getpid()}\n{home}/postgres\n0\n5432\n\n127.0.0.1\n\nready\n"
        (home / "postgres" / "postmaster.pid").write_text(namesake)
        with EmbeddedServers.started(only_postgres(home), silent) as servers:
            assert answer(servers.settings) == 42

    def test_does_not_mind_a_database_made_by_half(self, tmp_path: Path) -> None:
        half = tmp_path / "unfinished-before" / "base"
        half.mkdir(parents=True)
        with EmbeddedServers.started(only_postgres(tmp_path), silent) as servers:
            assert servers.pids()
        assert not half.exists()


class TestBeingRefused:
    def test_says_that_a_stack_runs_already(self, home: Path) -> None:
        with EmbeddedServers.started(only_postgres(home), silent):
            assert "already runs on" in refusal(only_postgres(home))

    def test_says_which_release_made_the_data(self, home: Path) -> None:
        (home / "postgres" / "PG_VERSION").write_text("15\n")
        assert "was made by PostgreSQL 15, and this is 18" in refusal(only_postgres(home))

    def test_says_that_the_password_is_gone(self, home: Path) -> None:
        (home / "postgres.password").unlink()
        assert "password is gone" in refusal(only_postgres(home))

    def test_quotes_the_server_when_data_are_damaged(self, home: Path) -> None:
        (home / "postgres" / "global" / "pg_control").write_bytes(b"damaged")
        told = refusal(only_postgres(home))
        assert told.startswith("PostgreSQL ended while starting: ")
        assert "pg_control" in told

    def test_says_that_the_disk_is_full(self, tmp_path: Path) -> None:
        told = start_in('mount -t tmpfs -o size=8m none "$1"', tmp_path, needed_mebibytes=300)
        assert told.startswith(f"The disk that holds {tmp_path} is full: ")

    def test_says_that_the_disk_became_full(self, tmp_path: Path) -> None:
        told = start_in('mount -t tmpfs -o size=8m none "$1"', tmp_path)
        assert told.startswith(f"The disk that holds {tmp_path} is full, so PostgreSQL cannot")

    def test_says_that_the_folder_cannot_be_written(self, tmp_path: Path) -> None:
        told = start_in('mount -t tmpfs -o ro none "$1"', tmp_path)
        assert told.startswith(f"The data folder {tmp_path} cannot be used: Read-only file system")

    def test_says_to_be_an_ordinary_user_where_root_must_stay_root(self, tmp_path: Path) -> None:
        told = start_in("echo 0 > /proc/sys/user/max_user_namespaces", tmp_path)
        assert "Start as an ordinary user, or set DATABASE_URL" in told

    def test_leaves_nothing_running(self, tmp_path: Path) -> None:
        (tmp_path / "postgres").mkdir()
        before = psutil.Process().children()
        assert "PostgreSQL no" in refusal(embedded(tmp_path))
        assert psutil.Process().children() == before


class TestTheBroker:
    def test_is_empty_at_the_same_address_when_restarted(self, tmp_path: Path) -> None:
        with EmbeddedServers.started(only_broker(tmp_path), silent) as servers:
            before = servers.pids()
            servers.restart_broker()
            assert servers.pids() != before
            host, port = str(servers.settings.kafka_bootstrap_servers).split(":")
            with socket.create_connection((host, int(port))):
                pass
            assert all_gone(before.values())


class TestCommandsBeside:
    def test_find_the_stack_that_runs(self, tmp_path: Path) -> None:
        with EmbeddedServers.started(only_broker(tmp_path), silent) as servers:
            found = in_use(only_broker(tmp_path))
            assert found.kafka_bootstrap_servers == servers.settings.kafka_bootstrap_servers

    def test_say_that_none_does(self, home: Path) -> None:
        with pytest.raises(CannotStart, match=r"Nothing runs on .*make up"):
            in_use(only_postgres(home))
