-- One row for each tutor who says anything: where their profile, which is all that they say, stands
-- with the reviewers, and since when. `revision` is its wording, `approved_revision` the last one that a
-- reviewer approved. `fault` and what stands beside it tell of the last decision; `argument` is what the
-- tutor says in an appeal.
CREATE TABLE profiles (
    tutor_id          text        PRIMARY KEY,
    revision          integer     NOT NULL,
    approved_revision integer     NOT NULL,
    step              text        NOT NULL,
    since             timestamptz NOT NULL,
    was_appealed      boolean     NOT NULL,
    fault             text,
    rule_version      text,
    reviewer_id       text,
    decided_at        timestamptz,
    argument          text
);
CREATE INDEX profiles_to_look_at ON profiles (tutor_id) WHERE step IN ('appealed', 'corrected');

-- One row for each part of a profile in which something is found: `profile`, a course or a subject, by
-- its name. `signs` is what rules and models found, `harms` what a service outside finds likely,
-- `urgency` how soon a reviewer should look, `revision` the wording in which it came.
CREATE TABLE signs (
    tutor_id text    NOT NULL,
    part     text    NOT NULL,
    signs    text[]  NOT NULL,
    harms    text[]  NOT NULL,
    urgency  integer NOT NULL,
    revision integer NOT NULL,
    PRIMARY KEY (tutor_id, part)
);
