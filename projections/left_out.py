"""Tables that nothing of is given to whoever asks what is kept of them, and why."""

from collections.abc import Mapping
from typing import Final

LEFT_OUT: Final[Mapping[str, str]] = {
    "tutor_search.taken": "repeats lessons, and the events of another calendar that hours hold",
    "tutor_embeddings.words": "repeats the profile",
    "calendar.taken": "repeats lessons",
    "credits.trials": "repeats the facts, which are given whole",
    "booking_details.history": "repeats the facts, which are given whole",
    "reviews.resting": "repeats what wishes hold, and the facts, which are given whole",
    "model_performance.shown": "says of no showing to whom",
    "model_performance.days": "counts, and is about nobody",
    "model_performance.told": "counts, and is about nobody",
    "model_performance.seen": "counts, and is about nobody",
    "student_deeds.deeds": "repeats the facts, which are given whole",
    "tutor_earnings.reversals": "repeats the facts, which are given whole",
    "recommendations.showings": "repeats the facts, which are given whole",
    "ledger.postings": "repeats the facts, which are given whole",
    "ledger.balances": "adds up, and is about nobody",
    "ledger.tutor_balances": "adds up the postings",
    "experiment_results.experiments": "is about nobody",
    "experiment_results.people": "repeats the facts, which are given whole, to be taken out again",
    "experiment_results.cohorts": "counts, and is about nobody",
    "experiment_results.sums": "adds up, and is about nobody",
    "showing_results.results": "counts, and is about nobody",
    "showing_results.bookings": "repeats the facts, which are given whole",
    "consent_register.texts": "is about nobody; the words are published",
    "consent_register.stops": "repeats what wishes hold, and the facts, which are given whole",
    "platform_metrics.rollups": "counts, and is about nobody",
    "platform_metrics.tutors": "repeats how a tutor is listed, to be counted",
    "privacy_register.keys": "stands in the certificate of an erasure",
    "privacy_register.stores": "stands in the certificate of an erasure",
    "privacy_register.breaches": "is about no single person",
    "privacy_register.notifications": "is about no single person",
    "audit_trail.entries": "repeats the facts, which are given whole",
}
"""Table → why."""
