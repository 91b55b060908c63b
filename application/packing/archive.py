"""A package: files in a ZIP, and a signed manifest that says what each of them holds.

It is made while it is read. No part of it is kept: each file is compressed on its way, and what
is remembered of it is its digest. A package that ends early has no list of its files and opens
nowhere, so that nobody takes half of it for the whole.

`manifest.json` is canonical JSON (RFC 8785); `manifest.jws` is the same bytes as a compact JWS
(RFC 7515), by a key that stands at `/.well-known/jwks.json`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from domain.proof.canonical import canonical

MANIFEST: Final = "manifest.json"
SIGNED: Final = "manifest.jws"
CHUNK_BYTES: Final = 64 * 1024
OWNER_ONLY: Final = 0o600 << 16

Content = Iterable[bytes]


class StatementSigner(Protocol):
    """This signs a statement so that anybody can check it."""

    def sign(self, content: bytes) -> str:
        """This is the signature as text; it carries the content it is of."""


@dataclass(frozen=True, slots=True)
class File:
    """This is one file, whose content is made when it is its turn."""

    name: str
    content: Content


class Package:
    """This is files on their way out: read once, from first to last.

    Attributes:
        manifest_sha256: the digest of the manifest; empty until that was written.
    """

    def __init__(
        self, about: Mapping[str, Any], files: Iterable[File], signer: StatementSigner, at: datetime
    ) -> None:
        self.manifest_sha256 = ""
        self._about = about
        self._files = files
        self._signer = signer
        self._at = at.astimezone(UTC)

    def chunks(self) -> Iterator[bytes]:
        """This is the package as bytes, in pieces of some 64 KiB."""
        outgoing = _Outgoing()
        listed = []
        with ZipFile(outgoing, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
            for file in self._files:
                digest = _Digest()
                yield from self._written(archive, outgoing, file.name, digest.of(file.content))
                listed.append({"name": file.name, "sha256": digest.hex, "bytes": digest.count})
            manifest = canonical(msgspec.to_builtins({**self._about, "files": listed}))
            self.manifest_sha256 = sha256(manifest).hexdigest()
            signed = self._signer.sign(manifest).encode()
            yield from self._written(archive, outgoing, MANIFEST, [manifest])
            yield from self._written(archive, outgoing, SIGNED, [signed])
        yield outgoing.taken()

    def _written(
        self, archive: ZipFile, outgoing: "_Outgoing", name: str, content: Content
    ) -> Iterator[bytes]:
        about = ZipInfo(name, self._at.timetuple()[:6])
        about.compress_type = ZIP_DEFLATED
        about.external_attr = OWNER_ONLY
        with archive.open(about, "w") as entry:
            for piece in content:
                entry.write(piece)
                if outgoing.waiting >= CHUNK_BYTES:
                    yield outgoing.taken()


class _Outgoing:
    """This is where a ZIP is written to that nobody can go back in."""

    def __init__(self) -> None:
        self.waiting = 0
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """This takes some bytes."""
        self._pieces.append(bytes(piece))
        self.waiting += len(piece)
        return len(piece)

    def flush(self) -> None:
        """This does nothing: whoever sends decides when."""

    def taken(self) -> bytes:
        """This is what has been written since it was last asked for."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        self.waiting = 0
        return taken


class _Digest:
    """This is what a file holds, by digest and length, as it passes."""

    def __init__(self) -> None:
        self.count = 0
        self._sha256 = sha256()

    def of(self, content: Content) -> Iterator[bytes]:
        """This lets a content pass, and knows it afterwards."""
        for piece in content:
            self.count += len(piece)
            self._sha256.update(piece)
            yield piece

    @property
    def hex(self) -> str:
        """This is the digest of all that passed."""
        return self._sha256.hexdigest()
