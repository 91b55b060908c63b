"""What should have been counted, by one query over the log, and what was."""

from collections import Counter
from typing import Any, LiteralString

import psycopg

_FACTS: LiteralString = """
    WITH fact AS (
        SELECT originator_id AS stream, originator_version AS version, topic, recorded_at,
            convert_from(state, 'UTF8')::jsonb AS body
        FROM log.facts
    ), subject AS (
        SELECT stream, body ->> 'subject' AS subject FROM fact WHERE topic = 'booking.held.v1'
    ), declared AS (
        SELECT DISTINCT ON (d.stream) d.stream, d.version, d.recorded_at,
            d.body ->> 'country' AS country, r.body ->> 'registered_at' AS at
        FROM fact d JOIN fact r ON r.stream = d.stream AND r.topic = 'account.registered.v1'
        WHERE d.topic = 'account.age_declared.v1' ORDER BY d.stream, d.version
    ), counted AS (
        SELECT stream, version, recorded_at, subject, '' AS country, one.* FROM fact
        JOIN subject USING (stream), LATERAL (VALUES
            ('bookings_held', body ->> 'held_at', '', 1),
            ('bookings_submitted', coalesce(body ->> 'requested_at', body ->> 'submitted_at'),
                '', 1),
            ('bookings_confirmed', body ->> 'confirmed_at', '', 1),
            ('booked_value_minor', body ->> 'confirmed_at', body #>> '{price,currency}',
                (body #>> '{price,minor}')::bigint),
            ('lessons_completed', body ->> 'completed_at', '', 1),
            ('cancellations', body ->> 'cancelled_at', '', 1)
        ) AS one (measure, at, currency, value)
        WHERE topic LIKE 'booking.%' AND at IS NOT NULL
        UNION ALL
        SELECT stream, version, recorded_at, '', '', 'gross_volume_minor', body ->> 'occurred_at',
            body #>> '{amount,currency}', CASE topic WHEN 'payment.captured.v1'
                THEN (body #>> '{amount,minor}')::bigint ELSE -(body #>> '{undone,minor}')::bigint
            END
        FROM fact WHERE topic IN
            ('payment.captured.v1', 'payment.declined.v1', 'payment.capture_failed.v1')
        UNION ALL
        SELECT stream, version, recorded_at, '', '', 'registrations',
            body ->> 'registered_at', '', 1
        FROM fact WHERE topic = 'account.registered.v1'
        UNION ALL
        SELECT stream, version, recorded_at, '', one.country, 'registrations', at, '', one.value
        FROM declared, LATERAL (VALUES ('', -1), (declared.country, 1)) AS one (country, value)
    ), timely AS (
        SELECT measure, at::timestamptz, subject, country, currency, value
        FROM counted WHERE recorded_at - at::timestamptz <= interval '7 days'
        UNION ALL
        SELECT DISTINCT ON (stream, version) 'late_facts', recorded_at, '', '', '', 1
        FROM counted WHERE recorded_at - at::timestamptz > interval '7 days'
    )
    SELECT period, start, measure, subject, country, currency, sum(value)::bigint
    FROM timely, LATERAL (
        SELECT each, date_trunc(each, at, 'UTC') FROM unnest('{minute,hour,day}'::text[]) AS each
        UNION ALL
        SELECT 'rolling_hour', date_bin('10 minutes', at, 'epoch') - back * interval '10 minutes'
        FROM generate_series(0, 5) AS back
    ) AS around (period, start)
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(value) <> 0
"""
_KEPT: LiteralString = """
    SELECT period, start, measure, subject, country, currency, sum(value)::bigint
    FROM analytics.windows GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(value) <> 0
"""


def should_be(url: str) -> Counter[Any]:
    """This is every figure as one query over the log has it."""
    return _figures(url, _FACTS)


def kept(url: str) -> Counter[Any]:
    """This is every figure as it was kept."""
    return _figures(url, _KEPT)


def _figures(url: str, statement: LiteralString) -> Counter[Any]:
    with psycopg.connect(url) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        return Counter({row[:-1]: row[-1] for row in connection.execute(statement)})
