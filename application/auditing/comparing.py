"""A read model derived again, held against what was published of it at that place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from application.digesting import Told
from domain.proof.digests import ProjectionDigest


class Verdict(StrEnum):
    """This is what came of it."""

    SAME = "same"
    OTHER = "other"
    OF_OTHER_CODE = "of_other_code"
    OF_ANOTHER_PLACE = "of_another_place"


@dataclass(frozen=True, slots=True)
class Compared:
    """This is one published digest, and what came of holding a replay against it.

    Attributes:
        number: of the digests that tell it.
        signed_at: when they were signed.
        version: of the code then.
        digest: the public digest that was published.
        parked: how many facts could not be applied then.
        missing: how many facts up to the position had not come then.
        verdict: what came of it; other code or another place cannot be compared.
    """

    number: int
    signed_at: datetime
    version: int
    digest: str
    parked: int
    missing: int
    verdict: Verdict


def compared(told: Iterable[Told], derived: ProjectionDigest) -> Sequence[Compared]:
    """This holds what was derived at a place against everything that was published there."""
    return tuple(
        Compared(
            number=one.number,
            signed_at=one.signed_at,
            version=one.digest.version,
            digest=one.digest.digest,
            parked=one.digest.parked,
            missing=len(one.digest.missing),
            verdict=_verdict(one.digest, derived),
        )
        for one in told
    )


def _verdict(published: ProjectionDigest, derived: ProjectionDigest) -> Verdict:
    if published.version != derived.version:
        return Verdict.OF_OTHER_CODE
    if published.missing != derived.missing:
        return Verdict.OF_ANOTHER_PLACE
    return Verdict.SAME if published == derived else Verdict.OTHER
