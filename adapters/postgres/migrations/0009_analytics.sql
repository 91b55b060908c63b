-- The marketplace in windows of time. `fold` names how facts were counted and on how many partitions,
-- so that another way of counting begins beside this one. Each partition has figures of its own, whose
-- sum is what there is; `position` is that of the fact which changed the figure last.
CREATE SCHEMA analytics;
CREATE TABLE analytics.windows (
    fold      text        NOT NULL,
    period    text        NOT NULL,
    start     timestamptz NOT NULL,
    measure   text        NOT NULL,
    subject   text        NOT NULL,
    country   text        NOT NULL,
    currency  text        NOT NULL,
    context   text        NOT NULL,
    partition integer     NOT NULL,
    value     bigint      NOT NULL,
    position  bigint      NOT NULL,
    PRIMARY KEY (fold, period, start, measure, subject, country, currency, context, partition)
);

-- Up to where the facts of a partition are in the figures.
CREATE TABLE analytics.places (
    fold      text    NOT NULL,
    context   text    NOT NULL,
    partition integer NOT NULL,
    position  bigint  NOT NULL,
    PRIMARY KEY (fold, context, partition)
);
