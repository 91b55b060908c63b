-- The check of the ledger: up to where it last went, how much it found, and when it ended.
CREATE TABLE proof.ledger_check (
    only_one boolean     PRIMARY KEY DEFAULT true CHECK (only_one),
    position bigint      NOT NULL,
    findings bigint      NOT NULL,
    ended_at timestamptz
);
INSERT INTO proof.ledger_check (position, findings) VALUES (0, 0);
