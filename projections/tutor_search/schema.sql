-- Tutors whole, one row each. Each stream owns its columns: the tutor's own all but those named
-- here, the availability's `zone`, `week` and what is asked of a booking, bookings' `lessons_given`, reviews' `review_count` and
-- `review_stars`. They write in English, in
-- Russian or in both: PostgreSQL's configuration `russian` stems each word by its own script, Latin
-- ones with the English stemmer, and so serves both at once; two configurations side by side would
-- find a word that a query excludes, unstemmed, in the other one's half.
CREATE FUNCTION open_minutes(week integer[]) RETURNS int4multirange LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(range_agg(int4range(week[i], week[i + 1])), '{}'::int4multirange)
    FROM generate_series(1, coalesce(array_length(week, 1), 0), 2) AS i
$$;

-- What people are shown: the mean of what students gave here, and until somebody did, what the tutor
-- brought from elsewhere.
CREATE FUNCTION rating(brought double precision, many integer, stars integer)
RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN many > 0 THEN round(stars::numeric / many, 2)::double precision ELSE brought END
$$;

-- What tutors are ranked by: the same, but few reviews weigh little against what was known before,
-- as if five had said that already; of who is new, the middle of those with reviews is expected.
CREATE FUNCTION merit(brought double precision, many integer, stars integer)
RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
    SELECT (5 * coalesce(brought, 4.0) + stars) / (5 + many)
$$;

-- The words of a name; and how they are found while they are typed, and with a letter or two wrong.
-- Two words that differ so agree when one letter of each is left out (Garbe's symmetric deletion), of
-- the first six, as what comes later is compared by whoever looks.
CREATE FUNCTION name_words(name text) RETURNS text[] IMMUTABLE BEGIN ATOMIC
    SELECT array(
        SELECT DISTINCT word
        FROM regexp_split_to_table(replace(lower(name), 'ё', 'е'), '[^[:alnum:]]+') AS word
        WHERE length(word) > 1
    );
END;

CREATE FUNCTION close_keys(words text[]) RETURNS text[] IMMUTABLE BEGIN ATOMIC
    SELECT array(
        SELECT DISTINCT left(word, nth) || substring(left(word, 6) FROM nth + 2)
        FROM unnest(words) AS word, generate_series(0, least(length(word), 6)) AS nth
    );
END;

CREATE FUNCTION name_keys(name text) RETURNS text[] IMMUTABLE BEGIN ATOMIC
    SELECT close_keys(name_words(name)) || array(
        SELECT DISTINCT '^' || left(word, letters)
        FROM unnest(name_words(name)) AS word, generate_series(2, least(length(word), 8)) AS letters
    );
END;

CREATE TABLE profiles (
    is_listed        boolean NOT NULL,
    is_bookable      boolean NOT NULL,
    lessons_given    integer NOT NULL,
    notice_minutes   smallint NOT NULL,
    horizon_days     smallint NOT NULL,
    before_minutes   smallint NOT NULL,
    after_minutes    smallint NOT NULL,
    price_from_minor bigint,
    price_to_minor   bigint,
    brought_rating   double precision,
    review_count     integer NOT NULL,
    review_stars     integer NOT NULL,
    rating           double precision
        GENERATED ALWAYS AS (rating(brought_rating, review_count, review_stars)) STORED,
    merit            double precision NOT NULL
        GENERATED ALWAYS AS (merit(brought_rating, review_count, review_stars)) STORED,
    tutor_id         text PRIMARY KEY,
    currency         text,
    zone             text,
    languages        text[]  NOT NULL,
    subject_codes    text[]  NOT NULL,
    levels           text[]  NOT NULL,
    week             integer[] NOT NULL,
    week_open        int4multirange GENERATED ALWAYS AS (open_minutes(week)) STORED,
    words            tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('russian', title_words), 'A')
        || setweight(to_tsvector('russian', body_words), 'C')
    ) STORED,
    name_keys        text[] GENERATED ALWAYS AS (name_keys(display_name)) STORED,
    listed_at        timestamptz,
    revision         integer NOT NULL,
    source           text,
    display_name     text,
    headline         text,
    about            text,
    time_zone        text,
    speaks           jsonb   NOT NULL,
    subjects         jsonb   NOT NULL,
    courses          jsonb   NOT NULL,
    policy           text    NOT NULL,
    reputation       jsonb,
    strikes          integer NOT NULL,
    title_words      text    NOT NULL,
    body_words       text    NOT NULL
);
CREATE INDEX profiles_by_words
    ON profiles USING gin (words, subject_codes, languages) WHERE is_listed;
