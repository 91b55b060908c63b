"""Consent receipts: what somebody answered, to whom and in which words, signed for them to keep.

The fields are those that ISO/IEC TS 27560:2023 asks of a consent record and its receipt, under
its names where it has one: record and principal, controller, purpose, notice and language, how
it was collected, the event with its time, state and validity, and how to withdraw. What the
notice itself says (kinds of data, storage, recipients) is in its words, which the digest fixes.

A receipt follows from its fact alone, so it is the same each time it is asked for.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from domain.proof.canonical import canonical

SCHEMA: Final = "preceptor.consent-receipt/1"


class ReceiptSigner(Protocol):
    """This signs receipts so that anybody can check them."""

    def sign(self, content: bytes) -> str:
        """This is the signature as text; it carries the content it is of."""

    def public_keys(self) -> Mapping[str, Any]:
        """This is the JSON Web Key Set with which signatures are checked."""


@dataclass(frozen=True, slots=True)
class Controller:
    """This is who answers for the processing: the one a person turns to."""

    name: str
    contact: str


class Answered(Protocol):
    """This is a consent fact as the register keeps it."""

    @property
    def person_id(self) -> str:
        """This is whose consent it is, by pseudonym."""

    @property
    def purpose(self) -> str:
        """This is what it is for."""

    @property
    def state(self) -> str:
        """This is what the fact made of it: granted, denied, withdrawn, superseded, expired."""

    @property
    def text_version(self) -> str | None:
        """This is which text; none for the signal of a browser."""

    @property
    def text_locale(self) -> str | None:
        """This is in which language."""

    @property
    def text_sha256(self) -> str | None:
        """This is the digest of exactly the words."""

    @property
    def method(self) -> str | None:
        """This is how it was answered; none for an end that came by itself."""

    @property
    def given_by(self) -> str | None:
        """This is who answered, by pseudonym."""

    @property
    def expires_at(self) -> datetime | None:
        """This is until when it was agreed to; none is for good."""

    @property
    def from_at(self) -> datetime:
        """This is when it was decided."""

    @property
    def recorded_at(self) -> datetime:
        """This is when it was written into the log."""

    @property
    def from_position(self) -> int:
        """This is where it stands in the log."""

    @property
    def event_id(self) -> str:
        """This identifies the fact for ever."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """This is what one answer was, in the words of ISO/IEC TS 27560."""

    schema_version: str
    receipt_id: str
    pii_principal_id: str
    pii_controller: str
    controller_contact: str
    purpose: str
    privacy_notice_version: str | None
    language: str | None
    privacy_notice_sha256: str | None
    collection_method: str | None
    event_state: str
    event_time: str
    entity_id: str | None
    valid_until: str | None
    withdrawal_method: str
    recorded_at: str
    log_position: int
    log_event_id: str

    @property
    def canonical(self) -> bytes:
        """This is the receipt in the one form that is signed (RFC 8785)."""
        return canonical(asdict(self))


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """This is a receipt with its signature.

    Attributes:
        signature: a compact JWS of the receipt's canonical JSON, by Ed25519; the keys are at
            `/.well-known/jwks.json`.
        inclusion_proof: that the fact is in the log, where a proof can be given. It is not
            signed along: it proves itself, and changes as the log grows.
    """

    receipt: Receipt
    signature: str
    inclusion_proof: str | None = None


def receipt_of(answered: Answered, controller: Controller) -> Receipt:
    """This is the receipt of a consent fact."""
    person_id, purpose = answered.person_id, answered.purpose
    return Receipt(
        schema_version=SCHEMA,
        receipt_id=f"{answered.event_id}#receipt",
        pii_principal_id=person_id,
        pii_controller=controller.name,
        controller_contact=controller.contact,
        purpose=purpose,
        privacy_notice_version=answered.text_version,
        language=answered.text_locale,
        privacy_notice_sha256=answered.text_sha256,
        collection_method=answered.method,
        event_state=answered.state,
        event_time=_written(answered.from_at),
        entity_id=answered.given_by,
        valid_until=_written(answered.expires_at) if answered.expires_at else None,
        withdrawal_method=f"POST /v1/consents/{person_id}/{purpose}/withdraw",
        recorded_at=_written(answered.recorded_at),
        log_position=answered.from_position,
        log_event_id=answered.event_id,
    )


def signed(
    receipt: Receipt, signer: ReceiptSigner, inclusion_proof: str | None = None
) -> SignedReceipt:
    """This is the receipt, signed."""
    return SignedReceipt(receipt, signer.sign(receipt.canonical), inclusion_proof)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
