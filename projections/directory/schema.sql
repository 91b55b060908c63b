-- One row an account, from its own stream alone. A closed account gives its address back, so
-- `email` is empty then. That an address is held once is guarded by the address's own stream;
-- it is no unique index here, because a new holder's facts may arrive before the old one's last.
CREATE TABLE accounts (
    account_id        text PRIMARY KEY,
    email             text,
    email_key         text,
    password_hash     text,
    password_set_at   timestamptz,
    display_name      text,
    locale            text,
    time_zone         text,
    roles             text[]  NOT NULL,
    guardians         text[]  NOT NULL,
    country           text,
    age_band          text,
    status            text    NOT NULL,
    suspension_reason text,
    is_email_verified boolean NOT NULL,
    registered_at     timestamptz,
    closed_at         timestamptz
);
CREATE INDEX accounts_by_email ON accounts (email_key);
CREATE INDEX accounts_by_age ON accounts (registered_at, account_id);
