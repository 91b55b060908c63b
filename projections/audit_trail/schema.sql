-- One row a fact, by its position in the log, written once. It holds pseudonyms and ids, never
-- personal data: what a fact says stays in the log. `about` is everybody the fact is about; for
-- a refused command, whatever it named. `subjects` is whose personal data the fact carries.
CREATE TABLE entries (
    position       bigint      PRIMARY KEY,
    stream_id      text        NOT NULL,
    version        integer     NOT NULL,
    topic          text        NOT NULL,
    recorded_at    timestamptz NOT NULL,
    actor          text        NOT NULL,
    ground         text        NOT NULL,
    correlation_id text        NOT NULL,
    causation_id   text        NOT NULL,
    refusal        text,
    about          text[]      NOT NULL,
    subjects       text[]      NOT NULL
);
CREATE INDEX entries_about ON entries USING gin (about);
CREATE INDEX entries_by_stream ON entries (stream_id, position);
CREATE INDEX entries_by_correlation ON entries (correlation_id, position);
CREATE INDEX entries_by_actor ON entries (actor, position);
CREATE INDEX entries_by_time ON entries (recorded_at, position);
