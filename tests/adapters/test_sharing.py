"""Who may do what in a database that the application does not own."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import LiteralString
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RaiseException
from psycopg.sql import SQL, Identifier, Literal

from adapters.bootstrap import Container
from adapters.embedded.servers import EmbeddedServers
from adapters.postgres.clearing import DerivedStores
from adapters.postgres.migrate import migrate
from adapters.postgres.sharing import APPLICATION, SCHEMAS, CannotShare
from adapters.settings import Settings
from application.delivery import catch_up
from application.rederiving import Rederiving
from application.status import CannotBeDone
from domain.shared.personal import Category
from tests.api.shell.test_operators import BEN_REGISTERS, NOBODY, agreed, done, followed
from tests.support.calendar import MONDAY
from tests.support.databases import address, fresh_database
from tests.support.notarised import digest, notarise

pytestmark = pytest.mark.io

ALL = tuple(Category)
TABLES = """
    SELECT schemaname || '.' || tablename FROM pg_tables
    WHERE schemaname = ANY(%s) OR schemaname = 'public'
"""


@dataclass(frozen=True, slots=True)
class Shared:
    """This is a database of one owner, and who else may come in."""

    settings: Settings
    owner: str
    application: str

    def login(self, name: str, *roles: str) -> str:
        """This is somebody new with those roles: their address."""
        password = uuid4().hex
        with psycopg.connect(self.owner) as connection:
            made = SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            connection.execute(made.format(Identifier(name), Literal(password)))
            for role in roles:
                grant = SQL("GRANT {} TO {}").format(Identifier(role), Identifier(name))
                connection.execute(grant)
        return address(self.owner, name, password)

    def container(self, url: str, owner: str | None = None) -> Container:
        """This is everything, at work as that user."""
        told = {"database_url": url, "database_owner_url": owner}
        return Container.from_settings(self.settings.model_copy(update=told))


@pytest.fixture
def user(servers: EmbeddedServers) -> Iterator[str]:
    """This is a name for a user; whoever is called so, or begins so, is gone afterwards."""
    name = f"app_{uuid4().hex[:8]}"
    yield name
    with psycopg.connect(str(servers.settings.database_owner_url)) as connection:
        found = "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)"
        for (role,) in connection.execute(found, (name,)).fetchall():
            connection.execute(SQL("DROP ROLE {}").format(Identifier(role)))


@pytest.fixture
def shared(servers: EmbeddedServers, user: str) -> Iterator[Shared]:
    with fresh_database(str(servers.settings.database_owner_url)) as owner:
        application = address(owner, user, "s3cret")
        migrate(owner, application)
        yield Shared(servers.settings, owner, application)


@dataclass(frozen=True, slots=True)
class Modest:
    """This is a database whose owner is nobody special."""

    superuser: str
    owner: str
    application: str


@pytest.fixture
def modest(servers: EmbeddedServers, user: str) -> Iterator[Modest]:
    with fresh_database(str(servers.settings.database_owner_url)) as url:
        shared = Shared(servers.settings, url, address(url, user, "s3cret"))
        owner = shared.login(f"{user}_owner")
        with psycopg.connect(url) as connection:
            name = Identifier(f"{user}_owner")
            database = Identifier(connection.info.dbname)
            connection.execute(SQL("ALTER DATABASE {} OWNER TO {}").format(database, name))
        yield Modest(url, owner, shared.application)


def refused(url: str, statement: LiteralString) -> None:
    with psycopg.connect(url) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement)


class TestTheApplication:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE log.facts SET state = ''",
            "UPDATE log.facts SET actor = 'person:eve'",
            "DELETE FROM log.facts",
            "TRUNCATE log.facts",
            "ALTER TABLE log.facts DISABLE TRIGGER ALL",
            "DROP TRIGGER facts_are_kept ON log.facts",
            "ALTER FUNCTION log.leaf_of(text) IMMUTABLE",
            "SET session_replication_role = replica",
            "UPDATE log.ledger SET outcome = ''",
            "DELETE FROM log.ledger",
            "DELETE FROM log.fences",
            "DELETE FROM keys.destroyed",
            "UPDATE proof.checkpoints SET note = ''",
            "DELETE FROM proof.digests",
            "UPDATE models.files SET contents = ''",
            "DELETE FROM public.migrations",
            "CREATE TABLE log.more (id int)",
            "CREATE TABLE public.more (id int)",
        ],
    )
    def test_is_refused(self, shared: Shared, statement: LiteralString) -> None:
        refused(shared.application, statement)

    def test_takes_no_other_role(self, shared: Shared, user: str) -> None:
        for role in (f"{user}_redaction", "preceptor"):
            with psycopg.connect(shared.application) as connection:
                statement = SQL("SET ROLE {}").format(Identifier(role))
                with pytest.raises(InsufficientPrivilege):
                    connection.execute(statement)

    def test_does_all_of_its_work(self, shared: Shared) -> None:
        with shared.container(shared.application) as container:
            agreed(container)
            places = done(container, BEN_REGISTERS, NOBODY)
            account = places[0].stream_id.partition("-")[2]
            for name in ("directory", "audit_trail", "erasure"):
                followed(container, name)
            digest(container)
            container.key_rolling.roll(container.clock.now())
            container.key_destruction.fence(account, ALL, "request-1")
            container.key_destruction.destroy(account, ALL)
            directory = [one for one in container.read_models if one.name == "directory"]
            (snapshots, cleared) = DerivedStores(container.url, directory).clear(account)
            assert (snapshots.name, cleared.matched) == ("log.snapshots", 1)
            for _ in range(2):
                container.model_files.keep(sha256(b"learnt").hexdigest(), b"learnt", MONDAY)
            assert container.remove_unneeded_models() == 1
            assert container.provider
            assert container.operating.status()

    def test_tidies_up_snapshots(self, shared: Shared) -> None:
        """Where it may not, PostgreSQL only warns, and bytes of somebody erased would stay."""
        with psycopg.connect(shared.application, autocommit=True) as connection:
            warned: list[object] = []
            connection.add_notice_handler(warned.append)
            connection.execute("VACUUM (FULL, ANALYZE) log.snapshots")
        assert warned == []

    def test_goes_on_with_what_it_built_as_the_owner(
        self, servers: EmbeddedServers, user: str
    ) -> None:
        with fresh_database(str(servers.settings.database_owner_url)) as owner:
            migrate(owner)
            application = address(owner, user, "s3cret")
            shared = Shared(servers.settings, owner, application)
            with shared.container(owner) as container:
                agreed(container)
                followed(container, "tutor_search")
                followed(container, "audit_trail")
                assert container.provider
                with container.relay_state():
                    pass
            with psycopg.connect(owner) as connection:
                connection.execute("CREATE SCHEMA of_somebody_else CREATE TABLE theirs (id int)")
            migrate(owner, application)
            with shared.container(application) as container:
                followed(container, "audit_trail")
                (search,) = container.followers(["tutor_search"])
                assert search.open()
                catch_up(search, container.facts)
                search.close()
                container.operating.rebuild("tutor_search")
                assert container.provider
                with container.relay_state():
                    pass
            refused(application, "SELECT * FROM of_somebody_else.theirs")


class TestTheOwner:
    def test_may_share_again(self, shared: Shared, user: str) -> None:
        assert migrate(shared.owner, shared.application) == []
        changed = address(shared.owner, user, "another")
        migrate(shared.owner, changed)
        psycopg.connect(changed).close()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(shared.application)

    def test_that_is_the_only_user_shares_nothing(
        self, servers: EmbeddedServers, user: str
    ) -> None:
        with fresh_database(str(servers.settings.database_owner_url)) as owner:
            migrate(owner, owner)
            with psycopg.connect(owner) as connection:
                found = "SELECT FROM pg_roles WHERE starts_with(rolname, %s)"
                assert connection.execute(found, (user,)).fetchone() is None

    def test_that_may_make_no_roles_says_so(self, modest: Modest, user: str) -> None:
        with pytest.raises(CannotShare, match="permission denied to create role"):
            migrate(modest.owner, modest.application)
        with psycopg.connect(modest.superuser) as connection:
            for role in (user, f"{user}_redaction", f"{user}_auditor"):
                connection.execute(SQL("CREATE ROLE {}").format(Identifier(role)))
            redaction, owner = Identifier(f"{user}_redaction"), Identifier(f"{user}_owner")
            connection.execute(SQL("GRANT {} TO {}").format(redaction, owner))
        assert migrate(modest.owner, modest.application)

    def test_need_not_be_a_superuser(
        self, servers: EmbeddedServers, modest: Modest, user: str
    ) -> None:
        with psycopg.connect(modest.superuser) as connection:
            owner = Identifier(f"{user}_owner")
            connection.execute(SQL("ALTER ROLE {} CREATEROLE").format(owner))
        shared = Shared(servers.settings, modest.owner, modest.application)
        migrate(modest.owner)
        with shared.container(modest.owner) as container:
            agreed(container)
            followed(container, "tutor_search")
        migrate(modest.owner, modest.application)
        with shared.container(modest.application, modest.owner) as container:
            followed(container, "tutor_search")
            container.operating.rebuild("tutor_search")
            assert container.operating.redact("nobody", ["profile"], lambda _count: None) == 0
        refused(modest.application, "UPDATE log.facts SET state = ''")

    def test_is_who_migrates(self, shared: Shared) -> None:
        with (
            shared.container(shared.application) as container,
            pytest.raises(CannotBeDone, match="name that one in DATABASE_OWNER_URL"),
        ):
            container.operating.migrate()
        with shared.container(shared.application, shared.owner) as container:
            assert container.operating.migrate() == []

    def test_has_a_line_for_every_table_it_makes(self, shared: Shared) -> None:
        with psycopg.connect(shared.owner) as connection:
            found = connection.execute(TABLES, (list(SCHEMAS),)).fetchall()
        assert {name for (name,) in found} == set(APPLICATION)


class TestRedaction:
    @pytest.fixture
    def erased(self, shared: Shared) -> str:
        """This is somebody whose keys are destroyed."""
        with shared.container(shared.application) as container:
            places = done(container, BEN_REGISTERS, NOBODY)
            account = places[0].stream_id.partition("-")[2]
            container.key_destruction.fence(account, ALL, "request-1")
            container.key_destruction.destroy(account, ALL)
        return account

    def test_is_done_in_its_own_role(self, shared: Shared, erased: str) -> None:
        categories = [str(one) for one in ALL]
        with (
            shared.container(shared.application) as container,
            pytest.raises(CannotBeDone, match="name that one in DATABASE_OWNER_URL"),
        ):
            container.operating.redact(erased, categories, lambda _count: None)
        with shared.container(shared.application, shared.owner) as container:
            notarise(container)
            assert container.operating.redact(erased, categories, lambda _count: None) == 2

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE log.facts SET leaf = ''",
            "DELETE FROM log.facts",
            "INSERT INTO log.fences (drawer, request_id, position) VALUES ('a/b', 'r', 1)",
            "SELECT * FROM keys.subject_keys",
            "ALTER TABLE log.facts DISABLE TRIGGER ALL",
        ],
    )
    def test_may_do_nothing_else(self, shared: Shared, user: str, statement: LiteralString) -> None:
        refused(shared.login(f"{user}_eve", f"{user}_redaction"), statement)

    def test_takes_out_nothing_of_whoever_is_not_erased(self, shared: Shared, user: str) -> None:
        with shared.container(shared.application) as container:
            done(container, BEN_REGISTERS, NOBODY)
        eve = shared.login(f"{user}_eve", f"{user}_redaction")
        with psycopg.connect(eve) as connection, pytest.raises(RaiseException):
            connection.execute("UPDATE log.facts SET state = '{}'::text::bytea")


class TestAnAuditor:
    def test_verifies_the_log_and_changes_nothing(self, shared: Shared, user: str) -> None:
        with shared.container(shared.application) as container:
            agreed(container)
            done(container, BEN_REGISTERS, NOBODY)
            notarise(container)
        audrey = shared.login(f"{user}_audrey", f"{user}_auditor")
        with shared.container(audrey) as container:
            work = Rederiving(container.tree, container.log_verifiers)
            while work.checked < work.head:
                work.advance(1_000)
            assert work.end().size == work.head > 2
            assert container.published_log.checkpoint()
        for statement in (
            "INSERT INTO log.fences (drawer, request_id, position) VALUES ('a/b', 'r', 1)",
            "UPDATE log.head SET position = 1",
            "SELECT * FROM keys.subject_keys",
        ):
            refused(audrey, statement)


def test_the_password_is_in_no_statement(shared: Shared) -> None:
    with closing(psycopg.connect(shared.owner)) as connection:
        row = connection.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = %s",
            (urlsplit(shared.application).username,),
        ).fetchone()
    assert row is not None
    assert row[0].startswith("SCRAM-SHA-256$")
