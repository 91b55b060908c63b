-- One row a lesson that somebody wrote about. Stars count, and words are shown, while `is_shown`.
CREATE TABLE reviews (
    booking_id  text PRIMARY KEY,
    tutor_id    text        NOT NULL,
    student_id  text        NOT NULL,
    stars       integer,
    blind_until timestamptz NOT NULL,
    is_shown    boolean     NOT NULL,
    shown_at    timestamptz
);
CREATE INDEX reviews_of_tutor ON reviews (tutor_id, shown_at, booking_id) WHERE is_shown;

-- What each side wrote, and where it stands with the reviewers: `since` is when it came to stand
-- there. `argument` is what an author says against a rejection, `fault` what was found or flagged.
-- `signs` and `harms` are for reviewers alone: what rules found in the words, and what a service outside
-- finds likely; `urgency` is how soon to look, 0 to 3.
-- `aspects` are what a review speaks of, `opinions` what it thinks of each, from -1 to 1; they are empty
-- where no model has learnt to tell.
CREATE TABLE words (
    booking_id  text        NOT NULL,
    part        text        NOT NULL,
    author_id   text        NOT NULL,
    tutor_id    text        NOT NULL,
    student_id  text        NOT NULL,
    text        text,
    argument    text,
    written_at  timestamptz NOT NULL,
    revision    integer     NOT NULL,
    step        text        NOT NULL,
    since       timestamptz NOT NULL,
    fault       text,
    reviewer_id text,
    flagger_id  text,
    signs       text[],
    harms       text[],
    urgency     integer     NOT NULL,
    aspects     text[],
    opinions    double precision[],
    PRIMARY KEY (booking_id, part)
);
CREATE INDEX words_to_look_at ON words ((-urgency), since, booking_id, part)
    WHERE step IN ('waiting', 'flagged', 'appealed');

-- One row for whoever once let the use of their data rest, and whether it does now.
CREATE TABLE resting (
    person_id  text PRIMARY KEY,
    is_resting boolean NOT NULL
);
