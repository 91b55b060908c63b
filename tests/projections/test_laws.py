"""Whatever happened: another order between streams, repetition and batches change no row."""

from collections.abc import Iterable
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from domain.shared.event import Recorded, context_of
from projections.audit_trail.projector import PROJECTION as AUDIT_TRAIL
from projections.booking_details.projector import PROJECTION as BOOKING_DETAILS
from projections.calendar.projector import PROJECTION as CALENDAR
from projections.consent_register.projector import PROJECTION as CONSENT_REGISTER
from projections.credits.projector import PROJECTION as CREDITS
from projections.data_reads.projector import PROJECTION as DATA_READS
from projections.directory.projector import PROJECTION as DIRECTORY
from projections.experiment_results.projector import PROJECTION as EXPERIMENT_RESULTS
from projections.interactions.projector import PROJECTION as INTERACTIONS
from projections.ledger.projector import PROJECTION as LEDGER
from projections.model_performance.projector import PROJECTION as MODEL_PERFORMANCE
from projections.platform_metrics.projector import PROJECTION as PLATFORM_METRICS
from projections.privacy_register.projector import PROJECTION as PRIVACY_REGISTER
from projections.recommendations.projector import PROJECTION as RECOMMENDATIONS
from projections.reviews.projector import projection as reviews
from projections.runtime import Projection
from projections.showing_results.projector import PROJECTION as SHOWING_RESULTS
from projections.student_deeds.projector import PROJECTION as STUDENT_DEEDS
from projections.texts import NoTextReader
from projections.tutor_earnings.projector import PROJECTION as TUTOR_EARNINGS
from tests.support.histories import histories
from tests.support.laws import batched, deliveries, folded, interleavings
from tests.support.tries import tried
from tests.support.views import history

PROJECTIONS = (
    AUDIT_TRAIL,
    BOOKING_DETAILS,
    CALENDAR,
    CONSENT_REGISTER,
    CREDITS,
    DATA_READS,
    DIRECTORY,
    EXPERIMENT_RESULTS,
    INTERACTIONS,
    LEDGER,
    MODEL_PERFORMANCE,
    PLATFORM_METRICS,
    PRIVACY_REGISTER,
    reviews(NoTextReader()),
    RECOMMENDATIONS,
    STUDENT_DEEDS,
    SHOWING_RESULTS,
    TUTOR_EARNINGS,
)


@tried(15)
@given(data=st.data())
def test_rows_follow_from_the_streams_alone(data: st.DataObject) -> None:
    facts = history(*data.draw(histories()))
    in_another_order = data.draw(interleavings(facts, "stream"))
    delivered = data.draw(deliveries(facts))
    for projection in PROJECTIONS:
        expected = folded(projection, _followed(projection, facts))
        assert folded(projection, _followed(projection, in_another_order)) == expected
        batches = [_followed(projection, batch) for batch in delivered]
        assert batched(projection, batches) == expected


def _followed(projection: Projection, facts: Iterable[Recorded[Any]]) -> list[Recorded[Any]]:
    return [each for each in facts if context_of(each.fact.TOPIC) in projection.contexts]
