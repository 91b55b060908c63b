"""The command line as a person uses it, beside a platform whose read models follow."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from structlog.testing import capture_logs
from typer.main import get_command
from typer.testing import CliRunner, Result

from adapters.bootstrap import Container
from adapters.postgres.migrate import migrate
from adapters.settings import Settings
from api.cli import app
from application.delivery import catch_up
from tests.support.worlds import ROOT

ADDRESSES = ("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL")


made_once = cache(get_command)
"""This is the whole tree of commands, which takes longer to make than most commands to run."""


def type_in(*arguments: str | Path, sent: bytes | str | None = None) -> Result:
    """This types a command, in this process, whose logging is left as it is."""
    with (
        patch("api.shell.connected.configure_logging"),
        patch("typer.testing._get_command", made_once),
        capture_logs(),
    ):
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=sent)


@contextmanager
def typed(*arguments: str | Path, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """This is the command in a process of its own, ended by force when the block ends."""
    command = [sys.executable, "-m", "api.cli", *map(str, arguments)]
    named = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **environment}
    with subprocess.Popen(
        command, env=named, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as us:
        try:
            yield us
        finally:
            us.kill()


def named_in_environment(
    settings: Settings, url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """This lets commands find a database that is up to the code, and work in a folder of theirs."""
    migrate(url)
    found = settings.model_copy(
        update={"database_url": url, "database_owner_url": None, "preceptor_home": home}
    )
    for name, value in found.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(home)
    return found


@contextmanager
def following(container: Container) -> Iterator[None]:
    """This lets the read models follow the log, as the projector would."""
    over = threading.Event()
    followers = container.followers([])
    assert all(follower.open() for follower in followers)

    def follow() -> None:
        while not over.wait(0.05):
            for follower in followers:
                catch_up(follower, container.facts)

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        for follower in followers:
            follower.close()
