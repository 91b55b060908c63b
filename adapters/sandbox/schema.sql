-- The memory of the sandbox payment provider: its own schema, as far from ours as a real one's.

CREATE SCHEMA IF NOT EXISTS sandbox;

CREATE TABLE IF NOT EXISTS sandbox.payment (
    reference text PRIMARY KEY,
    currency text NOT NULL,
    reserved bigint NOT NULL CHECK (reserved > 0),
    taken bigint NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND reserved),
    refunded bigint NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND taken),
    is_void boolean NOT NULL DEFAULT false CHECK (NOT is_void OR taken = 0)
);

-- One line a key: what was asked under it, and what was answered, for ever.
CREATE TABLE IF NOT EXISTS sandbox.request (
    key text PRIMARY KEY,
    deed text NOT NULL,
    asked text NOT NULL,
    outcome text NOT NULL DEFAULT 'open',
    reference text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    occurred_at timestamptz NOT NULL
);
