-- Every booking as a lesson in two people's calendars, from the booking's own stream.
-- `expires_at` is until when a booking not yet agreed keeps its time.
CREATE TABLE lessons (
    booking_id     text PRIMARY KEY,
    tutor_id       text        NOT NULL,
    student_id     text        NOT NULL,
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    state          text        NOT NULL,
    expires_at     timestamptz,
    subject        text,
    language       text,
    is_trial       boolean     NOT NULL,
    series_id      text,
    proposed_by    text,
    proposed_start timestamptz,
    proposed_end   timestamptz
);
CREATE INDEX lessons_taught ON lessons (tutor_id, starts_at);
CREATE INDEX lessons_learned ON lessons (student_id, starts_at);
CREATE INDEX lessons_by_time ON lessons (starts_at, booking_id);

-- Time that lessons take of a person, from the stream of the month in which each begins: one over
-- the turn of a month is recorded in both. `role` is the side of the lesson the person is on.
CREATE TABLE taken (
    person_id      text        NOT NULL,
    month          text        NOT NULL,
    booking_id     text        NOT NULL,
    role           text        NOT NULL,
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    before_minutes integer     NOT NULL,
    after_minutes  integer     NOT NULL,
    expires_at     timestamptz,
    PRIMARY KEY (person_id, month, booking_id)
);

-- What a tutor said about their time: `domain.availability.hours.Hours`, as JSON.
CREATE TABLE hours (
    tutor_id text  PRIMARY KEY,
    said     jsonb NOT NULL
);
