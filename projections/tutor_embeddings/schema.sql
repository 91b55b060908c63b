-- One row a tutor: what is embedded of their words, and the vector of it. Half precision
-- halves the index without loss; cosine distance, since vectors have length 1.
CREATE TABLE vectors (
    tutor_id  text PRIMARY KEY,
    headline  text,
    about     text,
    courses   jsonb NOT NULL,
    content   text  NOT NULL,
    model     text,
    embedding halfvec(512)
);
CREATE INDEX vectors_by_meaning ON vectors USING hnsw (embedding halfvec_cosine_ops);
