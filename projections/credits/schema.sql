-- One row a package, from the stream of its pair. What each lesson costs was fixed when it was
-- ordered; `booking_ids` are the bookings its credits pay for now. Of what was bought, all that is
-- in none of them, was not refunded and not lost to the student's bank can still be used.
CREATE TABLE packages (
    package_id             text PRIMARY KEY,
    student_id             text        NOT NULL,
    tutor_id               text        NOT NULL,
    course_id              text        NOT NULL,
    duration_minutes       integer     NOT NULL,
    lessons                integer     NOT NULL,
    price_per_lesson_minor bigint      NOT NULL,
    currency               text        NOT NULL,
    fee_basis_points       integer     NOT NULL,
    state                  text        NOT NULL,
    payment_id             text,
    ordered_at             timestamptz NOT NULL,
    expires_at             timestamptz NOT NULL,
    bought_at              timestamptz,
    booking_ids            text[]      NOT NULL,
    refunded               integer     NOT NULL,
    lost                   integer     NOT NULL,
    dispute                text        NOT NULL
);
CREATE INDEX packages_of_student ON packages (student_id, ordered_at, package_id);
CREATE INDEX packages_of_tutor ON packages (tutor_id, ordered_at, package_id);

-- One row a student and a tutor who once had a trial: the booking that is it, or none, and whether
-- it costs nothing, or the next one would.
CREATE TABLE trials (
    student_id text    NOT NULL,
    tutor_id   text    NOT NULL,
    booking_id text,
    is_free    boolean NOT NULL,
    PRIMARY KEY (student_id, tutor_id)
);
