"""The rows of tutor search."""

from projections.rows import Table

SOUGHT = (
    "is_listed",
    "is_bookable",
    "lessons_given",
    "price_from_minor",
    "price_to_minor",
    "rating",
    "currency",
    "zone",
    "languages",
    "subject_codes",
    "week",
)
UNSOUGHT = {
    "is_listed": False,
    "is_bookable": False,
    "lessons_given": 0,
    "languages": [],
    "subject_codes": [],
    "week": [],
}
TUTORS = Table("tutors", key=("tutor_id",), columns=SOUGHT, blank=UNSOUGHT)
PROFILES = Table(
    "profiles",
    key=("tutor_id",),
    columns=(
        *SOUGHT,
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
    blank={
        **UNSOUGHT,
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
