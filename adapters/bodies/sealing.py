"""Facts as bodies: personal fields sealed on the way in, opened or marked erased on the way out.

    {"$sealed":[{"alg":1,"category":"contact","data":"…","fields":["email"],
                 "subject":"…","version":1}],"account_id":"…",…}

A body is canonical JSON (RFC 8785): keys sorted, nothing between them. Facts hold no floats and
their keys are plain names, which is what makes sorting enough.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, Protocol, TypeVar

import msgspec

from adapters.bodies.codec import Unreadable, decode, encode, unmarked
from adapters.bodies.envelope import ALGORITHMS, NEWEST, Bound, Drawer, KeyName, SealBroken
from domain.shared.event import Fact
from domain.shared.personal import erased, personal_fields

MARK = b'{"$sealed":'
START = len(MARK)
S = TypeVar("S")


class Keyring(Protocol):
    """This holds the keys of people."""

    def current(self, drawers: Iterable[Drawer]) -> Mapping[Drawer, tuple[int, bytes]]:
        """This is the newest key of each drawer with its version; one is made where none is.

        Raises:
            PersonIsErased: nothing personal of that person may be recorded any more.
        """

    def find(self, names: Iterable[KeyName]) -> Mapping[KeyName, bytes | None]:
        """This is the keys of those names; None for one that was destroyed.

        Raises:
            Unavailable: a key should be there and is not, or cannot be unwrapped now.
        """


Keys = Mapping[KeyName, bytes | None]


class Seal(msgspec.Struct, frozen=True):
    """This is one ciphertext as it lies in a body."""

    alg: int
    category: str
    data: str
    fields: tuple[str, ...]
    subject: str
    version: int

    @property
    def key(self) -> KeyName:
        """This is the key it opens with."""
        return KeyName(Drawer(self.subject, self.category), self.version)


class _Marked(msgspec.Struct):
    sealed: msgspec.Raw = msgspec.field(name="$sealed")


_MARKED = msgspec.json.Decoder(_Marked)
_SEALS = msgspec.json.Decoder(tuple[Seal, ...])


class Body(NamedTuple):
    """This is a body where it lies: in which stream, at which version, under which topic."""

    stream_id: str
    version: int
    topic: str
    body: bytes

    @property
    def event_id(self) -> str:
        """This is what a ciphertext in the body is bound to."""
        return f"{self.stream_id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """This is a body as the log stores it, and the drawers that it holds something of."""

    body: bytes
    drawers: tuple[Drawer, ...]


class Sealing:
    """This turns facts and states into bodies, and back."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def seal(self, things: Sequence[tuple[str, str, Any]]) -> list[Sealed]:
        """This is the body of each fact or state, given with event id and topic.

        Raises:
            PersonIsErased: one of them holds something personal of a person who was erased.
        """
        split = [_split(thing) for _event_id, _topic, thing in things]
        drawers = {drawer for drawn in split for drawer in drawn}
        keys = self._keyring.current(sorted(drawers)) if drawers else {}
        return [
            _sealed(event_id, topic, thing, drawn, keys)
            for (event_id, topic, thing), drawn in zip(things, split, strict=True)
        ]

    def open(self, bodies: Sequence[Body]) -> list[Fact | Unreadable]:
        """This is the fact of each body, or why it has none.

        Raises:
            Unavailable: a key that should be there is not.
        """
        seals = {
            at: _seals_or_why(one) for at, one in enumerate(bodies) if one.body[:START] == MARK
        }
        names = {
            seal.key
            for found in seals.values()
            if not isinstance(found, Unreadable)
            for seal in found
        }
        keys = self._keyring.find(names) if names else {}
        return [_fact(one, seals.get(at, ()), keys) for at, one in enumerate(bodies)]

    def open_one(self, body: Body) -> Fact:
        """This is the fact of one body.

        Raises:
            Unreadable: the code cannot read it.
            Unavailable: a key that should be there is not.
        """
        (fact,) = self.open([body])
        if isinstance(fact, Unreadable):
            raise fact
        return fact

    def open_state(self, body: Body, cls: type[S]) -> S:
        """This is the state of a snapshot; what was erased reads so.

        Raises:
            Unavailable: a key that should be there is not.
        """
        seals = seals_in(body.body)
        keys = self._keyring.find({seal.key for seal in seals})
        state = msgspec.json.decode(_opened(body, seals, keys), type=cls)
        return _marked(state, seals, keys)


