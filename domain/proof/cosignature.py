"""Cosignatures, as C2SP tlog-cosignature has them: a witness saw that a log only grew, and when.

    cosignature/v1
    time 1679315147
    example.org/log
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

That is what is signed; in the note stand eight bytes of time before the signature.
"""

from domain.proof.invalid import ProofInvalid

HEADER_LINE = b"cosignature/v1\n"
TIME_BYTES = 8
LATEST = 2**63 - 1


def cosigned(text: bytes, seconds: int) -> bytes:
    """This is what a witness signs of a checkpoint's text at a time, in seconds since 1970."""
    return HEADER_LINE + f"time {seconds}\n".encode() + text


def timed(signature: bytes, seconds: int) -> bytes:
    """This is a signature with its time, as it stands in a note."""
    return seconds.to_bytes(TIME_BYTES, "big") + signature


def untimed(raw: bytes) -> tuple[bytes, int]:
    """This is the signature, and the time it was made at.

    Raises:
        ProofInvalid: it is too short, or of a time that never comes.
    """
    seconds = int.from_bytes(raw[:TIME_BYTES], "big")
    if len(raw) <= TIME_BYTES or seconds > LATEST:
        raise ProofInvalid("That is no cosignature with its time.")
    return raw[TIME_BYTES:], seconds
