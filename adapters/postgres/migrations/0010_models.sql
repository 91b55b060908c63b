-- What models have learnt, under the SHA-256 of it: facts name the digest, so what lies here is what
-- was trained then. It is of tutors, and of nobody who booked them. Nothing is changed or removed.
CREATE SCHEMA models;
CREATE TABLE models.files (
    digest   text        PRIMARY KEY CHECK (digest = encode(sha256(contents), 'hex')),
    contents bytea       NOT NULL,
    kept_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE models.files ALTER COLUMN contents SET STORAGE EXTERNAL;
CREATE TRIGGER files_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON models.files
    FOR EACH STATEMENT EXECUTE FUNCTION proof.refuse_change();
