"""Machines with something wrong: a full disk, a read-only one, one that refuses namespaces.

Each is made in a user namespace of its own, where an ordinary user may mount and limit, and
vanishes with the process that runs in it.
"""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
START = """
import sys
from pathlib import Path
from adapters.embedded import postgres
from adapters.embedded.servers import EmbeddedServers
from adapters.settings import CannotStart, Settings

postgres.NEEDED_AT_FIRST_MEBIBYTES = int(sys.argv[2])
settings = Settings(
    preceptor_home=Path(sys.argv[1]), database_url=None, kafka_bootstrap_servers="x", redis_url="x"
)
try:
    with EmbeddedServers.started(settings):
        print("started")
except CannotStart as sentence:
    print(sentence)
"""


def start_in(world: str, home: Path, *, needed_mebibytes: int = 0) -> str:
    """This is what a person is told who starts PostgreSQL there; `world` is shell, `$1` the home.

    Skips the test where user namespaces are not to be had.
    """
    if not _has_namespaces():
        pytest.skip("this machine lets nobody make user namespaces")
    script = f'set -e; {world}; shift; exec "$@"'
    told = subprocess.run(
        [
            *("unshare", "--user", "--map-root-user", "--mount"),
            *("sh", "-c", script, "sh", str(home)),
            *(sys.executable, "-c", START, str(home), str(needed_mebibytes)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert told.stderr == ""
    return told.stdout.strip().splitlines()[-1]


@cache
def _has_namespaces() -> bool:
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    tried = [unshare, "--user", "--map-root-user", "--mount", "true"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0
