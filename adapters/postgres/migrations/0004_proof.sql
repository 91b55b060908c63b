-- The tree over the leaves of the log, and what was signed of it.
CREATE SCHEMA proof;

-- What the log signed of itself: a note each, the newest last. Two may have one size: when the
-- key changed in between.
CREATE TABLE proof.checkpoints (
    number    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    size      bigint      NOT NULL CHECK (size > 0),
    root      bytea       NOT NULL CHECK (octet_length(root) = 32),
    signed_at timestamptz NOT NULL,
    note      text        NOT NULL
);
CREATE INDEX checkpoints_by_size ON proof.checkpoints (size);

-- The hashes of tiles above the leaves, whose own are in log.facts.leaf: `index` counts through
-- all tiles of a level, so that hashes 256 * n up to 256 * n + 255 are tile n.
CREATE TABLE proof.tile_hashes (
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 7),
    index bigint   NOT NULL CHECK (index >= 0),
    hash  bytea    NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, index)
);

-- Cosignatures of witnesses under checkpoints, each a signature line of a note.
CREATE TABLE proof.cosignatures (
    checkpoint bigint      NOT NULL REFERENCES proof.checkpoints,
    line       text        NOT NULL,
    made_at    timestamptz NOT NULL,
    PRIMARY KEY (checkpoint, line)
);

CREATE FUNCTION proof.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was signed stays: % of proof.% is refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER checkpoints_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON proof.checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION proof.refuse_change();
CREATE TRIGGER tile_hashes_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON proof.tile_hashes
    FOR EACH STATEMENT EXECUTE FUNCTION proof.refuse_change();
CREATE TRIGGER cosignatures_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON proof.cosignatures
    FOR EACH STATEMENT EXECUTE FUNCTION proof.refuse_change();

-- Whatever does not fit together just now, by who found it; found well again, it is taken out.
CREATE TABLE proof.alarms (
    source    text        PRIMARY KEY,
    sentence  text        NOT NULL,
    raised_at timestamptz NOT NULL
);

-- The self-check: how far its present round has come, and when the last whole one ended.
CREATE TABLE proof.self_check (
    only_one boolean     PRIMARY KEY DEFAULT true CHECK (only_one),
    checked  bigint      NOT NULL,
    ended_at timestamptz
) WITH (fillfactor = 10);
INSERT INTO proof.self_check (checked) VALUES (0);

-- What each witness is known to have seen, and what troubles it.
CREATE TABLE proof.witnesses (
    url     text   PRIMARY KEY,
    size    bigint NOT NULL,
    trouble text   NOT NULL
) WITH (fillfactor = 50);
