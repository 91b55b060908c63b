-- One row an experiment: what was planned, and where it stands. `planned` is the traffic that it
-- began with, `traffic` that of now.
CREATE TABLE experiments (
    experiment_id text PRIMARY KEY,
    name          text        NOT NULL,
    state         text        NOT NULL,
    variations    jsonb       NOT NULL,
    watched       jsonb       NOT NULL,
    planned       integer     NOT NULL,
    traffic       integer     NOT NULL,
    span_days   integer     NOT NULL,
    people        integer     NOT NULL,
    locales       text[]      NOT NULL,
    countries     text[]      NOT NULL,
    lane          jsonb,
    holdout_id    text,
    is_profiling  boolean     NOT NULL,
    drafted_at    timestamptz NOT NULL,
    started_at    timestamptz,
    completed_at  timestamptz,
    chosen        text
);

-- One row a person who is measured: what of theirs is in the sums, so that it can be added to and
-- taken out again, and what they did of late, which is before whatever they are shown next.
CREATE TABLE people (
    person_id text PRIMARY KEY,
    exposures jsonb NOT NULL,
    lately    jsonb NOT NULL
);

-- How many were shown a variation for the first time on a day, UTC. Results count whole days whose
-- last span is over, so that each person comes with a value that is final.
CREATE TABLE cohorts (
    experiment_id text    NOT NULL,
    variation     text    NOT NULL,
    day           date    NOT NULL,
    people        integer NOT NULL,
    PRIMARY KEY (experiment_id, variation, day)
);

-- What these people did, and before, in sums: see domain/experiment/moments.py.
CREATE TABLE sums (
    experiment_id  text   NOT NULL,
    variation      text   NOT NULL,
    metric         text   NOT NULL,
    day            date   NOT NULL,
    done           bigint NOT NULL,
    done_squares   bigint NOT NULL,
    before         bigint NOT NULL,
    before_squares bigint NOT NULL,
    products       bigint NOT NULL,
    PRIMARY KEY (experiment_id, variation, metric, day)
);
