-- One row a privacy request, from its own stream. It holds pseudonyms, codes and times, and never
-- what anybody wrote. Whether something is overdue is asked with the time of asking; `missed` is
-- which deadlines were seen to go by, whatever came after.
CREATE TABLE requests (
    request_id            text PRIMARY KEY,
    person_id             text        NOT NULL,
    kind                  text        NOT NULL,
    regime                text        NOT NULL,
    categories            text[]      NOT NULL,
    objects_to            text[]      NOT NULL,
    ground                text,
    filed_by              text        NOT NULL,
    filed_as              text        NOT NULL,
    channel               text        NOT NULL,
    times_asked           integer     NOT NULL,
    state                 text        NOT NULL,
    received_at           timestamptz NOT NULL,
    acknowledge_by        timestamptz,
    acknowledged_at       timestamptz,
    act_by                timestamptz NOT NULL,
    extension_reason      text,
    identity_method       text,
    identity_confirmed_at timestamptz,
    decided_by            text,
    approved_at           timestamptz,
    denial_reason         text,
    ended_at              timestamptz,
    handed_over_at        timestamptz,
    missed                text[]      NOT NULL,
    erased_categories     text[]      NOT NULL,
    certificate           text,
    certificate_sha256    text,
    certified_at          timestamptz,
    redacted_facts        integer     NOT NULL
);
CREATE INDEX requests_by_time ON requests (received_at, request_id);
CREATE INDEX requests_of_person ON requests (person_id, received_at, request_id);
CREATE INDEX requests_of_filer ON requests (filed_by, received_at, request_id);
CREATE INDEX requests_in_state ON requests (state, received_at, request_id);

-- What has to stay although its erasure was asked. A lifted hold has no row.
CREATE TABLE holds (
    request_id text        NOT NULL,
    category   text        NOT NULL,
    basis      text        NOT NULL,
    until      timestamptz NOT NULL,
    placed_at  timestamptz NOT NULL,
    PRIMARY KEY (request_id, category, basis)
);

-- Who outside was told of a request, and who confirmed it.
CREATE TABLE recipients (
    request_id      text        NOT NULL,
    recipient       text        NOT NULL,
    reference       text        NOT NULL,
    notified_at     timestamptz NOT NULL,
    acknowledged_at timestamptz,
    PRIMARY KEY (request_id, recipient, reference)
);

-- Each time the person's data was handed over, whole: to whom, and which manifest says what.
CREATE TABLE handovers (
    request_id      text        NOT NULL,
    manifest_sha256 text        NOT NULL,
    handed_to       text        NOT NULL,
    handed_over_at  timestamptz NOT NULL,
    PRIMARY KEY (request_id, manifest_sha256)
);

-- How far an erasure has come: keys that are no more, and what is left in each store.
CREATE TABLE keys (
    request_id   text        NOT NULL,
    category     text        NOT NULL,
    version      integer     NOT NULL,
    fingerprint  text        NOT NULL,
    destroyed_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, category, version)
);
CREATE TABLE stores (
    request_id text        NOT NULL,
    name       text        NOT NULL,
    erased     bigint      NOT NULL,
    remaining  bigint      NOT NULL,
    cleared_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, name)
);

-- One row a person who ever asked for something that lasts, from the person's own stream.
CREATE TABLE people (
    person_id        text PRIMARY KEY,
    restricted_since timestamptz,
    ground           text,
    objects_to       text[] NOT NULL
);

-- One row a breach, from its own stream, and one each time the authority was told.
CREATE TABLE breaches (
    breach_id       text PRIMARY KEY,
    harms           text[]      NOT NULL,
    cause           text        NOT NULL,
    state           text        NOT NULL,
    became_aware_at timestamptz NOT NULL,
    authority_by    timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    since           timestamptz,
    until           timestamptz,
    stream_kinds    text[]      NOT NULL,
    categories      text[]      NOT NULL,
    risk            text,
    people_count    bigint,
    facts_count     bigint,
    assessed_at     timestamptz,
    notified_at     timestamptz,
    is_told_all     boolean     NOT NULL,
    informed_count  bigint      NOT NULL,
    informed_at     timestamptz,
    is_missed       boolean     NOT NULL,
    exemption       text,
    closed_at       timestamptz
);
CREATE INDEX breaches_by_time ON breaches (became_aware_at, breach_id);
CREATE TABLE notifications (
    breach_id    text        NOT NULL,
    phase        integer     NOT NULL,
    reference    text        NOT NULL,
    is_final     boolean     NOT NULL,
    delay_reason text,
    notified_at  timestamptz NOT NULL,
    PRIMARY KEY (breach_id, phase)
);
