"""What an export is made of: every piece once, in the order in which a tree is made again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.proof.checkpoint import read_checkpoint
from domain.proof.export import Manifest, in_order, line_of, read_line, read_manifest
from domain.proof.invalid import ProofInvalid
from domain.proof.tiles import EntryBundle, Tile, span_of
from tests.domain.proof.trees import bundles_of, tiles_of

SIZES = (0, 1, 255, 256, 257, 700, 65_535, 65_536, 65_537, 70_000, 131_072)
MANIFEST = Manifest(
    "example.org/log", 700, "2026-11-02T09:00:00Z", "ab" * 32, ("a.gone.v1",), ("a.b.v1", "c.d.v1")
)


class TestTheOrder:
    @pytest.mark.parametrize("size", SIZES)
    def test_has_every_tile_and_bundle_once(self, size: int) -> None:
        pieces = list(in_order(size))
        assert len(pieces) == len(set(pieces))
        assert set(pieces) == {*tiles_of(size), *bundles_of(size)}

    def test_has_the_tiles_of_the_specification(self) -> None:
        tiles = [piece for piece in in_order(70_000) if isinstance(piece, Tile)]
        assert {tile for tile in tiles if tile.width < 256} == {
            Tile(0, 273, 112),
            Tile(1, 1, 17),
            Tile(2, 0, 1),
        }
        full = {(tile.level, tile.index) for tile in tiles if tile.width == 256}
        assert full == {*((0, index) for index in range(273)), (1, 0)}

    @pytest.mark.parametrize("size", SIZES)
    def test_brings_nothing_before_what_it_is_made_of(self, size: int) -> None:
        known = 0
        for piece in in_order(size):
            if isinstance(piece, Tile) and piece.level == 0:
                known = span_of(piece)
            elif isinstance(piece, EntryBundle):
                assert span_of(piece) == known
            else:
                assert span_of(piece) <= known


class TestTheManifest:
    def test_is_read_as_it_is_written(self) -> None:
        assert read_manifest(MANIFEST.text) == MANIFEST

    def test_cannot_pass_for_a_checkpoint(self) -> None:
        with pytest.raises(ProofInvalid):
            read_checkpoint(MANIFEST.text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n",
            MANIFEST.text[:-1],
            MANIFEST.text + "\n",
            MANIFEST.text + "else something\n",
            MANIFEST.text.replace("v1\n", "v2\n", 1),
            MANIFEST.text.replace("size 700", "size 0700"),
            MANIFEST.text.replace("size 700\n", ""),
            MANIFEST.text.replace("log ", "log"),
            MANIFEST.text.replace("erasing a.gone.v1\n", "") + "erasing a.gone.v1\n",
            "example.org/log\n8\nabc\n",
        ],
    )
    def test_is_refused_when_it_is_written_otherwise(self, text: str) -> None:
        with pytest.raises(ProofInvalid):
            read_manifest(text)


class TestTheList:
    def test_is_read_as_it_is_written(self) -> None:
        assert read_line(line_of("ab" * 32, "tile/0/000")) == ("ab" * 32, "tile/0/000")

    @given(st.text(max_size=100))
    def test_refuses_anything_else(self, line: str) -> None:
        with pytest.raises(ProofInvalid):
            read_line(line)
