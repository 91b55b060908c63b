-- One row a deed: what a student did, or what happened to them, in the order of the log. `about` is
-- the booking, package or payment; `value` the stars of a review, or by how much credits changed.
CREATE TABLE deeds (
    position    bigint PRIMARY KEY,
    student_id  text        NOT NULL,
    tutor_id    text        NOT NULL,
    deed        text        NOT NULL,
    about       text        NOT NULL,
    lesson_at   timestamptz,
    value       integer     NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX deeds_of_student ON deeds (student_id, position);
