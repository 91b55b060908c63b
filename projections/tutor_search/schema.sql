-- One row a tutor. Each stream owns its columns: the tutor's own all but those named here, the
-- availability's `zone` and `week`, bookings' `lessons_given`. The words are searched as English
-- and as Russian at once, since a tutor writes in either, or in both.
CREATE FUNCTION open_minutes(week integer[]) RETURNS int4multirange LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(range_agg(int4range(week[i], week[i + 1])), '{}'::int4multirange)
    FROM generate_series(1, coalesce(array_length(week, 1), 0), 2) AS i
$$;

CREATE TABLE tutors (
    tutor_id         text PRIMARY KEY,
    is_listed        boolean NOT NULL,
    is_bookable      boolean NOT NULL,
    listed_at        timestamptz,
    source           text,
    display_name     text,
    headline         text,
    about            text,
    time_zone        text,
    speaks           jsonb   NOT NULL,
    languages        text[]  NOT NULL,
    subjects         jsonb   NOT NULL,
    subject_codes    text[]  NOT NULL,
    courses          jsonb   NOT NULL,
    currency         text,
    price_from_minor bigint,
    price_to_minor   bigint,
    policy           text    NOT NULL,
    reputation       jsonb,
    rating           double precision,
    strikes          integer NOT NULL,
    title_words      text    NOT NULL,
    body_words       text    NOT NULL,
    zone             text,
    week             integer[] NOT NULL,
    lessons_given    integer NOT NULL,
    week_open        int4multirange GENERATED ALWAYS AS (open_minutes(week)) STORED,
    words            tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title_words), 'A')
        || setweight(to_tsvector('russian', title_words), 'A')
        || setweight(to_tsvector('english', body_words), 'C')
        || setweight(to_tsvector('russian', body_words), 'C')
    ) STORED
);
CREATE INDEX tutors_by_words ON tutors USING gin (words) WHERE is_listed;
CREATE INDEX tutors_by_subject ON tutors USING gin (subject_codes) WHERE is_listed;
CREATE INDEX tutors_by_language ON tutors USING gin (languages) WHERE is_listed;
CREATE INDEX tutors_by_price ON tutors (currency, price_from_minor) WHERE is_listed;
CREATE INDEX tutors_by_merit
    ON tutors (rating DESC NULLS LAST, lessons_given DESC, tutor_id) WHERE is_listed;

-- Dates with hours of their own, by the tutor's wall clock; a day off beats them.
CREATE TABLE own_days (
    tutor_id text    NOT NULL,
    day      date    NOT NULL,
    is_off   boolean NOT NULL,
    minutes  integer[],
    PRIMARY KEY (tutor_id, day)
);

-- Time that bookings take, until they give it back.
CREATE TABLE taken (
    booking_id text PRIMARY KEY,
    tutor_id   text        NOT NULL,
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL
);
CREATE INDEX taken_by_tutor ON taken (tutor_id, starts_at);
