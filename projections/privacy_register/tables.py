"""The tables of `schema.sql`, as the projector writes them."""

from projections.rows import Table

REQUESTS = Table(
    "requests",
    key=("request_id",),
    columns=(
        "person_id",
        "kind",
        "regime",
        "categories",
        "objects_to",
        "ground",
        "filed_by",
        "filed_as",
        "channel",
        "times_asked",
        "state",
        "received_at",
        "acknowledge_by",
        "acknowledged_at",
        "act_by",
        "extension_reason",
        "identity_method",
        "identity_confirmed_at",
        "decided_by",
        "approved_at",
        "denial_reason",
        "ended_at",
        "handed_over_at",
        "missed",
        "erased_categories",
        "certificate",
        "certificate_sha256",
        "certified_at",
        "redacted_facts",
    ),
    blank={"times_asked": 0, "missed": [], "erased_categories": [], "redacted_facts": 0},
)
HOLDS = Table("holds", key=("request_id", "category", "basis"), columns=("until", "placed_at"))
RECIPIENTS = Table(
    "recipients",
    key=("request_id", "recipient", "reference"),
    columns=("notified_at", "acknowledged_at"),
)
HANDOVERS = Table(
    "handovers", key=("request_id", "manifest_sha256"), columns=("handed_to", "handed_over_at")
)
KEYS = Table(
    "keys", key=("request_id", "category", "version"), columns=("fingerprint", "destroyed_at")
)
STORES = Table(
    "stores",
    key=("request_id", "name"),
    columns=("erased", "remaining", "cleared_at"),
    blank={"erased": 0},
)
PEOPLE = Table(
    "people",
    key=("person_id",),
    columns=("restricted_since", "ground", "objects_to"),
    blank={"objects_to": []},
)
BREACHES = Table(
    "breaches",
    key=("breach_id",),
    columns=(
        "harms",
        "cause",
        "state",
        "became_aware_at",
        "authority_by",
        "recorded_at",
        "since",
        "until",
        "stream_kinds",
        "categories",
        "risk",
        "people_count",
        "facts_count",
        "assessed_at",
        "notified_at",
        "is_told_all",
        "informed_count",
        "informed_at",
        "is_missed",
        "exemption",
        "closed_at",
    ),
    blank={
        "state": "open",
        "stream_kinds": [],
        "categories": [],
        "is_told_all": False,
        "informed_count": 0,
        "is_missed": False,
    },
)
NOTIFICATIONS = Table(
    "notifications",
    key=("breach_id", "phase"),
    columns=("reference", "is_final", "delay_reason", "notified_at"),
)
