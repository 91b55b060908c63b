-- One row for each part of what a tutor says in which something is found: `profile`, a course or a
-- subject, by its name. `signs` is what, `urgency` how soon a reviewer should look, `since` when it was
-- said.
CREATE TABLE signs (
    tutor_id text        NOT NULL,
    part     text        NOT NULL,
    signs    text[]      NOT NULL,
    urgency  integer     NOT NULL,
    since    timestamptz NOT NULL,
    PRIMARY KEY (tutor_id, part)
);
CREATE INDEX signs_to_look_at ON signs ((-urgency), since, tutor_id, part);
