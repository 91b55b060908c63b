"""The words of privacy requests: kinds, regimes, states, reasons, and what belongs together."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shared.personal import Category, PersonId
from domain.shared.text import Code, Identity, Reference


class RequestKind(StrEnum):
    """This is what a person may ask about their data: GDPR 15 to 18 and 20 to 22."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    HUMAN_REVIEW = "human_review"


class Regime(StrEnum):
    """This is the law somebody asks under; each has clocks of its own."""

    GDPR = "gdpr"
    CCPA = "ccpa"


class State(StrEnum):
    """This is where a privacy request stands."""

    RECEIVED = "received"
    IDENTITY_PENDING = "identity_pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.RECEIVED, State.IDENTITY_PENDING, State.IN_PROGRESS})


class Capacity(StrEnum):
    """This is in which capacity somebody asks for a person."""

    PERSON = "person"
    GUARDIAN = "guardian"
    SUPPORT = "support"
    PLATFORM = "platform"


class Channel(StrEnum):
    """This is how a request reached us."""

    WEB_FORM = "web_form"
    E_MAIL = "e_mail"
    LETTER = "letter"
    TELEPHONE = "telephone"
    RULE = "rule"


class Objection(StrEnum):
    """This is what a person may object to: direct marketing always, profiling on their grounds."""

    MARKETING = "marketing"
    PROFILING = "profiling"


class RestrictionGround(StrEnum):
    """This is why processing is to rest (GDPR 18(1))."""

    ACCURACY_CONTESTED = "accuracy_contested"
    PROCESSING_UNLAWFUL = "processing_unlawful"
    NEEDED_FOR_CLAIMS = "needed_for_claims"
    OBJECTION_PENDING = "objection_pending"


class LiftReason(StrEnum):
    """This is why processing need not rest any more."""

    ASKED_BY_THE_PERSON = "asked_by_the_person"
    ACCURACY_VERIFIED = "accuracy_verified"
    CLAIMS_SETTLED = "claims_settled"
    OBJECTION_DECIDED = "objection_decided"


class IdentityMethod(StrEnum):
    """This is how we know that somebody is who they say."""

    RECENT_SIGN_IN = "recent_sign_in"
    E_MAIL_LOOP_AND_FACTS = "e_mail_loop_and_facts"
    BY_RULE = "by_rule"


class KnownFact(StrEnum):
    """This is something only the person is likely to know; which, is kept, and never what."""

    LAST_LESSON_DAY = "last_lesson_day"
    LAST_LESSON_PRICE = "last_lesson_price"
    NAME_OF_A_TUTOR = "name_of_a_tutor"
    SUBJECT_LEARNED = "subject_learned"
    MONTH_OF_REGISTRATION = "month_of_registration"
    PAYOUT_CURRENCY = "payout_currency"


class ExtensionReason(StrEnum):
    """This is why a request may take longer."""

    COMPLEXITY = "complexity"
    NUMBER_OF_REQUESTS = "number_of_requests"


class DenialReason(StrEnum):
    """This is why a request is not done."""

    IDENTITY_NOT_CONFIRMED = "identity_not_confirmed"
    MANIFESTLY_UNFOUNDED = "manifestly_unfounded"
    EXCESSIVE = "excessive"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGAL_CLAIMS = "legal_claims"
    RIGHTS_OF_OTHERS = "rights_of_others"
    FREEDOM_OF_EXPRESSION = "freedom_of_expression"
    COMPELLING_GROUNDS = "compelling_grounds"
    NOTHING_HELD = "nothing_held"


class HoldBasis(StrEnum):
    """This is the law by which a category of data has to stay for a time."""

    INVOICE_RETENTION = "invoice_retention"
    OPEN_DISPUTE = "open_dispute"
    LEGAL_CLAIM = "legal_claim"
    SAFEGUARDING_DUTY = "safeguarding_duty"
    AUTHORITY_ORDER = "authority_order"


class Recipient(StrEnum):
    """This is somebody outside who was given personal data, and has to be told (GDPR 19)."""

    PAYMENT_PROVIDER = "payment_provider"
    MAIL_PROVIDER = "mail_provider"
    CALENDAR_PROVIDER = "calendar_provider"
    VIDEO_PROVIDER = "video_provider"
    MODERATION_SERVICE = "moderation_service"


class Deadline(StrEnum):
    """This is what has to be done in time: telling that it arrived, and doing it."""

    ACKNOWLEDGE = "acknowledge"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Wish:
    """This is what is asked about whose data, and under which law.

    `objects_to` belongs to an objection, `ground` to a restriction; `categories` is what is
    meant of the data.
    """

    person_id: PersonId
    kind: RequestKind
    regime: Regime
    categories: tuple[Category, ...] = tuple(Category)
    objects_to: tuple[Objection, ...] = ()
    ground: RestrictionGround | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """This is who asked, in which capacity, how it reached us, and when."""

    by: PersonId
    capacity: Capacity
    channel: Channel
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """This is how we know who asks: the method and the time, never a document."""

    method: IdentityMethod
    by: PersonId
    at: datetime
    matched: tuple[KnownFact, ...] = ()


@dataclass(frozen=True, slots=True)
class LegalHold:
    """This is a category of data that has to stay: on what basis, and until when."""

    category: Category
    basis: HoldBasis
    until: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """This is a recipient who was told, under the reference of what we sent."""

    recipient: Recipient
    reference: Reference
    is_acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class DestroyedKey:
    """This is a key that is no more; its fingerprint says which it was, and opens nothing."""

    category: Category
    version: int
    fingerprint: Identity


@dataclass(frozen=True, slots=True)
class ClearedStore:
    """This is one place data was looked for in: rows found, rows erased, rows still there."""

    name: Code
    matched: int
    erased: int
    remaining: int


@dataclass(frozen=True, slots=True)
class Tree:
    """This is the tree over the log at some time: how many leaves it had, and its root."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """This is the signed statement of an erasure: its JSON, its digest, and the log around it."""

    text: str
    sha256: str
    before: Tree
    after: Tree
