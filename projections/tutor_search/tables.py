"""The rows of tutor search: tutors whole, and once more in narrow rows what filters look at."""

from domain.availability.events import BookingRules
from projections.rows import Table

ASKED_OF_A_BOOKING = ("notice_minutes", "horizon_days", "before_minutes", "after_minutes")
SOUGHT = (
    "is_listed",
    "is_bookable",
    "lessons_given",
    "price_from_minor",
    "price_to_minor",
    "brought_rating",
    "review_count",
    "review_stars",
    "currency",
    "zone",
    "languages",
    "subject_codes",
    "levels",
    "week",
    *ASKED_OF_A_BOOKING,
)
UNSAID = {
    "is_listed": False,
    "is_bookable": False,
    "lessons_given": 0,
    "review_count": 0,
    "review_stars": 0,
    "languages": [],
    "subject_codes": [],
    "levels": [],
    "week": [],
    **{name: getattr(BookingRules(), name) for name in ASKED_OF_A_BOOKING},
}
TUTORS = Table("tutors", key=("tutor_id",), columns=SOUGHT, blank=UNSAID)
PROFILES = Table(
    "profiles",
    key=("tutor_id",),
    columns=(
        *SOUGHT,
        "listed_at",
        "revision",
        "source",
        "display_name",
        "headline",
        "about",
        "time_zone",
        "speaks",
        "subjects",
        "courses",
        "policy",
        "reputation",
        "strikes",
        "title_words",
        "body_words",
    ),
    personal=dict.fromkeys(("display_name", "headline", "about"), "tutor_id"),
    mixed=frozenset({"subjects", "courses", "title_words", "body_words"}),
    blank={
        **UNSAID,
        "revision": 0,
        "speaks": [],
        "subjects": {},
        "courses": {},
        "policy": "standard",
        "strikes": 0,
        "title_words": "",
        "body_words": "",
    },
)
OWN_DAYS = Table("own_days", ("tutor_id", "day"), ("is_off", "minutes"), {"is_off": False})
TAKEN = Table(
    "taken",
    ("person_id", "cause"),
    ("starts_at", "ends_at", "before_minutes", "after_minutes", "expires_at"),
    {"before_minutes": 0, "after_minutes": 0},
)
