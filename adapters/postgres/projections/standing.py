"""Every read model in use, each at a moment of its own: where it stands, and its public digest."""

from collections.abc import Iterable
from typing import Final

import psycopg
import structlog

from adapters.postgres.pool import outages
from adapters.postgres.projections.digest import public_digest_of
from adapters.postgres.projections.live import live
from adapters.postgres.projections.rebuild import Connect
from adapters.postgres.projections.store import NotBuilt
from domain.proof.digests import ProjectionDigest
from projections.runtime import Projection

LOOKS: Final = 5
MOST_MISSING: Final = 1_000

log = structlog.get_logger()


def standings(
    connect: Connect, projections: Iterable[Projection], partitions: int
) -> list[ProjectionDigest]:
    """This is every read model that is built, by this code, and not far behind anywhere.

    Raises:
        Unavailable: PostgreSQL does not answer.
    """
    found = []
    for projection in projections:
        try:
            with outages():
                one = live(connect, projection, partitions, public_digest_of, LOOKS)
        except NotBuilt:
            continue
        except psycopg.Error as reason:
            # What is wrong with one read model says nothing of the others.
            told = type(reason).__name__
            log.exception("read_model_not_digested", projection=projection.name, reason=told)
            continue
        if len(one.reached.missing) > MOST_MISSING:
            log.info("read_model_not_digested", projection=projection.name, reason="far behind")
            continue
        found.append(
            ProjectionDigest(
                name=projection.name,
                version=projection.version,
                position=one.reached.position,
                parked=one.parked,
                digest=one.digest,
                missing=tuple(sorted(one.reached.missing)),
            )
        )
    return found
