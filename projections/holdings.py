"""The one question all read models answer together: what is kept of a person?

Each table in which something of people is kept has a line here; `left_out.py` says of the others
why not. A row is the person's if one of its owners is they. What is personal of somebody else in it
is left out, and so are secrets, and what only a machine needs.

`observed` is what the person provided or what was observed of them, and thus theirs to take
elsewhere (GDPR 20); what we concluded, decided or computed is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, LiteralString

from projections.booking_details import tables as bookings
from projections.calendar import projector as calendar
from projections.consent_register import projector as consents
from projections.credits import projector as saved
from projections.data_reads import projector as data_reads
from projections.directory import projector as directory
from projections.interactions import projector as interactions
from projections.privacy_register import tables as privacy
from projections.profile_signs import projector as profile_signs
from projections.recommendations import projector as recommendations
from projections.reviews import projector as reviews
from projections.rows import Table
from projections.tutor_earnings import tables as earned
from projections.tutor_embeddings import projector as embeddings
from projections.tutor_search import tables as search

ASKED: LiteralString = """request_id IN (
    SELECT request_id FROM privacy_register.requests WHERE person_id = %(person)s)"""


@dataclass(frozen=True, slots=True)
class Holding:
    """This is one table, and what of it is kept of a person.

    Attributes:
        name: what is in it, for people.
        view: the read model it belongs to.
        owners: the columns that say whose a row is.
        theirs: the condition under which a row is theirs, where no column says so.
        people: further columns that hold somebody, with what they are called.
        ones_own: columns that are one owner's alone, with the column that says whose; so are those
            that the table itself calls personal.
        withheld: columns nobody is shown.
        observed: columns to be taken elsewhere.
        spread: a column that holds several things by name, each of which becomes a row, and the
            column that the name then stands in.
        inside: a column that holds the whole row.
    """

    name: str
    view: str
    table: Table
    owners: tuple[str, ...] = ()
    theirs: LiteralString = ""
    people: Mapping[str, str] = field(default_factory=dict)
    ones_own: Mapping[str, str] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    observed: tuple[str, ...] = ()
    spread: tuple[str, str] | None = None
    inside: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """This is what is read of a row."""
        if self.spread:
            return (*self.table.key, self.spread[0])
        return tuple(name for name in self.table.all_columns if name not in self.withheld)


SIDES: Final = {"tutor_id": "tutor", "student_id": "student"}
HOLDINGS: Final[tuple[Holding, ...]] = (
    Holding(
        "account",
        "directory",
        directory.ACCOUNTS,
        owners=("account_id",),
        people={"guardians": "guardian"},
        withheld=frozenset({"email_key", "password_hash"}),
        observed=(
            *("account_id", "email", "display_name", "locale", "time_zone", "roles"),
            *("country", "age_band", "registered_at"),
        ),
    ),
    Holding(
        "profile",
        "tutor_search",
        search.PROFILES,
        owners=("tutor_id",),
        withheld=frozenset({"title_words", "body_words", "subjects", "courses"}),
        observed=("display_name", "headline", "about", "time_zone", "speaks", "policy"),
    ),
    Holding(
        "subjects",
        "tutor_search",
        search.PROFILES,
        owners=("tutor_id",),
        spread=("subjects", "subject"),
        observed=("subject", "level_lo", "level_hi", "tags"),
    ),
    Holding(
        "courses",
        "tutor_search",
        search.PROFILES,
        owners=("tutor_id",),
        spread=("courses", "course_id"),
        observed=(
            *("course_id", "subject", "title", "description", "price_per_hour"),
            *("duration_minutes", "level_lo", "level_hi", "category", "tags", "is_trial"),
            "packages",
        ),
    ),
    Holding("search_listing", "tutor_search", search.TUTORS, owners=("tutor_id",)),
    Holding("meaning", "tutor_embeddings", embeddings.VECTORS, owners=("tutor_id",)),
    Holding("profile_signs", "profile_signs", profile_signs.SIGNS, owners=("tutor_id",)),
    Holding(
        "profile_standing",
        "profile_signs",
        profile_signs.PROFILES,
        owners=("tutor_id",),
        people={"reviewer_id": "reviewer"},
        observed=("tutor_id", "argument"),
    ),
    Holding(
        "hours",
        "calendar",
        calendar.HOURS,
        owners=("tutor_id",),
        inside="said",
        observed=("zone", "weekly", "overrides", "days_off", "rules", "elsewhere"),
    ),
    Holding(
        "days",
        "tutor_search",
        search.OWN_DAYS,
        owners=("tutor_id",),
        observed=("day", "is_off", "minutes"),
    ),
    Holding(
        "bookings",
        "booking_details",
        bookings.BOOKINGS,
        owners=("tutor_id", "student_id"),
        people={**SIDES, "problem_reporter_id": "somebody", "problem_answerer_id": "somebody"},
        ones_own={"is_tutor_struck": "tutor_id"},
        observed=(
            *("booking_id", "tutor_id", "student_id", "starts_at", "ends_at", "subject"),
            *("language", "price_minor", "currency", "is_trial", "series_id", "state", "held_at"),
            *("payment_id", "package_id", "confirmed_at", "joined", "cancelled_by"),
            *("problem_details", "problem_answer"),
            *("gross_minor", "refund_minor", "fee_minor", "tutor_net_minor"),
        ),
    ),
    Holding(
        "payments",
        "booking_details",
        bookings.PAYMENTS,
        owners=("tutor_id", "student_id"),
        people=SIDES,
        withheld=frozenset({"movements"}),
        observed=(
            *("payment_id", "booking_id", "package_id", "requested_at", "state", "currency"),
            *("amount_minor", "taken_minor", "refunded_minor", "lost_minor"),
        ),
    ),
    Holding(
        "packages",
        "credits",
        saved.PACKAGES,
        owners=("tutor_id", "student_id"),
        people=SIDES,
        observed=(
            *("package_id", "tutor_id", "student_id", "course_id", "duration_minutes", "lessons"),
            *("price_per_lesson_minor", "currency", "state", "payment_id", "ordered_at"),
            *("bought_at", "booking_ids", "refunded", "lost", "dispute"),
        ),
    ),
    Holding(
        "reviews",
        "reviews",
        reviews.REVIEWS,
        owners=("tutor_id", "student_id"),
        people=SIDES,
        ones_own={"stars": "student_id"},
        observed=("booking_id", "tutor_id", "student_id", "stars", "is_shown", "shown_at"),
    ),
    Holding(
        "interactions",
        "interactions",
        interactions.PAIRS,
        owners=("tutor_id", "student_id"),
        people=SIDES,
    ),
    Holding(
        "contests",
        "recommendations",
        recommendations.CONTESTS,
        owners=("student_id",),
        people={"reviewer_id": "reviewer"},
        observed=("showing_id", "student_id", "raised_at"),
    ),
    Holding("reliability", "interactions", interactions.TUTORS, owners=("tutor_id",)),
    Holding(
        "review_words",
        "reviews",
        reviews.WORDS,
        owners=("author_id",),
        people={**SIDES, "reviewer_id": "reviewer", "flagger_id": "somebody"},
        observed=("booking_id", "part", "tutor_id", "student_id", "text", "argument", "written_at"),
    ),
    Holding(
        "lessons",
        "calendar",
        calendar.LESSONS,
        owners=("tutor_id", "student_id"),
        people=SIDES,
        observed=(
            *("booking_id", "tutor_id", "student_id", "starts_at", "ends_at", "state"),
            *("subject", "language", "is_trial", "series_id"),
        ),
    ),
    Holding(
        "consents",
        "consent_register",
        consents.INTERVALS,
        owners=("person_id",),
        people={"given_by": "guardian"},
        withheld=frozenset({"stream_id", "topic"}),
        observed=(
            *("purpose", "state", "text_version", "text_locale", "text_sha256", "method"),
            *("given_by", "from_at", "until_at"),
        ),
    ),
    Holding(
        "privacy_requests",
        "privacy_register",
        privacy.REQUESTS,
        owners=("person_id",),
        people={"filed_by": "guardian", "decided_by": "support"},
        withheld=frozenset({"certificate"}),
        observed=(
            *("request_id", "kind", "regime", "categories", "objects_to", "ground", "channel"),
            *("received_at", "state"),
        ),
    ),
    Holding(
        "readings",
        "data_reads",
        data_reads.READS,
        owners=("person_id",),
        people={"reader_id": "support"},
        observed=("person_id", "purpose", "categories", "route", "read_at"),
    ),
    Holding("earnings", "tutor_earnings", earned.BOOKINGS, owners=("tutor_id",)),
    Holding("statement_lines", "tutor_earnings", earned.LINES, owners=("tutor_id",)),
    Holding("payouts", "tutor_earnings", earned.PAYOUTS, owners=("tutor_id",)),
    Holding("legal_holds", "privacy_register", privacy.HOLDS, theirs=ASKED),
    Holding("told_recipients", "privacy_register", privacy.RECIPIENTS, theirs=ASKED),
    Holding(
        "handovers",
        "privacy_register",
        privacy.HANDOVERS,
        theirs=ASKED,
        people={"handed_to": "guardian"},
    ),
    Holding(
        "wishes",
        "privacy_register",
        privacy.PEOPLE,
        owners=("person_id",),
        observed=("objects_to", "restricted_since", "ground"),
    ),
)
