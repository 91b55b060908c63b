-- One row a showing of recommendations, from the showing's stream: all that was known of everybody
-- shown, as it was then. `student_id` is empty where whoever saw it does not agree to be known.
CREATE TABLE showings (
    showing_id    text PRIMARY KEY,
    student_id    text,
    model_version text        NOT NULL,
    features      text[]      NOT NULL,
    candidates    jsonb       NOT NULL,
    served_at     timestamptz NOT NULL
);
CREATE INDEX showings_of_student ON showings (student_id, served_at);

-- One row a contest, from its own stream. What the student says is not in it: whoever may read it
-- is shown what the log opens, so that once it is erased nothing is left here.
CREATE TABLE contests (
    showing_id  text PRIMARY KEY,
    student_id  text        NOT NULL,
    raised_at   timestamptz NOT NULL,
    finding     text,
    reviewer_id text,
    answered_at timestamptz
);
CREATE INDEX contests_to_answer ON contests (raised_at, showing_id) WHERE finding IS NULL;
