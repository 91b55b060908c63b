-- What tutors are looked for by, one row each, kept narrow so that a filter reads little. Each
-- stream owns its columns: the tutor's own all but those named here, the availability's `zone` and
-- `week`, bookings' `lessons_given`.
CREATE FUNCTION open_minutes(week integer[]) RETURNS int4multirange LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(range_agg(int4range(week[i], week[i + 1])), '{}'::int4multirange)
    FROM generate_series(1, coalesce(array_length(week, 1), 0), 2) AS i
$$;

CREATE TABLE tutors (
    tutor_id         text PRIMARY KEY,
    is_listed        boolean NOT NULL,
    is_bookable      boolean NOT NULL,
    languages        text[]  NOT NULL,
    subject_codes    text[]  NOT NULL,
    currency         text,
    price_from_minor bigint,
    price_to_minor   bigint,
    rating           double precision,
    zone             text,
    week             integer[] NOT NULL,
    lessons_given    integer NOT NULL,
    week_open        int4multirange GENERATED ALWAYS AS (open_minutes(week)) STORED
);
CREATE INDEX tutors_by_subject ON tutors USING gin (subject_codes) WHERE is_listed;
CREATE INDEX tutors_by_language ON tutors USING gin (languages) WHERE is_listed;
CREATE INDEX tutors_by_price ON tutors (currency, price_from_minor) WHERE is_listed;
CREATE INDEX tutors_by_merit
    ON tutors ((-coalesce(rating, 0)), (-lessons_given), tutor_id) WHERE is_listed;

-- What tutors show, one row each, all of it from the tutor's own stream. They write in English, in
-- Russian or in both: PostgreSQL's configuration `russian` stems each word by its own script, Latin
-- ones with the English stemmer, and so serves both at once; two configurations side by side would
-- find a word that a query excludes, unstemmed, in the other one's half.
CREATE TABLE profiles (
    tutor_id     text PRIMARY KEY,
    listed_at    timestamptz,
    source       text,
    display_name text,
    headline     text,
    about        text,
    time_zone    text,
    speaks       jsonb   NOT NULL,
    subjects     jsonb   NOT NULL,
    courses      jsonb   NOT NULL,
    policy       text    NOT NULL,
    reputation   jsonb,
    strikes      integer NOT NULL,
    title_words  text    NOT NULL,
    body_words   text    NOT NULL,
    words        tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('russian', title_words), 'A')
        || setweight(to_tsvector('russian', body_words), 'C')
    ) STORED
);
CREATE INDEX profiles_by_words ON profiles USING gin (words);

-- Dates with hours of their own, by the tutor's wall clock; a day off beats them.
CREATE TABLE own_days (
    tutor_id text    NOT NULL,
    day      date    NOT NULL,
    is_off   boolean NOT NULL,
    minutes  integer[],
    PRIMARY KEY (tutor_id, day)
);

CREATE INDEX own_days_by_day ON own_days (day);

-- Time that is taken from a person, until it is given back: by lessons they teach or learn, and
-- by events of other calendars. `cause` is the booking or the event.
CREATE TABLE taken (
    person_id text        NOT NULL,
    cause     text        NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL,
    PRIMARY KEY (person_id, cause)
);
