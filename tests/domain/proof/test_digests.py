"""Digests of read models: written and read one way only, and never taken for a checkpoint."""

from dataclasses import replace

import pytest

from domain.proof.checkpoint import Checkpoint, read_checkpoint
from domain.proof.digests import Digests, ProjectionDigest, read_digests
from domain.proof.invalid import ProofInvalid
from domain.proof.keys import is_name
from tests.domain.proof.trees import ROOTS

ORIGIN = "example.org/log"
ONE = ProjectionDigest("calendar", 3, 7, 0, "a" * 64)
OTHER = ProjectionDigest("directory", 12, 8, 2, "0f" * 32, (3, 7, 8))
BOTH = Digests(ORIGIN, 8, ROOTS[8], (ONE, OTHER))
HEAD = BOTH.text.partition("calendar")[0]
LINE = f"calendar 3 7 0 {'a' * 64}"


class TestDigests:
    def test_are_written_line_by_line(self) -> None:
        first, size, *_root, one, other, end = BOTH.text.split("\n")
        assert (first, size, end) == (f"{ORIGIN} projections", "8", "")
        assert one == LINE
        assert other == f"directory 12 8 2 {'0f' * 32} 3,7,8"

    @pytest.mark.parametrize("digests", [BOTH, replace(BOTH, projections=(OTHER,), size=9)])
    def test_are_read_as_they_are_written(self, digests: Digests) -> None:
        assert read_digests(digests.text) == digests

    def test_tell_how_far_the_farthest_had_come(self) -> None:
        assert BOTH.position == 8

    def test_are_those_of_no_log_that_could_sign_a_checkpoint(self) -> None:
        """Whoever takes them for a checkpoint finds it to be of a log that cannot be called so."""
        assert not is_name(read_checkpoint(BOTH.text).origin)
        with pytest.raises(ProofInvalid):
            read_digests(Checkpoint(ORIGIN, 8, ROOTS[8], (LINE,)).text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            HEAD,
            f"{HEAD}{LINE}",
            f"{HEAD}{LINE}\n\n",
            f"{HEAD}\n{LINE}\n",
            f"{HEAD}{LINE}\n{LINE}\n",
            f"{HEAD}{LINE}\nbookings 1 1 0 {'a' * 64}\n",
            f"{HEAD}{LINE} \n",
            f"{HEAD} {LINE}\n",
            f"{HEAD}{LINE} 7,3\n",
            f"{HEAD}{LINE} 3,3\n",
            f"{HEAD}{LINE} 03\n",
            f"{HEAD}{LINE} 0\n",
            f"{HEAD}{LINE} 8\n",
            f"{HEAD}{LINE} 3,\n",
            f"{HEAD}{LINE} 3 4\n",
            f"{HEAD}{LINE.replace('calendar', 'Calendar')}\n",
            f"{HEAD}{LINE.replace('calendar', '../calendar')}\n",
            f"{HEAD}{LINE.replace(' 7 ', ' 9 ')}\n",
            f"{HEAD}{LINE.replace(' 7 ', ' 07 ')}\n",
            f"{HEAD}{LINE.replace(' 7 ', ' -7 ')}\n",
            f"{HEAD}{LINE.replace('aaaa', 'AAAA')}\n",
            f"{HEAD}{LINE[:-1]}\n",
            f"{HEAD}{LINE}a\n",
            f"{HEAD}{LINE}\n".replace(" projections", ""),
            f"{HEAD}{LINE}\n".replace(ORIGIN, ""),
            f"{HEAD}{LINE}\n".replace("\n8\n", "\n08\n"),
            f"{HEAD}{LINE}\n".replace("\n", "\r\n"),
        ],
    )
    def test_are_read_strictly(self, text: str) -> None:
        with pytest.raises(ProofInvalid):
            read_digests(text)

    @pytest.mark.parametrize(
        "wrong",
        [
            replace(BOTH, projections=()),
            replace(BOTH, projections=(OTHER, ONE)),
            replace(BOTH, size=7),
            replace(BOTH, root=ROOTS[8][:31]),
            replace(BOTH, origin="two\nlines"),
            replace(BOTH, projections=(replace(ONE, name="two words"),)),
            replace(BOTH, projections=(replace(ONE, digest="a"),)),
            replace(BOTH, projections=(replace(ONE, missing=(8,)),)),
        ],
    )
    def test_are_not_written_when_they_could_not_be_read(self, wrong: Digests) -> None:
        with pytest.raises(ProofInvalid):
            _ = wrong.text
