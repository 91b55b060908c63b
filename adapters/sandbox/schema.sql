-- The memory of the sandbox payment provider: its own schema, as far from ours as a real one's.

CREATE SCHEMA IF NOT EXISTS sandbox;

-- Nothing is reserved while the student has to finish it: what they have to do is `action`.
CREATE TABLE IF NOT EXISTS sandbox.payment (
    reference text PRIMARY KEY,
    currency text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    is_at_once boolean NOT NULL,
    action text,
    reserved bigint NOT NULL DEFAULT 0 CHECK (reserved IN (0, amount)),
    taken bigint NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND reserved),
    refunded bigint NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND taken),
    transferred bigint NOT NULL DEFAULT 0 CHECK (transferred BETWEEN 0 AND taken),
    is_void boolean NOT NULL DEFAULT false CHECK (NOT is_void OR taken = 0),
    group_id text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    reserved_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);

-- A card to be kept, and kept once its holder gave it.
CREATE TABLE IF NOT EXISTS sandbox.setup (
    reference text PRIMARY KEY,
    customer text NOT NULL,
    method text,
    is_kept boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS sandbox.refund (
    reference text PRIMARY KEY,
    payment text NOT NULL REFERENCES sandbox.payment,
    key text NOT NULL,
    currency text NOT NULL,
    amount bigint NOT NULL,
    is_failed boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS sandbox.account (
    reference text PRIMARY KEY,
    country text NOT NULL,
    is_payable boolean NOT NULL DEFAULT false
);

CREATE TABLE IF NOT EXISTS sandbox.balance (
    account text NOT NULL REFERENCES sandbox.account,
    currency text NOT NULL,
    minor bigint NOT NULL CHECK (minor >= 0),
    PRIMARY KEY (account, currency)
);

CREATE TABLE IF NOT EXISTS sandbox.transfer (
    reference text PRIMARY KEY,
    account text NOT NULL REFERENCES sandbox.account,
    payment text REFERENCES sandbox.payment,
    currency text NOT NULL,
    amount bigint NOT NULL,
    reversed bigint NOT NULL DEFAULT 0 CHECK (reversed BETWEEN 0 AND amount)
);

CREATE TABLE IF NOT EXISTS sandbox.payout (
    account text NOT NULL REFERENCES sandbox.account,
    reference text NOT NULL,
    status text NOT NULL,
    currency text NOT NULL,
    amount bigint NOT NULL,
    reason text NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (account, reference)
);

CREATE TABLE IF NOT EXISTS sandbox.dispute (
    reference text PRIMARY KEY,
    payment text NOT NULL REFERENCES sandbox.payment,
    status text NOT NULL DEFAULT 'open',
    currency text NOT NULL,
    amount bigint NOT NULL,
    fee bigint NOT NULL,
    evidence text,
    evidence_due_by timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);

-- Every change of the platform's balance, one line each.
CREATE TABLE IF NOT EXISTS sandbox.movement (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    currency text NOT NULL,
    amount bigint NOT NULL,
    fee bigint NOT NULL DEFAULT 0,
    source text NOT NULL,
    occurred_at timestamptz NOT NULL
);

-- One line a key: what was asked under it, and what was answered, for ever.
CREATE TABLE IF NOT EXISTS sandbox.request (
    key text PRIMARY KEY,
    deed text NOT NULL,
    asked text NOT NULL,
    outcome text NOT NULL DEFAULT 'open',
    reference text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    capture_before timestamptz,
    occurred_at timestamptz NOT NULL
);