CREATE INDEX profiles_by_name ON profiles USING gin (name_keys) WHERE is_listed;

-- What filters look at, once more and as narrow as can be, for a filter reads very many of these.
-- What has a fixed width stands first: where it lies is known without looking at what is before it.
CREATE TABLE tutors (
    is_listed        boolean NOT NULL,
    is_bookable      boolean NOT NULL,
    lessons_given    integer NOT NULL,
    notice_minutes   smallint NOT NULL,
    horizon_days     smallint NOT NULL,
    before_minutes   smallint NOT NULL,
    after_minutes    smallint NOT NULL,
    price_from_minor bigint,
    price_to_minor   bigint,
    brought_rating   double precision,
    review_count     integer NOT NULL,
    review_stars     integer NOT NULL,
    rating           double precision
        GENERATED ALWAYS AS (rating(brought_rating, review_count, review_stars)) STORED,
    merit            double precision NOT NULL
        GENERATED ALWAYS AS (merit(brought_rating, review_count, review_stars)) STORED,
    tutor_id         text PRIMARY KEY,
    currency         text,
    zone             text,
    languages        text[]  NOT NULL,
    subject_codes    text[]  NOT NULL,
    levels           text[]  NOT NULL,
    week             integer[] NOT NULL,
    week_open        int4multirange GENERATED ALWAYS AS (open_minutes(week)) STORED
);
CREATE INDEX tutors_by_subject ON tutors USING gin (subject_codes) WHERE is_listed;
CREATE INDEX tutors_by_language ON tutors USING gin (languages) WHERE is_listed;
CREATE INDEX tutors_by_price ON tutors (currency, price_from_minor) WHERE is_listed;
CREATE INDEX tutors_by_merit
    ON tutors ((-merit), (-lessons_given), tutor_id) WHERE is_listed;

-- Dates with hours of their own, by the tutor's wall clock; a day off beats them.
CREATE TABLE own_days (
    tutor_id text    NOT NULL,
    day      date    NOT NULL,
    is_off   boolean NOT NULL,
    minutes  integer[],
    PRIMARY KEY (tutor_id, day)
);

CREATE INDEX own_days_by_day ON own_days (day);

-- Whether a tutor with days of their own is open for all of the wanted minutes of some days. Few
-- are asked, hence the cost: planning must not be led astray by what hardly ever is worked out.
CREATE FUNCTION is_open(tutor text, week_open int4multirange, days jsonb) RETURNS boolean
STABLE COST 1 BEGIN ATOMIC
    SELECT bool_and(NOT coalesce(own.is_off, false) AND CASE WHEN own.minutes IS NULL
        THEN week_open @> wanted.week ELSE open_minutes(own.minutes) @> wanted.minutes END)
    FROM jsonb_to_recordset(days) AS wanted(day date, minutes int4range, week int4range)
    LEFT JOIN own_days own ON own.tutor_id = tutor AND own.day = wanted.day;
END;

-- Time that is taken from a person, until it is given back or a hold runs out: by lessons they teach
-- or learn, with the rest around them, and by events of other calendars. `cause` is the month and
-- the booking, or the event.
CREATE TABLE taken (
    person_id      text        NOT NULL,
    cause          text        NOT NULL,
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    before_minutes integer     NOT NULL,
    after_minutes  integer     NOT NULL,
    expires_at     timestamptz,
    PRIMARY KEY (person_id, cause)
);
CREATE INDEX taken_until ON taken (person_id, ends_at);
