"""The tables: experiments, the people in them, and sums over those people."""

from projections.rows import Table

EXPERIMENTS = Table(
    "experiments",
    key=("experiment_id",),
    columns=(
        "name",
        "state",
        "variations",
        "watched",
        "planned",
        "traffic",
        "span_days",
        "people",
        "locales",
        "countries",
        "lane",
        "holdout_id",
        "is_profiling",
        "drafted_at",
        "started_at",
        "completed_at",
        "chosen",
    ),
)
PEOPLE = Table(
    "people",
    key=("person_id",),
    columns=("exposures", "lately"),
    blank={"exposures": {}, "lately": []},
)
COHORTS = Table(
    "cohorts",
    key=("experiment_id", "variation", "day"),
    columns=("people",),
    blank={"people": 0},
)
SUMS = Table(
    "sums",
    key=("experiment_id", "variation", "metric", "day"),
    columns=("done", "done_squares", "before", "before_squares", "products"),
    blank={"done": 0, "done_squares": 0, "before": 0, "before_squares": 0, "products": 0},
)
TABLES = (EXPERIMENTS, PEOPLE, COHORTS, SUMS)
