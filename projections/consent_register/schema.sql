-- One row for each answer and each end, from the fact that began it to the fact that followed:
-- [from_position, until_position) in the log and [from_at, until_at) by the instants decided.
-- The row that nothing has followed yet is how it stands. A row keeps the text that was last
-- answered to; an objection by signal answers to none.
CREATE TABLE intervals (
    person_id        text        NOT NULL,
    purpose          text        NOT NULL,
    version          bigint      NOT NULL,
    state            text        NOT NULL,
    topic            text        NOT NULL,
    stream_id        text        NOT NULL,
    text_version     text,
    text_locale      text,
    text_sha256      text,
    method           text,
    given_by         text,
    expires_at       timestamptz,
    superseded_by    text,
    from_at          timestamptz NOT NULL,
    until_at         timestamptz,
    from_position    bigint      NOT NULL,
    until_position   bigint,
    from_recorded_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, purpose, version)
);
CREATE INDEX intervals_by_position ON intervals (person_id, from_position);
CREATE INDEX intervals_now ON intervals (person_id, purpose)
    WHERE until_position IS NULL AND state IN ('granted', 'superseded', 'expired');

-- What people said beyond their answers: each line tells from when on a restriction, or one
-- objection, stands or does not, and which purposes that stops. The last one up to then counts.
CREATE TABLE stops (
    person_id   text        NOT NULL,
    version     bigint      NOT NULL,
    stopped_by  text        NOT NULL,
    objects_to  text,
    purposes    text[]      NOT NULL,
    is_standing boolean     NOT NULL,
    at          timestamptz NOT NULL,
    position    bigint      NOT NULL,
    PRIMARY KEY (person_id, version)
);

-- The words people were asked for. Versions of a purpose are in the order of their `valid_from`.
CREATE TABLE texts (
    purpose            text        NOT NULL,
    text_version       text        NOT NULL,
    text_locale        text        NOT NULL,
    text_sha256        text        NOT NULL,
    words              text        NOT NULL,
    requires_reconsent boolean     NOT NULL,
    valid_from         timestamptz NOT NULL,
    published_by       text        NOT NULL,
    published_at       timestamptz NOT NULL,
    position           bigint      NOT NULL,
    PRIMARY KEY (purpose, text_version, text_locale)
);
CREATE INDEX texts_that_end_others ON texts (purpose, valid_from) WHERE requires_reconsent;
