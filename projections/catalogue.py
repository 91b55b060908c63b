"""Every read model there is."""

from collections.abc import Sequence

from projections.audit_trail.projector import PROJECTION as AUDIT_TRAIL
from projections.booking_details.projector import PROJECTION as BOOKING_DETAILS
from projections.calendar.projector import PROJECTION as CALENDAR
from projections.consent_register.projector import PROJECTION as CONSENT_REGISTER
from projections.credits.projector import PROJECTION as CREDITS
from projections.data_reads.projector import PROJECTION as DATA_READS
from projections.directory.projector import PROJECTION as DIRECTORY
from projections.embedding import Embedder
from projections.experiment_results.projector import PROJECTION as EXPERIMENT_RESULTS
from projections.interactions.projector import PROJECTION as INTERACTIONS
from projections.ledger.projector import PROJECTION as LEDGER
from projections.model_performance.projector import PROJECTION as MODEL_PERFORMANCE
from projections.platform_metrics.projector import PROJECTION as PLATFORM_METRICS
from projections.privacy_register.projector import PROJECTION as PRIVACY_REGISTER
from projections.profile_signs.projector import projection as profile_signs
from projections.recommendations.projector import PROJECTION as RECOMMENDATIONS
from projections.reviews.projector import projection as reviews
from projections.runtime import Projection
from projections.showing_results.projector import PROJECTION as SHOWING_RESULTS
from projections.student_deeds.projector import PROJECTION as STUDENT_DEEDS
from projections.texts import TextReader
from projections.tutor_earnings.projector import PROJECTION as TUTOR_EARNINGS
from projections.tutor_embeddings.projector import projection as tutor_embeddings
from projections.tutor_search.projector import PROJECTION as TUTOR_SEARCH


def read_models(embedder: Embedder, texts: TextReader) -> Sequence[Projection]:
    """This is every read model, with what it needs to compute."""
    return (
        DIRECTORY,
        TUTOR_SEARCH,
        tutor_embeddings(embedder),
        CALENDAR,
        BOOKING_DETAILS,
        CREDITS,
        reviews(texts),
        profile_signs(texts),
        INTERACTIONS,
        RECOMMENDATIONS,
        STUDENT_DEEDS,
        LEDGER,
        TUTOR_EARNINGS,
        CONSENT_REGISTER,
        PLATFORM_METRICS,
        EXPERIMENT_RESULTS,
        SHOWING_RESULTS,
        MODEL_PERFORMANCE,
        PRIVACY_REGISTER,
        AUDIT_TRAIL,
        DATA_READS,
    )
