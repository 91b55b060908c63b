-- What was signed of the read models, a note each, the newest last: up to which position, and under
-- how large a log. And which of them tells of a read model at a position.
CREATE TABLE proof.digests (
    number    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position  bigint      NOT NULL,
    size      bigint      NOT NULL CHECK (size >= position),
    signed_at timestamptz NOT NULL,
    note      text        NOT NULL
);
CREATE TABLE proof.digest_places (
    projection text   NOT NULL,
    position   bigint NOT NULL,
    number     bigint NOT NULL REFERENCES proof.digests,
    PRIMARY KEY (projection, position, number)
);
CREATE TRIGGER digests_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON proof.digests
    FOR EACH STATEMENT EXECUTE FUNCTION proof.refuse_change();
CREATE TRIGGER digest_places_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON proof.digest_places
    FOR EACH STATEMENT EXECUTE FUNCTION proof.refuse_change();
