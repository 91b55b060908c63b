-- One row for each student and tutor who agreed on a lesson: how often, when first and last, and how
-- many of those lessons were given. It is of everybody; who learns from it, or shows somebody more
-- than their own row, leaves out whoever does not agree to profiling.
CREATE TABLE pairs (
    student_id text        NOT NULL,
    tutor_id   text        NOT NULL,
    booked     integer     NOT NULL,
    kept       integer     NOT NULL,
    first_at   timestamptz,
    last_at    timestamptz,
    PRIMARY KEY (student_id, tutor_id)
);

-- The same of all students together: `broken` counts lessons that were not given because of the
-- tutor, called off by them or waited for in vain.
CREATE TABLE tutors (
    tutor_id text    PRIMARY KEY,
    students integer NOT NULL,
    booked   integer NOT NULL,
    kept     integer NOT NULL,
    broken   integer NOT NULL
);
