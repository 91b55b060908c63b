CREATE TABLE states (
    key  text PRIMARY KEY,
    body text NOT NULL
);
CREATE TABLE todos (
    key    text NOT NULL,
    name   text NOT NULL,
    act    text NOT NULL,
    body   text NOT NULL,
    digest text NOT NULL,
    due_at timestamptz,
    PRIMARY KEY (key, name)
);
CREATE INDEX todos_by_time ON todos (due_at);
