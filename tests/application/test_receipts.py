"""Receipts: everything an answer was, in one form that can be signed."""

import json
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from application.receipts import SCHEMA, Controller, Receipt, receipt_of, signed
from tests.support.calendar import FRIDAY, MONDAY, minutes
from tests.support.people import BEN

WE = Controller("Preceptor GmbH", "privacy@example.org")


@dataclass(frozen=True, slots=True)
class Recorded:
    """This is a consent fact as the register keeps it."""

    person_id: str = BEN
    purpose: str = "recording"
    state: str = "granted"
    text_version: str | None = "2026-03"
    text_locale: str | None = "ru"
    text_sha256: str | None = "a" * 64
    method: str | None = "web_form"
    given_by: str | None = BEN
    expires_at: datetime | None = FRIDAY
    from_at: datetime = MONDAY
    recorded_at: datetime = MONDAY + minutes(1)
    from_position: int = 7
    event_id: str = "consent-ben-recording@1"


class Echo:
    """This signs by repeating."""

    def sign(self, content: bytes) -> str:
        return content.decode()

    def public_keys(self) -> dict[str, Any]:
        return {"keys": []}


class TestAReceipt:
    def test_has_every_field_that_is_asked_of_one(self) -> None:
        assert receipt_of(Recorded(), WE) == Receipt(
            schema_version=SCHEMA,
            receipt_id="consent-ben-recording@1#receipt",
            pii_principal_id=BEN,
            pii_controller="Preceptor GmbH",
            controller_contact="privacy@example.org",
            purpose="recording",
            privacy_notice_version="2026-03",
            language="ru",
            privacy_notice_sha256="a" * 64,
            collection_method="web_form",
            event_state="granted",
            event_time="2026-03-02T09:00:00+00:00",
            entity_id=BEN,
            valid_until="2026-03-06T09:00:00+00:00",
            withdrawal_method="POST /v1/consents/ben/recording/withdraw",
            recorded_at="2026-03-02T09:01:00+00:00",
            log_position=7,
            log_event_id="consent-ben-recording@1",
        )

    def test_of_an_end_that_came_by_itself_names_nobody(self) -> None:
        ended = replace(Recorded(), state="expired", method=None, given_by=None, expires_at=None)
        receipt = receipt_of(ended, WE)
        assert (receipt.event_state, receipt.entity_id, receipt.valid_until) == (
            "expired",
            None,
            None,
        )

    def test_does_not_depend_on_the_zone_times_are_read_in(self) -> None:
        elsewhere = MONDAY.astimezone(timezone(timedelta(hours=5)))
        there = receipt_of(replace(Recorded(), from_at=elsewhere), WE)
        assert there == receipt_of(Recorded(), WE)


class TestTheCanonicalForm:
    def test_is_ordered_by_name_without_blanks(self) -> None:
        text = receipt_of(Recorded(), WE).canonical.decode()
        assert text.startswith('{"collection_method":"web_form","controller_contact":"privacy@')
        names = list(json.loads(text))
        assert names == sorted(field.name for field in fields(Receipt))
        assert ": " not in text

    @given(name=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
    def test_escapes_as_rfc_8785_does(self, name: str) -> None:
        raw = receipt_of(Recorded(), Controller(name, "")).canonical
        assert json.loads(raw)["pii_controller"] == name
        assert f'"pii_controller":{_escaped(name)}'.encode() in raw

    def test_is_what_is_signed(self) -> None:
        receipt = receipt_of(Recorded(), WE)
        made = signed(receipt, Echo())
        assert made.signature == receipt.canonical.decode()
        assert made.inclusion_proof is None

    def test_is_the_same_with_a_proof(self) -> None:
        receipt = receipt_of(Recorded(), WE)
        assert signed(receipt, Echo(), "proof").signature == signed(receipt, Echo()).signature
        assert signed(receipt, Echo(), "proof").inclusion_proof == "proof"


def _escaped(text: str) -> str:
    """This is a string as RFC 8785, 3.2.2.2, writes it."""
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
    return '"' + "".join(short.get(ord(c)) or _written(c) for c in text) + '"'


def _written(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 32 else character
