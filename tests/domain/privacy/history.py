"""Ben's requests in the tests: received on Monday the 2nd of March 2026, handled by Sam."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from domain.privacy.clocks import Establishment
from domain.privacy.erasure_events import (
    ErasureCertified,
    KeysDestroyed,
    StoresCleared,
    SubjectFenced,
)
from domain.privacy.events import (
    DeadlineMissed,
    DeadlineNeared,
    IdentityAsked,
    IdentityConfirmed,
    IdentityLinkFollowed,
    LegalHoldPlaced,
    PackageHandedOver,
    PrivacyRequestAcknowledged,
    PrivacyRequestApproved,
    PrivacyRequestCompleted,
    PrivacyRequestDenied,
    PrivacyRequestExtended,
    PrivacyRequestJoined,
    PrivacyRequestReceived,
    PrivacyRequestWithdrawn,
    RecipientAcknowledged,
    RecipientNotified,
)
from domain.privacy.state import AboutRequest
from domain.privacy.terms import (
    Capacity,
    Certificate,
    Channel,
    ClearedStore,
    Deadline,
    DenialReason,
    DestroyedKey,
    ExtensionReason,
    Filing,
    HoldBasis,
    IdentityMethod,
    KnownFact,
    LegalHold,
    Objection,
    Proof,
    Recipient,
    Regime,
    RequestKind,
    RestrictionGround,
    Tree,
    Wish,
)
from domain.shared.personal import Category
from tests.support.calendar import MONDAY, TUESDAY, WEDNESDAY, days
from tests.support.people import BEN

SAM: Final = "sam"
BERLIN: Final = Establishment("Europe/Berlin")
DUE: Final = datetime(2026, 4, 2, 22, tzinfo=UTC)
EXTENDED_DUE: Final = datetime(2026, 6, 2, 22, tzinfo=UTC)
ABOUT: Final = AboutRequest(request_id="r", person_id=BEN)
ALL: Final = tuple(Category)

WISH: Final = Wish(BEN, RequestKind.ACCESS, Regime.GDPR)
FILING: Final = Filing(BEN, Capacity.PERSON, Channel.WEB_FORM, MONDAY)
PROOF: Final = Proof(IdentityMethod.RECENT_SIGN_IN, BEN, MONDAY)

RECEIVED: Final = PrivacyRequestReceived(
    **ABOUT,
    kind=RequestKind.ACCESS,
    regime=Regime.GDPR,
    categories=ALL,
    objects_to=(),
    ground=None,
    filed_by=BEN,
    filed_as=Capacity.PERSON,
    channel=Channel.WEB_FORM,
    zone="Europe/Berlin",
    received_at=MONDAY,
    acknowledge_by=None,
    act_by=DUE,
)
BY_LETTER: Final = replace(
    RECEIVED, filed_by=SAM, filed_as=Capacity.SUPPORT, channel=Channel.LETTER
)
TO_ERASE: Final = replace(RECEIVED, kind=RequestKind.ERASURE)
TO_RESTRICT: Final = replace(
    RECEIVED, kind=RequestKind.RESTRICTION, ground=RestrictionGround.ACCURACY_CONTESTED
)
AGAINST_PROFILING: Final = replace(
    RECEIVED, kind=RequestKind.OBJECTION, objects_to=(Objection.PROFILING,)
)
IN_CALIFORNIA: Final = replace(
    RECEIVED,
    regime=Regime.CCPA,
    acknowledge_by=datetime(2026, 3, 16, 23, tzinfo=UTC),
    act_by=datetime(2026, 4, 16, 22, tzinfo=UTC),
)
JOINED: Final = PrivacyRequestJoined(
    **ABOUT,
    filed_by=BEN,
    filed_as=Capacity.PERSON,
    channel=Channel.WEB_FORM,
    joined_at=TUESDAY,
)
ACKNOWLEDGED: Final = PrivacyRequestAcknowledged(
    **ABOUT, acknowledged_by=SAM, acknowledged_at=TUESDAY
)
ASKED: Final = IdentityAsked(**ABOUT, asked_at=MONDAY)
FOLLOWED: Final = IdentityLinkFollowed(**ABOUT, followed_at=TUESDAY)
CONFIRMED: Final = IdentityConfirmed(
    **ABOUT,
    method=IdentityMethod.RECENT_SIGN_IN,
    matched=(),
    confirmed_by=BEN,
    confirmed_at=MONDAY,
)
TWO_FACTS: Final = (KnownFact.LAST_LESSON_DAY, KnownFact.NAME_OF_A_TUTOR)
EXTENDED: Final = PrivacyRequestExtended(
    **ABOUT,
    reason=ExtensionReason.COMPLEXITY,
    extended_by=SAM,
    act_by=EXTENDED_DUE,
    extended_at=WEDNESDAY,
)
UNTIL: Final = MONDAY + days(365)
HOLD: Final = LegalHold(Category.BILLING, HoldBasis.INVOICE_RETENTION, UNTIL)
HELD: Final = LegalHoldPlaced(
    **ABOUT,
    category=Category.BILLING,
    basis=HoldBasis.INVOICE_RETENTION,
    until=UNTIL,
    placed_by=SAM,
    placed_at=TUESDAY,
)
APPROVED: Final = PrivacyRequestApproved(**ABOUT, approved_by=SAM, approved_at=TUESDAY)
DENIED: Final = PrivacyRequestDenied(
    **ABOUT, reason=DenialReason.EXCESSIVE, denied_by=SAM, denied_at=TUESDAY
)
WITHDRAWN: Final = PrivacyRequestWithdrawn(**ABOUT, withdrawn_by=BEN, withdrawn_at=TUESDAY)
COMPLETED: Final = PrivacyRequestCompleted(**ABOUT, completed_by=SAM, completed_at=WEDNESDAY)
MANIFEST: Final = "d" * 64
HANDED_OVER: Final = PackageHandedOver(
    **ABOUT, handed_to=BEN, manifest_sha256=MANIFEST, handed_over_at=WEDNESDAY
)
TOLD: Final = RecipientNotified(
    **ABOUT, recipient=Recipient.PAYMENT_PROVIDER, reference="del_1", notified_at=WEDNESDAY
)
RECEIPT: Final = RecipientAcknowledged(
    **ABOUT, recipient=Recipient.PAYMENT_PROVIDER, reference="del_1", acknowledged_at=WEDNESDAY
)
NEARED: Final = DeadlineNeared(**ABOUT, deadline=Deadline.ACT, due_at=DUE, neared_at=DUE - days(7))
MISSED: Final = DeadlineMissed(**ABOUT, deadline=Deadline.ACT, due_at=DUE, missed_at=DUE)

WITHOUT_BILLING: Final = tuple(each for each in ALL if each is not Category.BILLING)
STREAMS: Final = ("account-ben", "booking-1")
FENCED: Final = SubjectFenced(**ABOUT, categories=ALL, streams=STREAMS, fenced_at=WEDNESDAY)
KEY: Final = DestroyedKey(Category.PROFILE, 1, "0123456789abcdef")
DESTROYED: Final = KeysDestroyed(**ABOUT, keys=(KEY,), destroyed_at=WEDNESDAY)
CLEAN: Final = ClearedStore("directory", 1, 1, 0)
STAINED: Final = ClearedStore("vectors", 3, 2, 1)
CLEARED: Final = StoresCleared(**ABOUT, stores=(CLEAN,), cleared_at=WEDNESDAY)
TEXT: Final = '{"subject":"ben"}'
CERTIFICATE: Final = Certificate(
    TEXT, sha256(TEXT.encode()).hexdigest(), Tree(10, "a" * 64), Tree(14, "b" * 64)
)
CERTIFIED: Final = ErasureCertified(
    **ABOUT,
    certificate=TEXT,
    sha256=CERTIFICATE.sha256,
    log_size_before=10,
    root_before="a" * 64,
    log_size_after=14,
    root_after="b" * 64,
    certified_at=WEDNESDAY,
)
ERASING: Final[tuple[Any, ...]] = (TO_ERASE, CONFIRMED, APPROVED, FENCED, DESTROYED)
"""An erasure up to its keys' end."""
