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
-- It is put together in short parts, because each || copies all that stands before it.
CREATE FUNCTION log.record_of(
    "position" bigint, stream text, version bigint, topic text, body text,
    recorded_at timestamptz, actor text, ground text, correlation text, causation text,
    subjects text[]
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT ('{"actor":' || to_json(actor) || ',"body":' || body)
        || (',"causation":' || to_json(causation) || ',"correlation":' || to_json(correlation)
            || ',"ground":' || to_json(ground) || ',"position":' || "position")
        || (',"recorded_at":"'
            || to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            || '","stream":' || to_json(stream) || ',"subjects":' || array_to_json(subjects)
            || ',"topic":' || to_json(topic) || ',"version":' || version || '}')
$$;

-- The leaf of a record in the tree of the whole log (RFC 9162, 2.1.1). As STABLE as `convert_to`:
-- called immutable it would not be inlined.
CREATE FUNCTION log.leaf_of(record text) RETURNS bytea LANGUAGE sql STABLE AS $$
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
CREATE TRIGGER facts_are_kept BEFORE DELETE OR TRUNCATE ON log.facts
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

-- One change is let through: a ciphertext of somebody who is fenced off may be taken out. The leaf
-- stays, so that the tree goes on holding; what was hashed cannot be made again, and is told so.
CREATE FUNCTION log.refuse_all_but_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := convert_from(OLD.state, 'UTF8')::jsonb;
    after  jsonb := convert_from(NEW.state, 'UTF8')::jsonb;
BEGIN
    IF to_jsonb(NEW) - 'state' <> to_jsonb(OLD) - 'state'
       OR after - '$sealed' <> before - '$sealed'
       OR EXISTS (
           SELECT FROM jsonb_array_elements(before -> '$sealed') WITH ORDINALITY AS b(seal, place)
           FULL JOIN jsonb_array_elements(after -> '$sealed') WITH ORDINALITY AS a(seal, place)
               USING (place)
           WHERE a.seal IS DISTINCT FROM b.seal AND NOT coalesce(
               a.seal - 'data' = b.seal - 'data' AND a.seal ->> 'data' = '' AND EXISTS (
                   SELECT FROM log.fences
                   WHERE drawer = (b.seal ->> 'subject') || '/' || (b.seal ->> 'category')), false))
    THEN
        RAISE EXCEPTION 'the log is append-only: % of log.facts is refused', TG_OP;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER facts_stay_as_they_are BEFORE UPDATE ON log.facts
    FOR EACH ROW EXECUTE FUNCTION log.refuse_all_but_redaction();

-- Appends a group of commands in one transaction; each has an outcome of its own:
--   appended  its facts and its ledger row are in
--   seen      its key is in the ledger; nothing was written, the stored outcome is returned
--   moved     a stream it rests on no longer stands where it was read; nothing was written
--   fenced    it holds something personal of a person who was erased; nothing was written
-- Within one group no key may stand twice, and no stream that one of them writes (the committer
-- sees to it).
-- Tables come in as one array a column: first the commands, which are numbered from 1, then what
-- they rest on, the drawers they seal into, and their facts, each with its command's number and,
-- from 0, its own among that command's.
-- The planner setting keeps the look-ups on their indexes however small the tables still are.
CREATE FUNCTION log.append_group(
    scopes text[], keys text[], fingerprints text[], outcomes text[], counts int[],
    times timestamptz[], actors text[], grounds text[], correlations text[], causations text[],
    guarding int[], guarded text[], expectations bigint[],
    sealing int[], drawers text[],
    recording int[], streams text[], nths int[], versions bigint[], topics text[],
    bodies text[], subjects text[]
) RETURNS TABLE (cmd int, verdict text, first_position bigint, last_position bigint,
                 fingerprint text, outcome text, stream text)
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    before log.head%ROWTYPE;
    refused int[] := '{}';
BEGIN
    SELECT * INTO before FROM log.head FOR UPDATE;

    FOR cmd, verdict, first_position, last_position, fingerprint, outcome, stream IN
        SELECT asked.cmd::int, 'seen', l.first_position, l.last_position, l.fingerprint,
               l.outcome, NULL, 1 AS weight
        FROM unnest(scopes, keys) WITH ORDINALITY AS asked(scope, key, cmd)
        JOIN log.ledger l ON l.scope = asked.scope AND l.key = asked.key
        UNION ALL
        SELECT g.cmd, 'moved', NULL, NULL, NULL, NULL, g.stream, 2
        FROM unnest(guarding, guarded, expectations) AS g(cmd, stream, expected)
        WHERE g.expected <> coalesce((
            SELECT f.originator_version FROM log.facts f WHERE f.originator_id = g.stream
            ORDER BY f.originator_version DESC LIMIT 1
        ), 0)
        UNION ALL
        SELECT d.cmd, 'fenced', NULL, NULL, NULL, NULL, NULL, 3
        FROM unnest(sealing, drawers) AS d(cmd, drawer)
        WHERE EXISTS (SELECT FROM log.fences WHERE fences.drawer = d.drawer)
        ORDER BY weight
    LOOP
        CONTINUE WHEN cmd = ANY(refused);
        refused := refused || cmd;
        RETURN NEXT;
    END LOOP;

    RETURN QUERY
    WITH good AS MATERIALIZED (
        SELECT asked.*,
               CASE WHEN asked.count > 0
                    THEN before.position + sum(asked.count) OVER so_far - asked.count + 1
               END AS first,
               CASE WHEN asked.count > 0
                    THEN before.position + sum(asked.count) OVER so_far
               END AS last,
               greatest(before.recorded_at,
                        max(asked.time) FILTER (WHERE asked.count > 0) OVER so_far) AS recorded_at
        FROM unnest(scopes, keys, fingerprints, outcomes, counts, times, actors, grounds,
                    correlations, causations) WITH ORDINALITY
            AS asked(scope, key, fingerprint, outcome, count, time, actor, ground,
                     correlation, causation, cmd)
        WHERE asked.cmd <> ALL(refused)
        WINDOW so_far AS (ORDER BY asked.cmd ROWS UNBOUNDED PRECEDING)
    ), numbered AS (
        SELECT good.first + f.nth AS position, f.stream, f.version, f.topic, f.body,
               good.recorded_at, good.actor, good.ground, good.correlation, good.causation,
               f.subjects::text[] AS subjects
        FROM unnest(recording, streams, nths, versions, topics, bodies, subjects)
            AS f(cmd, stream, nth, version, topic, body, subjects)
        JOIN good ON good.cmd = f.cmd
    ), inserted AS (
        INSERT INTO log.facts
        SELECT n.position, n.stream, n.version, n.topic, convert_to(n.body, 'UTF8'),
               n.recorded_at, n.actor, n.ground, n.correlation, n.causation, n.subjects,
               log.leaf_of(log.record_of(n.position, n.stream, n.version, n.topic, n.body,
                   n.recorded_at, n.actor, n.ground, n.correlation, n.causation, n.subjects))
        FROM numbered n
    ), entered AS (
        INSERT INTO log.ledger
        SELECT good.scope, good.key, good.fingerprint, good.outcome, good.first, good.last
        FROM good
    ), advanced AS (
        UPDATE log.head SET position = newest.position, recorded_at = newest.recorded_at
        FROM (SELECT max(good.last) AS position, max(good.recorded_at) AS recorded_at
              FROM good WHERE good.count > 0) AS newest
        WHERE newest.position IS NOT NULL
        RETURNING pg_notify('preceptor_log', newest.position::text)
    )
    SELECT good.cmd::int, 'appended', good.first, good.last, NULL, NULL, NULL FROM good;
END $$;
