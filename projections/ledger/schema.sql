-- One row a posting, in the order of the log: debit above zero, credit below, in minor units. The
-- rows of one position are an entry and add up to nothing in every currency. What is not about a
-- booking names none, and what is not about a student names no student.
CREATE TABLE postings (
    position     bigint      NOT NULL,
    line         integer     NOT NULL,
    account      text        NOT NULL,
    amount_minor bigint      NOT NULL,
    currency     text        NOT NULL,
    booking_id   text,
    tutor_id     text        NOT NULL,
    student_id   text,
    occurred_at  timestamptz NOT NULL,
    topic        text        NOT NULL,
    PRIMARY KEY (position, line)
);
CREATE INDEX postings_of_booking ON postings (booking_id, position, line);

-- What each account holds: the sum of its postings.
CREATE TABLE balances (
    account       text   NOT NULL,
    currency      text   NOT NULL,
    balance_minor bigint NOT NULL,
    PRIMARY KEY (account, currency)
);

-- The same of what concerns one tutor.
CREATE TABLE tutor_balances (
    tutor_id      text   NOT NULL,
    account       text   NOT NULL,
    currency      text   NOT NULL,
    balance_minor bigint NOT NULL,
    PRIMARY KEY (tutor_id, account, currency)
);
