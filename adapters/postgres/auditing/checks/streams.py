"""The streams of the log: each has its versions once, all of them, in order."""

from collections.abc import Iterable
from typing import LiteralString

from adapters.postgres.auditing.checks.kinds import MOST, Check
from adapters.postgres.auditing.reading import RawLog
from application.auditing.asking import Finding

_TWICE: LiteralString = (
    "SELECT originator_id, originator_version, max(notification_id), count(*) FROM log.facts"
    " GROUP BY originator_id, originator_version HAVING count(*) > 1 ORDER BY 3 LIMIT %s"
)
_STEPS: LiteralString = """
    SELECT stream, version, position, version_before, position_before FROM (
        SELECT originator_id AS stream, originator_version AS version,
               notification_id AS position,
               coalesce(lag(originator_version) OVER beside, 0) AS version_before,
               coalesce(lag(notification_id) OVER beside, 0) AS position_before
        FROM log.facts
        WINDOW beside AS (PARTITION BY originator_id ORDER BY originator_version)
    ) AS steps
    WHERE version > version_before + 1 OR version < 1
       OR (version > version_before AND position < position_before)
    ORDER BY position LIMIT %s
"""


class Duplicates(Check):
    """This looks for versions that a stream has more than once."""

    name = "duplicates"
    promise = "no stream has a version twice"

    def close(self, log: RawLog) -> Iterable[Finding]:
        """This is every version that is there again, found by counting and not by the index."""
        for stream, version, position, count in log.rows(_TWICE, (MOST,)):
            yield Finding(position, f"{stream}@{version} is recorded {count} times")


class Versions(Check):
    """This looks for streams that leave versions out, or have them in another order."""

    name = "versions"
    promise = "the versions of each stream run 1, 2, 3 … in the order of the log"

    def close(self, log: RawLog) -> Iterable[Finding]:
        """This is every step in a stream that is none from a version to the next."""
        for stream, version, position, before, position_before in log.rows(_STEPS, (MOST,)):
            if version > before + 1 or version < 1:
                yield Finding(position, f"{stream} goes from version {before} to {version}")
            else:
                where = f"before its version {before}, at {position_before:,}"
                yield Finding(position, f"{stream}@{version} stands {where}")
