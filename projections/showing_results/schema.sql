-- Counters that are only ever added to. `day` is the UTC day of the fact's own time; experiment and
-- variation are empty where none chose the model. `named` is how many of the showings say who saw
-- them: no other can be tied to a booking, so rates of bookings are of those.
CREATE TABLE results (
    day           date   NOT NULL,
    way           text   NOT NULL,
    model_version text   NOT NULL,
    experiment_id text   NOT NULL,
    variation     text   NOT NULL,
    showings      bigint NOT NULL,
    candidates    bigint NOT NULL,
    found_nothing bigint NOT NULL,
    clicked       bigint NOT NULL,
    clicks        bigint NOT NULL,
    views         bigint NOT NULL,
    named         bigint NOT NULL,
    booked        bigint NOT NULL,
    bookings      bigint NOT NULL,
    confirmed     bigint NOT NULL,
    PRIMARY KEY (day, way, model_version, experiment_id, variation)
);

-- What a booking came of, and when it was confirmed: whichever comes last counts it.
CREATE TABLE bookings (
    booking_id    text PRIMARY KEY,
    way           text,
    model_version text,
    experiment_id text,
    variation     text,
    confirmed_on  date
);
