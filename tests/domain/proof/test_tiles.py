"""Tiles and bundles: named as C2SP tlog-tiles says, and nothing in them that is not meant."""

import pytest

from domain.proof.bundles import EntryTooLong, bundle_of, entries_in
from domain.proof.invalid import ProofInvalid
from domain.proof.proving import OutsideTheTree
from domain.proof.tiles import (
    EntryBundle,
    Tile,
    nodes_in,
    read_path,
    tile_hashes,
)
from tests.domain.proof.trees import KNOWN, ROOTS

PATHS = {
    "tile/0/000": Tile(0, 0),
    "tile/0/x001/x234/067": Tile(0, 1_234_067),
    "tile/1/x001/000.p/17": Tile(1, 1000, 17),
    "tile/63/999.p/255": Tile(63, 999, 255),
    "tile/2/000.p/1": Tile(2, 0, 1),
    "tile/entries/x001/x234/067": EntryBundle(1_234_067),
    "tile/entries/273.p/112": EntryBundle(273, 112),
}
OF_EIGHT = b"".join(KNOWN.leaves)


class TestAPath:
    @pytest.mark.parametrize(("path", "named"), PATHS.items(), ids=PATHS)
    def test_names_a_tile(self, path: str, named: Tile | EntryBundle) -> None:
        assert read_path(path) == named
        assert named.path == path

    @pytest.mark.parametrize(
        "path",
        [
            "",
            "checkpoint",
            "tile/0/0",
            "tile/0/67",
            "tile/0/0067",
            "tile/00/067",
            "tile/01/067",
            "tile/64/067",
            "tile/100/067",
            "tile/-1/067",
            "tile/0/x067",
            "tile/0/x000/067",
            "tile/0/x000/x001/067",
            "tile/0/001/067",
            "tile/0/x001/x067",
            "tile/0/x001/x234/x067",
            "tile/0/X001/067",
            "tile/0/x1/067",
            "tile/0/x001/67",
            "tile/0/x001234/067",
            "tile/0/067/",
            "/tile/0/067",
            "tile/0//067",
            "tile/0/067\n",
            "tile/0/٠٦٧",
            "tile/0/067.p",
            "tile/0/067.p/",
            "tile/0/067.p/0",
            "tile/0/067.p/01",
            "tile/0/067.p/256",
            "tile/0/067.p/300",
            "tile/0/067.p/1000",
            "tile/0/067.p/-1",
            "tile/0/067.p/1/",
            "tile/entries/67",
            "tile/entries/067.p/256",
            "tile/entries/0/067",
            "tile/data/067",
            "tile/8/0/067",
            "tile/0/" + "x001/" * 100 + "067",
        ],
    )
    def test_has_one_spelling_only(self, path: str) -> None:
        with pytest.raises(ProofInvalid):
            read_path(path)


class TestTheTilesOfATree:
    def test_know_their_nodes(self) -> None:
        node = nodes_in(8, {Tile(0, 0, 8): OF_EIGHT}.__getitem__)
        assert node(0, 5) == KNOWN.leaves[5]
        assert node(2, 0) == ROOTS[4]
        assert node(3, 0) == ROOTS[8]

    @pytest.mark.parametrize(("level", "index"), [(0, 8), (1, 4), (4, 0), (0, -1), (-1, 0)])
    def test_know_no_others(self, level: int, index: int) -> None:
        node = nodes_in(8, {Tile(0, 0, 8): OF_EIGHT}.__getitem__)
        with pytest.raises(OutsideTheTree):
            node(level, index)

    @pytest.mark.parametrize("raw", [b"", OF_EIGHT[:-1], OF_EIGHT + b"\x00", OF_EIGHT * 2])
    def test_are_as_long_as_they_say(self, raw: bytes) -> None:
        assert tile_hashes(Tile(0, 0, 8), OF_EIGHT) == KNOWN.leaves
        with pytest.raises(ProofInvalid, match=r"tile/0/000\.p/8 has \d+ bytes in place of 256"):
            tile_hashes(Tile(0, 0, 8), raw)


class TestABundle:
    def test_has_each_entry_after_its_length(self) -> None:
        assert bundle_of([b"abc", b"", b"d" * 258]) == b"\0\3abc\0\0\1\2" + b"d" * 258

    def test_holds_entries_up_to_the_longest(self) -> None:
        longest = b"x" * 65_535
        assert entries_in(bundle_of([longest] * 2), 2) == [longest] * 2
        with pytest.raises(EntryTooLong):
            bundle_of([longest + b"x"])

    @pytest.mark.parametrize("count", [0, 257])
    def test_holds_256_entries_at_most_and_one_at_least(self, count: int) -> None:
        with pytest.raises(ValueError, match="1 to 256"):
            bundle_of([b""] * count)

    @pytest.mark.parametrize(
        ("raw", "width", "why"),
        [
            (b"", 1, "0 entries in place of 1"),
            (b"\0\1a", 2, "1 entries in place of 2"),
            (b"\0\1a\0\1b", 1, "Something follows the 1 entries"),
            (b"\0\1a\0", 1, "Something follows"),
            (b"\0\1a\0", 2, "cut off in entry 1"),
            (b"\0", 1, "cut off in entry 0"),
            (b"\0\2a", 1, "cut off in entry 0"),
            (b"\0\0" * 257, 256, "Something follows the 256 entries"),
        ],
    )
    def test_is_read_to_its_end_and_no_further(self, raw: bytes, width: int, why: str) -> None:
        with pytest.raises(ProofInvalid, match=why):
            entries_in(raw, width)
