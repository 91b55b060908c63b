"""What Stripe sends: only its own is read, and of that only what it is about."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from adapters.stripe.notices import StripeNotices
from application.notice import (
    NoticeIsUnreadable,
    ReceiveNotice,
    SignatureIsMissing,
    SignatureIsWrong,
)
from domain.notice.events import Matter
from tests.support.calendar import MONDAY
from tests.support.letters import CREATED, NEXT_SECRET, SECRET, signed, snapshot, thin

PAID = snapshot("payment_intent.succeeded", "pi_1")
ACCOUNT = sha256(b"acct_1").hexdigest()
NOTICES = StripeNotices((SECRET,))


def read(body: bytes) -> ReceiveNotice:
    return NOTICES.read(body, signed(body))


class TestASignature:
    def test_is_needed(self) -> None:
        with pytest.raises(SignatureIsMissing):
            NOTICES.read(PAID, "")

    def test_is_of_a_secret_we_share(self) -> None:
        assert read(PAID).event_id == "evt_1"
        with pytest.raises(SignatureIsWrong):
            NOTICES.read(PAID, signed(PAID, "whsec_of_somebody_else"))

    def test_is_over_the_very_body(self) -> None:
        with pytest.raises(SignatureIsWrong):
            NOTICES.read(PAID.replace(b"pi_1", b"pi_2"), signed(PAID))

    def test_is_of_the_last_minutes(self) -> None:
        NOTICES.read(PAID, signed(PAID, age_seconds=240))
        with pytest.raises(SignatureIsWrong):
            NOTICES.read(PAID, signed(PAID, age_seconds=360))

    def test_may_be_by_either_secret_while_they_change(self) -> None:
        both = StripeNotices((NEXT_SECRET, SECRET))
        for secrets in ((SECRET,), (NEXT_SECRET,), (NEXT_SECRET, SECRET)):
            assert both.read(PAID, signed(PAID, *secrets)).event_id == "evt_1"
        with pytest.raises(SignatureIsWrong):
            StripeNotices((NEXT_SECRET,)).read(PAID, signed(PAID, SECRET))

    @pytest.mark.parametrize(
        "header",
        ["t", "t=1", "v1=a", "t=x,v1=a", "t=1,v1=é", "t=9" + "9" * 5000, ",,,", "=", "t=,v1="],
    )
    def test_that_is_none_is_wrong(self, header: str) -> None:
        with pytest.raises(SignatureIsWrong):
            NOTICES.read(PAID, header)

    def test_is_of_text(self) -> None:
        with pytest.raises(SignatureIsWrong):
            NOTICES.read(b"\xff\xfe", signed(PAID))


class TestAnEvent:
    def test_names_what_it_is_about_and_nothing_else_is_taken(self) -> None:
        told = read(PAID)
        assert told == ReceiveNotice(
            event_id="evt_1",
            kind="payment_intent.succeeded",
            matter=Matter.PAYMENT,
            about="pi_1",
            account=None,
            created_at=datetime.fromtimestamp(CREATED, UTC),
        )
        assert "Ben" not in repr(told)

    def test_may_be_thin(self) -> None:
        told = read(thin("v1.payment_intent.succeeded", "pi_1"))
        assert (told.kind, told.matter, told.about) == (
            "v1.payment_intent.succeeded",
            Matter.PAYMENT,
            "pi_1",
        )
        assert told.created_at == MONDAY

    @pytest.mark.parametrize(
        ("kind", "matter"),
        [
            ("payment_intent.amount_capturable_updated", Matter.PAYMENT),
            ("payment_intent.payment_failed", Matter.PAYMENT),
            ("charge.dispute.created", Matter.DISPUTE),
            ("charge.dispute.funds_reinstated", Matter.DISPUTE),
            ("refund.failed", Matter.REFUND),
            ("setup_intent.succeeded", Matter.CARD),
            ("charge.refunded", Matter.OTHER),
            ("payout.paid", Matter.OTHER),
            ("customer.created", Matter.OTHER),
            ("something.never.heard.of", Matter.OTHER),
        ],
    )
    def test_is_of_a_kind(self, kind: str, matter: Matter) -> None:
        for told in (read(snapshot(kind, "x_1")), read(thin(f"v1.{kind}", "x_1"))):
            assert told.matter is matter
            assert told.about == (None if matter is Matter.OTHER else "x_1")

    def test_of_a_tutors_account_hides_which(self) -> None:
        told = read(snapshot("payout.paid", "po_1", account="acct_1"))
        assert (told.matter, told.about, told.account) == (Matter.PAYOUT, "po_1", ACCOUNT)
        told = read(thin("v1.payout.failed", "po_1", context="acct_1"))
        assert (told.matter, told.about, told.account) == (Matter.PAYOUT, "po_1", ACCOUNT)

    @pytest.mark.parametrize(
        "body",
        [
            snapshot("account.updated", "acct_1", account="acct_1"),
            thin("v2.core.account[requirements].updated", "acct_1"),
            thin("v2.core.account[configuration.recipient].capability_status_updated", "acct_1"),
        ],
    )
    def test_about_an_account_names_it_by_its_digest(self, body: bytes) -> None:
        told = read(body)
        assert (told.matter, told.about, told.account) == (
            Matter.PAYOUT_ACCOUNT,
            ACCOUNT,
            ACCOUNT,
        )
        assert "acct_1" not in repr(told)

    def test_on_the_account_of_a_tutor_is_no_payment_of_ours(self) -> None:
        told = read(snapshot("payment_intent.succeeded", "pi_1", account="acct_1"))
        assert (told.matter, told.about) == (Matter.OTHER, None)

    @pytest.mark.parametrize(
        "change",
        [
            {"object": "charge"},
            {"type": None},
            {"id": "evt 1"},
            {"id": "e" * 81},
            {"data": None},
            {"data": {"object": []}},
            {"data": {"object": {"id": "x" * 256}}},
            {"created": "yesterday"},
            {"created": (datetime.now(UTC) + timedelta(days=365_000)).timestamp()},
        ],
    )
    def test_of_another_form_is_unreadable(self, change: dict[str, Any]) -> None:
        with pytest.raises(NoticeIsUnreadable):
            read(json.dumps(json.loads(PAID) | change).encode())

    @pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"{", b'"event"'])
    def test_that_is_none_is_unreadable(self, body: bytes) -> None:
        with pytest.raises(NoticeIsUnreadable):
            read(body)
