-- One row a showing: when it was and what put it in order, so that what is done with it later counts
-- for that day. From `first_place` on, `steps` is the group of the chance of a booking that was said
-- of each, or -1.
CREATE TABLE shown (
    showing_id    text PRIMARY KEY,
    way           text       NOT NULL,
    model_version text       NOT NULL,
    day           date       NOT NULL,
    first_place   integer    NOT NULL,
    steps         smallint[] NOT NULL
);

-- One row a day, UTC, of showings that somebody was shown anything in: how many, how many of them say
-- who saw it, in how many a tutor was opened, and a booking begun. `gain` is that of the first tutor
-- opened by their place (NDCG@10 where one is right), in millionths; `squares` its square, likewise.
CREATE TABLE days (
    way           text   NOT NULL,
    model_version text   NOT NULL,
    day           date   NOT NULL,
    showings      bigint NOT NULL,
    named         bigint NOT NULL,
    clicked       bigint NOT NULL,
    booked        bigint NOT NULL,
    gain          bigint NOT NULL,
    squares       bigint NOT NULL,
    PRIMARY KEY (way, model_version, day)
);

-- What was said to be the chance of a booking, where it is said who saw it, in groups
-- (domain/drift/calibration.py): of how many tutors shown, the sum of the chances and of their
-- variances in millionths, and how many were booked.
CREATE TABLE told (
    way           text     NOT NULL,
    model_version text     NOT NULL,
    day           date     NOT NULL,
    step          smallint NOT NULL,
    tutors        bigint   NOT NULL,
    expected      bigint   NOT NULL,
    spread        bigint   NOT NULL,
    booked        bigint   NOT NULL,
    PRIMARY KEY (way, model_version, day, step)
);

-- What features looked like: of each showing one tutor, drawn by the showing's id, in bins
-- (domain/drift/bins.py).
CREATE TABLE seen (
    way           text     NOT NULL,
    model_version text     NOT NULL,
    day           date     NOT NULL,
    feature       text     NOT NULL,
    bin           smallint NOT NULL,
    showings      bigint   NOT NULL,
    PRIMARY KEY (way, model_version, day, feature, bin)
);
