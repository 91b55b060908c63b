"""What is brought to a witness, and what it signs: written and read one way only."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.proof.cosignature import cosigned, timed, untimed
from domain.proof.invalid import ProofInvalid
from domain.proof.spelling import decoded
from domain.proof.submission import Submission, read_submission

NOTE = "example.org/log\n8\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— a AAAAAAA=\n"
HASH = bytes(range(32))


class TestASubmission:
    @pytest.mark.parametrize("proof", [(), (HASH,), (HASH,) * 63])
    def test_is_read_as_it_is_written(self, proof: tuple[bytes, ...]) -> None:
        sent = Submission(7, proof, NOTE)
        assert read_submission(sent.text.encode()) == sent

    def test_looks_as_its_specification_shows_it(self) -> None:
        text = "old 7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n" + NOTE
        assert Submission(7, (HASH,), NOTE).text == text

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"old 7\n",
            b"old 7\n\n",
            b"old 07\n\n" + NOTE.encode(),
            b"old -1\n\n" + NOTE.encode(),
            b"old\n\n" + NOTE.encode(),
            b"new 7\n\n" + NOTE.encode(),
            b"old 7\nAAAA\n\n" + NOTE.encode(),
            b"old 7\nnonsense\n\n" + NOTE.encode(),
            b"old 7\r\n\r\n" + NOTE.encode(),
            Submission(7, (HASH,) * 64, NOTE).text.encode(),
            b"\xff",
        ],
    )
    def test_is_refused_when_it_is_written_otherwise(self, raw: bytes) -> None:
        with pytest.raises(ProofInvalid):
            read_submission(raw)

    @given(st.binary(max_size=200))
    def test_is_refused_or_read_whatever_comes(self, raw: bytes) -> None:
        with suppress(ProofInvalid):
            assert read_submission(raw).text.encode() == raw


class TestACosignature:
    def test_signs_the_time_before_the_text(self) -> None:
        assert cosigned(b"origin\n8\nroot\n", 1679315147) == (
            b"cosignature/v1\ntime 1679315147\norigin\n8\nroot\n"
        )

    def test_has_its_time_in_front(self) -> None:
        """As in the tests of transparency-dev/formats."""
        line = (
            "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOwor"
            "DcFiEBYJXORmnFBOBA=="
        )
        signature, seconds = untimed(decoded(line)[4:])
        assert (len(signature), seconds) == (64, 1727964367)
        assert timed(signature, seconds) == decoded(line)[4:]

    @pytest.mark.parametrize("raw", [b"", bytes(8), b"\xff" * 72, b"\x80" + bytes(71)])
    def test_is_refused_without_a_time_or_a_signature(self, raw: bytes) -> None:
        with pytest.raises(ProofInvalid):
            untimed(raw)
