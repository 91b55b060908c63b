-- What models have learnt, under the SHA-256 of it: facts name the digest, so what lies here is what
-- was trained then. It is of tutors by their pseudonyms, of nobody who booked them, and holds nothing
-- of what tutors say, so that nothing in it has to be erased. Nothing is changed or removed.
CREATE SCHEMA models;
CREATE TABLE models.files (
    digest   text        PRIMARY KEY CHECK (digest = encode(sha256(contents), 'hex')),
    contents bytea       NOT NULL,
    kept_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE models.files ALTER COLUMN contents SET STORAGE EXTERNAL;
CREATE FUNCTION models.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a model has learnt is kept: % of models.% is refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER files_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON models.files
    FOR EACH STATEMENT EXECUTE FUNCTION models.refuse_change();