def seals_in(body: bytes) -> tuple[Seal, ...]:
    """This is every ciphertext of a body; most bodies have none, and say so by their start."""
    if body[:START] != MARK:
        return ()
    return _SEALS.decode(_MARKED.decode(body).sealed)


def _split(thing: Any) -> dict[Drawer, tuple[str, ...]]:
    """This is which personal fields lie in which drawer; absent values lie nowhere."""
    drawn: dict[Drawer, tuple[str, ...]] = {}
    cls: Any = type(thing)
    for name, subject, category in _marks(cls):
        if getattr(thing, name) not in (None, "", ()):
            drawer = Drawer(getattr(thing, subject), category)
            drawn[drawer] = (*drawn.get(drawer, ()), name)
    return drawn


@cache
def _marks(cls: Any) -> tuple[tuple[str, str, str], ...]:
    """This is every personal field: its name, the field with its subject, its category."""
    return tuple(
        (name, mark.subject, mark.category.value)
        for name, mark in sorted(personal_fields(cls).items())
    )


def _sealed(
    event_id: str,
    topic: str,
    thing: Any,
    drawn: Mapping[Drawer, tuple[str, ...]],
    keys: Mapping[Drawer, tuple[int, bytes]],
) -> Sealed:
    if not drawn:
        return Sealed(encode(thing), ())
    public = msgspec.to_builtins(thing, enc_hook=unmarked)
    seals = []
    for drawer, names in sorted(drawn.items()):
        version, key = keys[drawer]
        bound = Bound(event_id, topic, KeyName(drawer, version)).bytes(NEWEST)
        text = encode({name: public.pop(name) for name in names})
        data = b64encode(ALGORITHMS[NEWEST].seal(key, bound, text)).decode()
        seals.append(Seal(NEWEST, drawer.category, data, names, drawer.subject, version))
    return Sealed(encode({"$sealed": seals, **public}), tuple(sorted(drawn)))


def _seals_or_why(body: Body) -> tuple[Seal, ...] | Unreadable:
    try:
        return seals_in(body.body)
    except msgspec.MsgspecError as reason:
        return Unreadable(f"{body.topic}: {reason}")


def _fact(body: Body, seals: tuple[Seal, ...] | Unreadable, keys: Keys) -> Fact | Unreadable:
    if isinstance(seals, Unreadable):
        return seals
    try:
        if not seals:
            return decode(body.topic, body.body)
        return _marked(decode(body.topic, _opened(body, seals, keys)), seals, keys)
    except Unreadable as reason:
        return reason
    except (SealBroken, KeyError, ValueError) as reason:
        return Unreadable(f"{body.topic}: {reason}")


def _opened(body: Body, seals: tuple[Seal, ...], keys: Keys) -> bytes:
    """This is the body with the texts in place of the ciphertexts."""
    if not seals:
        return body.body
    texts = [_text(body, seal, keys[seal.key]) for seal in seals]
    inner = [one[1:-1] for one in (_public(body.body), *texts)]
    return b"{" + b",".join(part for part in inner if part) + b"}"


def _text(body: Body, seal: Seal, key: bytes | None) -> bytes:
    if key is None:
        return encode(dict.fromkeys(seal.fields, ""))
    bound = Bound(body.event_id, body.topic, seal.key).bytes(seal.alg)
    return ALGORITHMS[seal.alg].open(key, bound, b64decode(seal.data, validate=True))


def _public(body: bytes) -> bytes:
    """This is the body without its ciphertexts."""
    behind = START + len(bytes(_MARKED.decode(body).sealed))
    return b"{" + body[behind + 1 :] if body[behind : behind + 1] == b"," else b"{}"


def _marked(thing: S, seals: tuple[Seal, ...], keys: Keys) -> S:
    """This marks what could not be opened, because its key was destroyed."""
    gone = {seal.key.drawer for seal in seals if keys[seal.key] is None}
    if not gone:
        return thing
    cls: Any = type(thing)
    names = [
        name
        for name, mark in personal_fields(cls).items()
        if Drawer(getattr(thing, mark.subject), mark.category.value) in gone
        and getattr(thing, name) == ""
    ]
    return erased(thing, names)
