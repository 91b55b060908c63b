"""Packages: a ZIP that is made while it is read, and what its manifest says."""

import io
import json
import os
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.packing.archive import CHUNK_BYTES, File, Package
from domain.shared.errors import Unavailable
from tests.support.calendar import MONDAY
from tests.support.tries import tried

MEBIBYTE = 1024 * 1024


class Stamp:
    """This signs by putting something before it."""

    def sign(self, content: bytes) -> str:
        return f"signed {content.decode()}"


def packed(*files: File) -> Package:
    return Package({"package": "test", "made_at": MONDAY}, files, Stamp(), MONDAY)


def opened(package: Package) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(package.chunks())))


contents = st.dictionaries(
    st.from_regex("[a-z]{1,8}[.]txt", fullmatch=True), st.lists(st.binary(max_size=200)), max_size=4
)


class TestAPackage:
    @tried(50, database=None)
    @given(contents)
    def test_gives_back_what_was_put_in(self, given_files: dict[str, list[bytes]]) -> None:
        package = packed(*(File(name, parts) for name, parts in given_files.items()))
        archive = opened(package)
        assert archive.testzip() is None
        manifest = archive.read("manifest.json")
        assert package.manifest_sha256 == sha256(manifest).hexdigest()
        assert archive.read("manifest.jws") == b"signed " + manifest
        listed = {one["name"]: one for one in json.loads(manifest)["files"]}
        assert listed.keys() == given_files.keys()
        for name, parts in given_files.items():
            content = b"".join(parts)
            assert archive.read(name) == content
            digest = sha256(content).hexdigest()
            assert (listed[name]["sha256"], listed[name]["bytes"]) == (digest, len(content))

    def test_has_a_canonical_manifest(self) -> None:
        manifest = opened(packed(File("a", [b"x"]))).read("manifest.json")
        told: dict[str, Any] = json.loads(manifest)
        assert manifest == json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
        assert told["package"] == "test"

    def test_is_never_held_whole(self) -> None:
        def much() -> Iterator[bytes]:
            for _ in range(16):
                yield os.urandom(MEBIBYTE // 2)

        tracemalloc.start()
        sizes = [len(chunk) for chunk in packed(File("much", much())).chunks()]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert sum(sizes) > 8 * MEBIBYTE
        assert peak < 4 * MEBIBYTE
        assert max(sizes) < MEBIBYTE + CHUNK_BYTES

    def test_asks_for_nothing_before_it_is_read(self) -> None:
        def never() -> Iterator[bytes]:
            raise AssertionError
            yield b""

        package = packed(File("never", never()))
        package.chunks()
        assert package.manifest_sha256 == ""

    def test_that_ends_early_opens_nowhere(self) -> None:
        def breaking() -> Iterator[bytes]:
            yield os.urandom(MEBIBYTE)
            raise Unavailable

        sent: list[bytes] = []
        package = packed(File("a", [b"whole"]), File("b", breaking()))
        with pytest.raises(Unavailable):
            sent.extend(package.chunks())
        for chunk in packed(File("a", [os.urandom(MEBIBYTE)])).chunks():
            sent.append(chunk)
            break
        assert package.manifest_sha256 == ""
        with pytest.raises(Exception, match="zip"):
            ZipFile(io.BytesIO(b"".join(sent)))
