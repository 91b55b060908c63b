"""Keys in memory: a vault and a keyring with the same promises, for tests without a disk."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from adapters.bodies.envelope import Drawer, KeyName
from adapters.vault.wrapping import fresh_key, unwrapped, wrapped
from application.ports import Wrapped
from domain.shared.errors import KeyIsGone, PersonIsErased, Unavailable

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class InMemoryKeyVault:
    """This keeps key-encryption keys in a dict; two made with the same `first` are one."""

    def __init__(self, first: bytes | None = None) -> None:
        self._keks: dict[int, tuple[datetime, bytes]] = {1: (LONG_AGO, first or fresh_key())}

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """This is the key, wrapped by the newest version."""
        version = max(self._keks)
        return Wrapped(version, wrapped(self._keks[version][1], key, context))

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """This is the key again."""
        if wrapped.version not in self._keks:
            raise KeyIsGone(f"version {wrapped.version} of the key-encryption key")
        return unwrapped(self._keks[wrapped.version][1], wrapped.data, context)

    def rotate(self, now: datetime, every: timedelta) -> int:
        """This is the newest version, made now when the last is older than `every`."""
        newest = max(self._keks, default=0)
        if not newest or now - self._keks[newest][0] >= every:
            newest += 1
            self._keks[newest] = (now, fresh_key())
        return newest

    def destroy(self, version: int, now: datetime) -> None:  # noqa: ARG002 - nothing is noted here
        """This forgets the version."""
        self._keks.pop(version, None)

    def versions(self) -> Mapping[int, datetime]:
        """This is every version there is."""
        return {version: made_at for version, (made_at, _key) in self._keks.items()}


class InMemoryKeyring:
    """This keeps the keys of people in dicts; `destroy` erases a drawer and fences it off."""

    def __init__(self) -> None:
        self._keys: dict[KeyName, bytes | None] = {}
        self._fenced: set[Drawer] = set()

    def current(self, drawers: Iterable[Drawer]) -> Mapping[Drawer, tuple[int, bytes]]:
        """This is the only key of each drawer, made when there is none."""
        found = {}
        for drawer in drawers:
            if drawer in self._fenced:
                raise PersonIsErased
            key = self._keys.setdefault(KeyName(drawer, 1), fresh_key())
            assert key is not None
            found[drawer] = (1, key)
        return found

    def find(self, names: Iterable[KeyName]) -> Mapping[KeyName, bytes | None]:
        """This is the keys of those names; None for one that was destroyed."""
        wanted = list(names)
        if not self._keys.keys() >= set(wanted):
            raise Unavailable("a key is missing")
        return {name: self._keys[name] for name in wanted}

    def destroy(self, drawer: Drawer) -> None:
        """This erases what the drawer's key locked, and lets nothing more be locked by it."""
        self._fenced.add(drawer)
        for name in self._keys:
            if name.drawer == drawer:
                self._keys[name] = None
