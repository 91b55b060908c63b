-- The log: one order for all facts. Column names are those of the eventsourcing library, so
-- that its recorders, notification log and tools read this table as they read their own.
CREATE SCHEMA log;

CREATE TABLE log.facts (
    notification_id    bigint      PRIMARY KEY,
    originator_id      text        NOT NULL,
    originator_version bigint      NOT NULL,
    topic              text        NOT NULL,
    state              bytea       NOT NULL,
    recorded_at        timestamptz NOT NULL,
    actor              text        NOT NULL,
    ground             text        NOT NULL,
    correlation_id     text        NOT NULL,
    causation_id       text        NOT NULL,
    subjects           text[]      NOT NULL,
    leaf               bytea       NOT NULL
);
CREATE UNIQUE INDEX facts_by_stream ON log.facts (originator_id, originator_version);
CREATE INDEX facts_by_correlation ON log.facts (correlation_id);
CREATE INDEX facts_by_subject ON log.facts USING gin (subjects) WITH (fastupdate = on)
    WHERE subjects <> '{}';

-- What is proved of a fact: everything the log keeps of it, as JSON in the canonical form of
-- RFC 8785. Bodies are canonical when they come in; PostgreSQL escapes text as that form asks.
CREATE FUNCTION log.record_of(
    "position" bigint, stream text, version bigint, topic text, body text,
    recorded_at timestamptz, actor text, ground text, correlation text, causation text,
    subjects text[]
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"actor":' || to_json(actor) || ',"body":' || body
        || ',"causation":' || to_json(causation) || ',"correlation":' || to_json(correlation)
        || ',"ground":' || to_json(ground) || ',"position":' || "position"
        || ',"recorded_at":"'
        || to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","stream":' || to_json(stream) || ',"subjects":' || array_to_json(subjects)
        || ',"topic":' || to_json(topic) || ',"version":' || version || '}'
$$;

-- The leaf of a record in the tree of the whole log (RFC 9162, 2.1.1).
CREATE FUNCTION log.leaf_of(record text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256('\x00'::bytea || convert_to(record, 'UTF8'))
$$;

-- People of whom nothing personal may be recorded any more, by drawer: `subject/category`.
CREATE TABLE log.fences (
    drawer     text        PRIMARY KEY,
    request_id text        NOT NULL,
    fenced_at  timestamptz NOT NULL DEFAULT now()
);

-- One row: where the log stands. Locking it is what makes positions follow commit order.
CREATE TABLE log.head (
    only_one    boolean     PRIMARY KEY DEFAULT true CHECK (only_one),
    position    bigint      NOT NULL,
    recorded_at timestamptz NOT NULL
) WITH (fillfactor = 10);
INSERT INTO log.head (position, recorded_at) VALUES (0, '-infinity');

-- The command ledger: what became of each command, kept for ever.
CREATE TABLE log.ledger (
    scope          text   NOT NULL,
    key            text   NOT NULL,
    fingerprint    text   NOT NULL,
    outcome        text   NOT NULL,
    first_position bigint,
    last_position  bigint,
    PRIMARY KEY (scope, key)
);

CREATE TABLE log.snapshots (
    originator_id      text   NOT NULL,
    originator_version bigint NOT NULL,
    topic              text   NOT NULL,
    state              bytea  NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
);

CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: % of log.facts is refused', TG_OP;
END $$;
CREATE TRIGGER facts_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON log.facts
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

-- Appends a group of commands in one transaction; each has an outcome of its own:
--   appended  its facts and its ledger row are in
--   seen      its key is in the ledger; nothing was written, the stored outcome is returned
--   moved     a stream it rests on no longer stands where it was read; nothing was written
--   fenced    it holds something personal of a person who was erased; nothing was written
-- Within one group no key may stand twice, and no stream that one of them writes (the committer
-- sees to it).
-- The planner setting keeps the look-ups on their indexes however small the tables still are.
CREATE FUNCTION log.append_group(commands json, guards json, drawers json, facts json)
RETURNS TABLE (cmd int, verdict text, first_position bigint, last_position bigint,
               fingerprint text, outcome text, stream text)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_nestloop = off
AS $$
#variable_conflict use_column
DECLARE
    before log.head%ROWTYPE;
    added bigint;
BEGIN
    SELECT * INTO before FROM log.head FOR UPDATE;
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT * FROM json_to_recordset(commands)
            AS c(cmd int, scope text, key text, fingerprint text, outcome text)
    ), seen AS MATERIALIZED (
        SELECT asked.cmd, l.fingerprint, l.outcome, l.first_position, l.last_position
        FROM asked CROSS JOIN LATERAL (
            SELECT * FROM log.ledger
            WHERE ledger.scope = asked.scope AND ledger.key = asked.key LIMIT 1
        ) AS l
    ), moved AS MATERIALIZED (
        SELECT DISTINCT ON (g.cmd) g.cmd, g.stream
        FROM json_to_recordset(guards) AS g(cmd int, stream text, expected bigint)
        LEFT JOIN LATERAL (
            SELECT originator_version FROM log.facts f WHERE f.originator_id = g.stream
            ORDER BY f.originator_version DESC LIMIT 1
        ) AS stands ON true
        WHERE coalesce(stands.originator_version, 0) <> g.expected
    ), fenced AS MATERIALIZED (
        SELECT DISTINCT d.cmd FROM json_to_recordset(drawers) AS d(cmd int, drawer text)
        WHERE EXISTS (SELECT FROM log.fences WHERE fences.drawer = d.drawer)
    ), good AS MATERIALIZED (
        SELECT asked.* FROM asked
        WHERE NOT EXISTS (SELECT 1 FROM seen WHERE seen.cmd = asked.cmd)
          AND NOT EXISTS (SELECT 1 FROM moved WHERE moved.cmd = asked.cmd)
          AND NOT EXISTS (SELECT 1 FROM fenced WHERE fenced.cmd = asked.cmd)
    ), numbered AS MATERIALIZED (
        SELECT f.*, before.position + row_number() OVER (ORDER BY f.ord) AS position,
               greatest(before.recorded_at, max(f.at) OVER (ORDER BY f.ord)) AS recorded_at
        FROM json_to_recordset(facts)
            AS f(ord int, cmd int, stream text, version bigint, topic text, body text,
                 at timestamptz, actor text, ground text, correlation text, causation text,
                 subjects text[])
        JOIN good ON good.cmd = f.cmd
    ), inserted AS (
        INSERT INTO log.facts
        SELECT n.position, n.stream, n.version, n.topic, convert_to(n.body, 'UTF8'),
               n.recorded_at, n.actor, n.ground, n.correlation, n.causation, n.subjects,
               log.leaf_of(log.record_of(n.position, n.stream, n.version, n.topic, n.body,
                   n.recorded_at, n.actor, n.ground, n.correlation, n.causation, n.subjects))
        FROM numbered n ORDER BY n.position
    ), spans AS MATERIALIZED (
        SELECT n.cmd, min(n.position) AS low, max(n.position) AS high
        FROM numbered n GROUP BY n.cmd
    ), entered AS (
        INSERT INTO log.ledger
        SELECT good.scope, good.key, good.fingerprint, good.outcome, spans.low, spans.high
        FROM good LEFT JOIN spans ON spans.cmd = good.cmd
    ), advanced AS (
        UPDATE log.head SET position = n.position, recorded_at = n.recorded_at
        FROM (SELECT max(m.position) AS position, max(m.recorded_at) AS recorded_at
              FROM numbered m HAVING count(*) > 0) AS n
    )
    SELECT asked.cmd,
           CASE WHEN seen.cmd IS NOT NULL THEN 'seen'
                WHEN moved.cmd IS NOT NULL THEN 'moved'
                WHEN fenced.cmd IS NOT NULL THEN 'fenced' ELSE 'appended' END,
           coalesce(seen.first_position, spans.low), coalesce(seen.last_position, spans.high),
           seen.fingerprint, seen.outcome, moved.stream
    FROM asked
    LEFT JOIN seen ON seen.cmd = asked.cmd
    LEFT JOIN moved ON moved.cmd = asked.cmd
    LEFT JOIN fenced ON fenced.cmd = asked.cmd
    LEFT JOIN spans ON spans.cmd = asked.cmd;

    SELECT log.head.position - before.position INTO added FROM log.head;
    IF added > 0 THEN
        PERFORM pg_notify('preceptor_log', (before.position + added)::text);
    END IF;
END $$;
