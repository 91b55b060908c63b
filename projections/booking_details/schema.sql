-- One row a booking, from its own stream. What is not agreed, decided or reported yet is empty.
-- The four last columns say who gets what, once that is decided; `due_at` is when the clock
-- ends the present state, if nobody does before; `package_id` names the package whose credit pays
-- for it. Texts of a problem are personal data of `problem_reporter_id` and `problem_answerer_id`.
CREATE TABLE bookings (
    booking_id            text PRIMARY KEY,
    tutor_id              text        NOT NULL,
    student_id            text        NOT NULL,
    starts_at             timestamptz NOT NULL,
    ends_at               timestamptz NOT NULL,
    subject               text,
    language              text,
    price_minor           bigint,
    currency              text,
    acceptance            text,
    notice_minutes        integer,
    is_trial              boolean     NOT NULL,
    series_id             text,
    state                 text        NOT NULL,
    due_at                timestamptz,
    held_at               timestamptz,
    payment_id            text,
    package_id            text,
    cancellation_policy   text,
    fee_basis_points      integer,
    confirmed_at          timestamptz,
    is_locked             boolean     NOT NULL,
    reschedule_count      integer     NOT NULL,
    proposed_by           text,
    proposed_start        timestamptz,
    proposed_end          timestamptz,
    joined                text[]      NOT NULL,
    cancelled_by          text,
    cancellation_reason   text,
    is_late               boolean     NOT NULL,
    absent                text,
    problem_by            text,
    problem_reporter_id   text,
    problem_reason        text,
    problem_details       text,
    claimed_refund_minor  bigint,
    answer_by             timestamptz,
    problem_answerer_id   text,
    problem_answer        text,
    is_claim_agreed       boolean,
    resolution_ground     text,
    dispute               text        NOT NULL,
    is_tutor_struck       boolean     NOT NULL,
    has_free_replacement boolean     NOT NULL,
    gross_minor           bigint,
    refund_minor          bigint,
    fee_minor             bigint,
    tutor_net_minor       bigint
);
CREATE INDEX bookings_of_tutor ON bookings (tutor_id, starts_at, booking_id);
CREATE INDEX bookings_of_student ON bookings (student_id, starts_at, booking_id);
CREATE INDEX bookings_in_state ON bookings (state, starts_at, booking_id);
CREATE INDEX bookings_by_time ON bookings (starts_at, booking_id);

-- One row a payment, from its own stream: of a booking, which may have been tried to be paid
-- repeatedly, or of a package of lessons, which pays for many.
-- `movements` is `domain.payment.policies.Movements`, from which the other figures follow; what
-- the student has to do stands in `action`, as long as there is something.
CREATE TABLE payments (
    payment_id     text PRIMARY KEY,
    booking_id     text,
    package_id     text,
    tutor_id       text        NOT NULL,
    student_id     text        NOT NULL,
    requested_at   timestamptz NOT NULL,
    state          text        NOT NULL,
    is_abandoned   boolean     NOT NULL,
    currency       text        NOT NULL,
    amount_minor   bigint      NOT NULL,
    taken_minor    bigint      NOT NULL,
    refunded_minor bigint      NOT NULL,
    lost_minor     bigint      NOT NULL,
    fee_minor      bigint      NOT NULL,
    net_minor      bigint      NOT NULL,
    action         text,
    action_reference text,
    movements      jsonb       NOT NULL
);
CREATE INDEX payments_of_booking ON payments (booking_id, requested_at);
CREATE INDEX payments_of_package ON payments (package_id);
CREATE INDEX payments_of_tutor ON payments (tutor_id);
CREATE INDEX payments_of_student ON payments (student_id);

-- What happened to a booking and its payments, one row a fact; of a package's payment, only what
-- is of the booking.
CREATE TABLE history (
    booking_id   text        NOT NULL,
    position     bigint      NOT NULL,
    topic        text        NOT NULL,
    happened_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    actor        text        NOT NULL,
    ground       text        NOT NULL,
    party        text,
    payment_id   text,
    amount_minor bigint,
    currency     text,
    PRIMARY KEY (booking_id, position)
);
