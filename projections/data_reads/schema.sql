-- One row a reading, by its position in the log, written once. It holds pseudonyms alone: what was
-- read is not repeated here.
CREATE TABLE reads (
    position   bigint      PRIMARY KEY,
    person_id  text        NOT NULL,
    reader_id  text        NOT NULL,
    purpose    text        NOT NULL,
    categories text[]      NOT NULL,
    route      text        NOT NULL,
    read_at    timestamptz NOT NULL
);
CREATE INDEX reads_by_person ON reads (person_id, position);
CREATE INDEX reads_by_reader ON reads (reader_id, position);
