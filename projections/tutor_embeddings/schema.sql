-- What a tutor says, kept to be put together anew whenever part of it changes.
CREATE TABLE words (
    tutor_id text PRIMARY KEY,
    headline text,
    about    text,
    courses  jsonb NOT NULL
);

-- What it means; nothing where nothing is said. Apart from the words, so that many vectors lie on
-- a page. `content` is a digest of what was embedded. Half precision halves the index without
-- loss; cosine distance, since vectors have length 1. With 8 neighbours instead of 16 a step of the
-- index is a quarter cheaper and an insert twice as fast, for a few in a thousand of the nearest.
CREATE TABLE vectors (
    tutor_id  text PRIMARY KEY,
    content   text         NOT NULL,
    model     text         NOT NULL,
    embedding halfvec(512) NOT NULL
);
CREATE INDEX vectors_by_meaning ON vectors USING hnsw (embedding halfvec_cosine_ops) WITH (m = 8);
