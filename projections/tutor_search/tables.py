"""The rows of tutor search."""

from projections.rows import Table

TUTORS = Table(
    "tutors",
    key=("tutor_id",),
    columns=(
        "is_listed",
        "is_bookable",
        "languages",
        "subject_codes",
        "currency",
        "price_from_minor",
        "price_to_minor",
        "rating",
        "zone",
        "week",
        "lessons_given",
    ),
    blank={
        "is_listed": False,
        "is_bookable": False,
        "languages": [],
        "subject_codes": [],
        "week": [],
        "lessons_given": 0,
    },
)
PROFILES = Table(
    "profiles",
    key=("tutor_id",),
    columns=(
        "listed_at",
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
    blank={
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
TAKEN = Table("taken", ("person_id", "cause"), ("starts_at", "ends_at"))
