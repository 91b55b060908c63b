-- The keys of people, each wrapped by a version of the key-encryption key that lies elsewhere.
CREATE SCHEMA keys;
REVOKE ALL ON SCHEMA keys FROM PUBLIC;

CREATE TABLE keys.subject_keys (
    subject     text        NOT NULL,
    category    text        NOT NULL,
    version     int         NOT NULL,
    kek         int         NOT NULL,
    wrapped     bytea       NOT NULL,
    fingerprint text        NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, category, version)
);
CREATE INDEX subject_keys_by_kek ON keys.subject_keys (kek);

-- What was destroyed stays known by name, so that a missing key is told from an erased one, and
-- one brought back from a backup is refused.
CREATE TABLE keys.destroyed (
    subject      text        NOT NULL,
    category     text        NOT NULL,
    version      int         NOT NULL,
    fingerprint  text        NOT NULL,
    destroyed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, category, version)
);
CREATE FUNCTION keys.refuse_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM keys.destroyed d WHERE d.subject = NEW.subject
               AND d.category = NEW.category
               AND (d.version = NEW.version OR d.fingerprint = NEW.fingerprint)) THEN
        RAISE EXCEPTION 'this key was destroyed and stays so';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER destroyed_stay_destroyed BEFORE INSERT OR UPDATE ON keys.subject_keys
    FOR EACH ROW EXECUTE FUNCTION keys.refuse_destroyed();

-- How often keys were destroyed, and of every process that remembers some, up to which time it
-- has forgotten them.
CREATE TABLE keys.erasures (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    number   bigint  NOT NULL
);
INSERT INTO keys.erasures (number) VALUES (0);
CREATE TABLE keys.caches (
    id      uuid        PRIMARY KEY,
    seen    bigint      NOT NULL,
    beat_at timestamptz NOT NULL
);
