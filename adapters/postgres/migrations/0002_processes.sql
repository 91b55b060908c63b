-- What became of each attempt at a to-do. The lists themselves are derived and can be rebuilt;
-- this only saves asking again, for the command ledger makes a repeat harmless anyway.
CREATE SCHEMA processes;

CREATE TABLE processes.attempts (
    process  text        NOT NULL,
    key      text        NOT NULL,
    name     text        NOT NULL,
    digest   text        NOT NULL,
    attempts int         NOT NULL,
    outcome  text        NOT NULL,
    done_at  timestamptz,
    again_at timestamptz,
    PRIMARY KEY (process, key, name, digest)
);
