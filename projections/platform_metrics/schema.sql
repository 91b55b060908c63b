-- Counters that are only ever added to. `day` is the UTC day of the fact's own time; `currency`
-- is empty where something else than money is counted, and money is in its minor unit.
CREATE TABLE rollups (
    day      date   NOT NULL,
    metric   text   NOT NULL,
    currency text   NOT NULL,
    value    bigint NOT NULL,
    PRIMARY KEY (day, metric, currency)
);

-- What there is of each tutor now, from the tutor's own stream.
CREATE TABLE tutors (
    tutor_id              text PRIMARY KEY,
    source                text,
    imported_at           timestamptz,
    is_listed             boolean NOT NULL,
    is_bookable           boolean NOT NULL,
    course_count          integer NOT NULL,
    imported_course_count integer NOT NULL
);
