CREATE TABLE consents (
    person_id text NOT NULL,
    purpose   text NOT NULL,
    state     text NOT NULL,
    locale    text,
    answers   bigint NOT NULL,
    PRIMARY KEY (person_id, purpose)
);
CREATE INDEX consents_by_state ON consents (state);
CREATE TABLE purposes (
    purpose text PRIMARY KEY,
    granted bigint NOT NULL
);
CREATE TABLE answers (
    position bigint PRIMARY KEY,
    topic    text NOT NULL,
    given_by text
);
