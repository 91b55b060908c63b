"""Every fact in the system, by the topic it is stored under."""

from collections.abc import Mapping
from typing import Any, get_args

from domain.account.events import AccountEvent
from domain.audit.events import AuditEvent
from domain.availability.events import AvailabilityEvent
from domain.booking.events import BookingEvent
from domain.breach.events import BreachEvent
from domain.calendar.events import CalendarEvent
from domain.consent.events import ConsentEvent
from domain.contest.events import ContestEvent
from domain.credit.events import CreditEvent
from domain.debt.events import DebtEvent
from domain.earning.events import EarningEvent
from domain.experiment.events import ExperimentEvent
from domain.model.events import ModelEvent
from domain.notice.events import NoticeEvent
from domain.payer.events import PayerEvent
from domain.payment.events import PaymentEvent
from domain.payout.events import PayoutEvent
from domain.privacy.events import PrivacyEvent
from domain.reading.events import ReadingEvent
from domain.retention.events import RetentionEvent
from domain.review.events import ReviewEvent
from domain.shared.event import Fact
from domain.showing.events import ShowingEvent
from domain.tutor.events import TutorEvent
from domain.verification.events import VerificationEvent

UNIONS: tuple[Any, ...] = (
    AccountEvent,
    AuditEvent,
    AvailabilityEvent,
    BookingEvent,
    BreachEvent,
    CalendarEvent,
    ConsentEvent,
    ContestEvent,
    CreditEvent,
    DebtEvent,
    EarningEvent,
    ExperimentEvent,
    ModelEvent,
    NoticeEvent,
    PayerEvent,
    PaymentEvent,
    PayoutEvent,
    PrivacyEvent,
    ReadingEvent,
    RetentionEvent,
    ReviewEvent,
    ShowingEvent,
    TutorEvent,
    VerificationEvent,
)
"""One union a context, or one for two that tell of one thing; a fact in none does not exist."""

FACTS: Mapping[str, type[Fact]] = {
    fact.TOPIC: fact for union in UNIONS for fact in get_args(union) or (union,)
}
"""Topic → the class that stands for its newest version."""
