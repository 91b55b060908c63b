"""What the application's user may do in a database that another user owns.

The owner migrates. Whoever serves requests appends, and can neither change nor remove a fact, the
outcome of a command, a destroyed key or anything signed; PostgreSQL itself refuses it. Taking
ciphertexts out has a role of its own, and so has looking on: `<user>_redaction` and
`<user>_auditor`, which nobody signs in as.

Every table that is migrated stands here; one that does not is nobody's but the owner's.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Composed, Identifier, Literal

SCHEMAS: Final = ("log", "keys", "proof", "processes", "analytics", "models")
OLDEST: Final = 170_000
"""The first PostgreSQL that lets a user tidy up a table of somebody else's."""

_READ, _ADD = ("SELECT",), ("SELECT", "INSERT")
_ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
APPLICATION: Final[Mapping[str, tuple[str, ...]]] = {
    "public.migrations": _READ,
    "log.facts": _ADD,
    "log.ledger": _ADD,
    "log.fences": _ADD,
    "log.head": ("SELECT", "UPDATE"),
    "log.snapshots": (*_ALL, "MAINTAIN"),
    "keys.subject_keys": _ALL,
    "keys.destroyed": _ADD,
    "keys.erasures": ("SELECT", "UPDATE"),
    "keys.caches": _ALL,
    "proof.checkpoints": _ADD,
    "proof.tile_hashes": _ADD,
    "proof.cosignatures": _ADD,
    "proof.digests": _ADD,
    "proof.digest_places": _ADD,
    "proof.alarms": _ALL,
    "proof.self_check": ("SELECT", "UPDATE"),
    "proof.ledger_check": ("SELECT", "UPDATE"),
    "proof.witnesses": ("SELECT", "INSERT", "UPDATE"),
    "processes.attempts": _ALL,
    "analytics.windows": ("SELECT", "INSERT", "UPDATE"),
    "analytics.places": ("SELECT", "INSERT", "UPDATE"),
    "models.files": ("SELECT", "INSERT", "UPDATE (kept_at)", "DELETE"),
}
REDACTION: Final[Mapping[str, tuple[str, ...]]] = {
    "log.facts": ("SELECT", "UPDATE (state)", "MAINTAIN"),
    "log.fences": _READ,
}
AUDITOR: Final[Mapping[str, tuple[str, ...]]] = {
    name: _READ for name in APPLICATION if name.startswith(("log.", "proof.", "public."))
} | {"keys.destroyed": _READ}

_BUILT_BY_US = """
    SELECT nspname FROM pg_namespace AS n
    WHERE nspowner = current_user::regrole AND (
        nspname IN ('streams', 'sandbox', 'vault')
        OR to_regclass(quote_ident(nspname) || '.build') IS NOT NULL
            AND to_regclass(quote_ident(nspname) || '.checkpoint') IS NOT NULL)
"""
_INSIDE = """
    SELECT 'TABLE', oid::regclass::text FROM pg_class
    WHERE relnamespace = %(schema)s::regnamespace AND relkind = 'r'
    UNION ALL
    SELECT 'ROUTINE', oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = %(schema)s::regnamespace
"""


class CannotShare(Exception):
    """This is why two users cannot share the database, in a sentence."""


def redaction_role(url: str, owner_url: str | None) -> str | None:
    """This is the role in which ciphertexts are taken out of the log; none with one user."""
    user, _password = _user(url)
    is_shared = owner_url is not None and user != _user(owner_url)[0]
    return f"{user}_redaction" if is_shared else None


def share(connection: "Connection[Any]", url: str) -> None:
    """This lets the user of the address in, and grants what the application needs.

    It may run again at any time. Without another user there is nothing to share.

    Raises:
        CannotShare: the address names nobody, PostgreSQL is too old, or the owner may not do that.
    """
    user, password = _user(url)
    if user == connection.info.user:
        return
    if not user:
        raise CannotShare("Name the user in DATABASE_URL, or unset DATABASE_OWNER_URL.")
    if connection.info.server_version < OLDEST:
        raise CannotShare("Two users need PostgreSQL 17 or newer; unset DATABASE_OWNER_URL.")
    try:
        _share(connection, user, password)
    except InsufficientPrivilege as reason:
        told = reason.diag.message_primary
        raise CannotShare(
            f"The owner of the tables may not let {user} in, or not in every role: {told}."
        ) from reason


def _share(connection: "Connection[Any]", user: str, password: str | None) -> None:
    redaction, auditor = f"{user}_redaction", f"{user}_auditor"
    _make_role(connection, user, password)
    _make_role(connection, redaction)
    _make_role(connection, auditor)
    _become(connection, redaction)
    database, name = Identifier(connection.info.dbname), Identifier(user)
    connection.execute(SQL("GRANT CREATE ON DATABASE {} TO {}").format(database, name))
    for role, granted in ((user, APPLICATION), (redaction, REDACTION), (auditor, AUDITOR)):
        for statement in _grants(role, granted):
            connection.execute(statement)
    _hand_over(connection, user)


def _user(url: str) -> tuple[str, str | None]:
    given = conninfo_to_dict(url)
    password = given.get("password")
    return str(given.get("user", "")), None if password is None else str(password)


def _make_role(connection: "Connection[Any]", name: str, password: str | None = None) -> None:
    """This makes a role, or gives it this password; without one nobody signs in as it.

    The password is sent as its digest, so that no log of the server holds it.
    """
    found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
    if found is not None and password is None:
        return
    made = SQL("CREATE ROLE {}" if found is None else "ALTER ROLE {}").format(Identifier(name))
    if password is not None:
        raw = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
        made += SQL(" LOGIN PASSWORD {}").format(Literal(raw.decode()))
    try:
        with connection.transaction():
            connection.execute(made)
    except InsufficientPrivilege:
        if found is None:
            raise
        # Somebody else keeps the passwords here.


def _become(connection: "Connection[Any]", role: str) -> None:
    """This lets the owner take the role, where that is not so already."""
    row = connection.execute("SELECT pg_has_role(%s, 'SET')", (role,)).fetchone()
    if row is None or not row[0]:
        connection.execute(SQL("GRANT {} TO CURRENT_USER").format(Identifier(role)))


def _grants(role: str, granted: Mapping[str, tuple[str, ...]]) -> Iterator[Composed]:
    """This is everything that takes from the role what it had, and gives it what it needs."""
    name = Identifier(role)
    schemas = SQL(", ").join(map(Identifier, SCHEMAS))
    yield SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(schemas, name)
    yield SQL("GRANT USAGE ON SCHEMA {} TO {}").format(
        SQL(", ").join(Identifier(one) for one in sorted({t.split(".")[0] for t in granted})), name
    )
    for table, privileges in granted.items():
        yield SQL("GRANT {} ON {} TO {}").format(
            SQL(", ").join(map(SQL, privileges)), Identifier(*table.split(".")), name
        )


def _hand_over(connection: "Connection[Any]", user: str) -> None:
    """This makes the user the owner of what the application built while it was the owner itself."""
    built = connection.execute(_BUILT_BY_US).fetchall()
    if built:
        _become(connection, user)
    owner = Identifier(user)
    for (schema,) in built:
        connection.execute(SQL("ALTER SCHEMA {} OWNER TO {}").format(Identifier(schema), owner))
        for kind, name in connection.execute(_INSIDE, {"schema": schema}).fetchall():
            connection.execute(SQL("ALTER {} {} OWNER TO {}").format(SQL(kind), SQL(name), owner))
