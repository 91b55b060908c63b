"""The rows of tutor search."""

from projections.rows import Table

TUTORS = Table(
    "tutors",
    key=("tutor_id",),
    columns=(
        "is_listed",
        "is_bookable",
        "listed_at",
        "source",
        "display_name",
        "headline",
        "about",
        "time_zone",
        "speaks",
        "languages",
        "subjects",
        "subject_codes",
        "courses",
        "currency",
        "price_from_minor",
        "price_to_minor",
        "policy",
        "reputation",
        "rating",
        "strikes",
        "title_words",
        "body_words",
        "zone",
        "week",
        "lessons_given",
    ),
    blank={
        "is_listed": False,
        "is_bookable": False,
        "speaks": [],
        "languages": [],
        "subjects": {},
        "subject_codes": [],
        "courses": {},
        "policy": "standard",
        "strikes": 0,
        "title_words": "",
        "body_words": "",
        "week": [],
        "lessons_given": 0,
    },
)
OWN_DAYS = Table("own_days", ("tutor_id", "day"), ("is_off", "minutes"), {"is_off": False})
TAKEN = Table("taken", ("person_id", "cause"), ("starts_at", "ends_at"))
