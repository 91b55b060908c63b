-- One row a confirmed booking. What it was agreed to bring and how it was decided is from its own
-- stream: refund, fee and net are of the newest decision, before it as agreed. What froze it, what
-- holds it and what came back is from the stream of the tutor's share; what is owed of it, and what
-- was kept back from it for a debt, from that of the debt. All in minor units.
CREATE TABLE bookings (
    booking_id       text PRIMARY KEY,
    tutor_id         text   NOT NULL,
    currency         text,
    starts_at        timestamptz,
    confirmed_at     timestamptz,
    decided_at       timestamptz,
    ground           text,
    agreed_net_minor bigint,
    gross_minor      bigint,
    refund_minor     bigint,
    fee_minor        bigint,
    net_minor        bigint,
    frozen_for       text[] NOT NULL,
    held_for         text,
    reversing_for    text,
    incurred_minor   bigint NOT NULL,
    recovered_minor  bigint NOT NULL
);
CREATE INDEX bookings_of_tutor ON bookings (tutor_id, starts_at, booking_id);

-- One row a payout. Its name is its own among those of the tutor in the currency.
CREATE TABLE payouts (
    tutor_id     text        NOT NULL,
    currency     text        NOT NULL,
    payout_id    text        NOT NULL,
    amount_minor bigint      NOT NULL,
    state        text        NOT NULL,
    reason       text,
    requested_at timestamptz,
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (tutor_id, currency, payout_id)
);

-- What changed what a tutor is owed by the platform (`amount_minor`) or owes it (`debt_minor`): one
-- row a fact, never changed. Of a decision, gross less refund less fee is the amount; `lacks_minor`
-- is how much less that is than was agreed, or than had been decided.
CREATE TABLE lines (
    position     bigint PRIMARY KEY,
    tutor_id     text        NOT NULL,
    currency     text        NOT NULL,
    booking_id   text,
    payout_id    text,
    kind         text        NOT NULL,
    reason       text,
    starts_at    timestamptz,
    gross_minor  bigint      NOT NULL,
    refund_minor bigint      NOT NULL,
    fee_minor    bigint      NOT NULL,
    amount_minor bigint      NOT NULL,
    debt_minor   bigint      NOT NULL,
    lacks_minor  bigint      NOT NULL,
    occurred_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL
);
CREATE INDEX lines_of_tutor ON lines (tutor_id, recorded_at, position);
CREATE INDEX lines_of_booking ON lines (booking_id, position);

-- What the provider took back from a tutor's payout account, and why.
CREATE TABLE reversals (
    position     bigint PRIMARY KEY,
    booking_id   text        NOT NULL,
    tutor_id     text        NOT NULL,
    currency     text        NOT NULL,
    amount_minor bigint      NOT NULL,
    reason       text,
    occurred_at  timestamptz NOT NULL
);
CREATE INDEX reversals_of_booking ON reversals (booking_id, position);
