"""The ledger's check: whatever differs from the facts is found, with its place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.memory.event_log import InMemoryEventLog
from application.ledger_check import Balance, LedgerCheck, LedgerChecked
from domain.ledger.lines import Line
from domain.shared.event import Recorded
from domain.shared.unreadable import unreadable
from tests.projections.test_ledger import BOOKING, OTHERS, PAID
from tests.support.ledger import LedgerInMemory
from tests.support.views import history

FACTS = history(BOOKING, PAID, OTHERS)


def log_of(facts: Sequence[Recorded[Any]]) -> InMemoryEventLog:
    """This is a log that holds those facts."""
    log = InMemoryEventLog()
    log.facts = list(facts)
    return log


def checked(
    kept: LedgerInMemory, facts: Sequence[Recorded[Any]] = FACTS, count: int = 2
) -> LedgerChecked:
    check = LedgerCheck(log_of(facts), kept)
    while not check.is_through:
        check.advance(count)
    return check.end()


def found(kept: LedgerInMemory) -> list[tuple[int | None, str]]:
    """This is what differs, the same whatever stretches it is gone through in."""
    told = checked(kept)
    assert told == checked(kept, count=100)
    assert told.findings == len(told.shown)
    return [(one.position, one.what) for one in told.shown]


@pytest.fixture
def kept() -> LedgerInMemory:
    return LedgerInMemory(FACTS)


class TestALedgerAsItShouldBe:
    def test_has_nothing_that_differs(self, kept: LedgerInMemory) -> None:
        told = checked(kept)
        assert (told.findings, told.shown) == (0, ())
        assert (told.position, told.entries, told.postings) == (5, 4, 9)
        assert Balance("platform_fee", "EUR", -600) in told.balances

    def test_may_not_have_come_to_every_fact(self, kept: LedgerInMemory) -> None:
        kept.unseen = {5}
        kept.lines = [line for line in kept.lines if line.position != 5]
        assert found(kept) == []

    def test_may_be_empty(self) -> None:
        told = checked(LedgerInMemory([]), [])
        assert (told.findings, told.position, told.balances) == (0, 0, [])


class TestARow:
    def test_that_is_missing_is_found(self, kept: LedgerInMemory) -> None:
        kept.lines = [line for line in kept.lines if (line.position, line.line) != (4, 1)]
        assert found(kept) == [
            (4, "provider_balance +3000 EUR: the fact posts this, and no row says so."),
            (None, "All accounts in EUR add up to -3000, not to nothing."),
        ]

    def test_of_no_fact_is_found(self, kept: LedgerInMemory) -> None:
        stray = replace(kept.lines[0], position=1)
        kept.lines.append(stray)
        assert found(kept)[0] == (1, "student_receivable +3000 EUR: no fact posts this.")

    @pytest.mark.parametrize(
        ("names", "change"),
        [
            ("tutor_id", lambda line: replace(line, tutor_id="eve")),
            ("booking_id", lambda line: replace(line, booking_id=None)),
            ("student_id, topic", lambda line: replace(line, student_id="eve", topic="x.y.v1")),
            (
                "occurred_at",
                lambda line: replace(
                    line, occurred_at=line.occurred_at + timedelta(microseconds=1)
                ),
            ),
        ],
    )
    def test_that_was_changed_is_found(self, kept: LedgerInMemory, names: str, change: Any) -> None:
        kept.lines[3] = change(kept.lines[3])
        at, account = kept.lines[3].position, kept.lines[3].account
        assert found(kept) == [(at, f"The row of {account} differs from its fact in {names}.")]

    def test_with_another_amount_is_found_twice(self, kept: LedgerInMemory) -> None:
        first: Line = kept.lines[0]
        kept.lines[0] = replace(first, amount_minor=first.amount_minor + 1)
        (at, said), (_, off) = found(kept)
        assert (at, said) == (
            first.position,
            "The row of student_receivable differs from its fact in amount_minor.",
        )
        assert off == "All accounts in EUR add up to 1, not to nothing."


class TestAnAccount:
    def test_that_does_not_hold_its_rows_is_told(self, kept: LedgerInMemory) -> None:
        kept.off = ["held holds 1 EUR, and its rows add up to 0."]
        assert found(kept) == [(None, kept.off[0])]

    def test_on_its_wrong_side_is_told(self) -> None:
        kept = LedgerInMemory(FACTS[2:3])
        kept.unseen = {1, 2, 4, 5}
        kept.facts = FACTS
        assert found(kept) == [(None, "held is debit by 3000 EUR.")]


class TestAStreamThatWaits:
    def test_is_told_once_and_its_rows_are_not_missed(self, kept: LedgerInMemory) -> None:
        kept.parked = {4: "payment-of-b"}
        kept.lines = [line for line in kept.lines if line.position != 4]
        assert found(kept) == [
            (4, "payment-of-b waits, so its money is missing from here on."),
        ]

    def test_is_not_taken_for_seen_when_it_cannot_be_read(self, kept: LedgerInMemory) -> None:
        torn = [replace(one) for one in FACTS]
        torn[3] = replace(torn[3], fact=unreadable("payment.captured.v1")())
        kept.lines = [line for line in kept.lines if line.position != 4]
        told = checked(kept, torn)
        assert [(one.position, one.what) for one in told.shown] == [
            (4, "The fact cannot be read."),
        ]


def test_only_the_first_findings_are_shown(kept: LedgerInMemory) -> None:
    kept.off = [f"account {number} is off." for number in range(50)]
    told = checked(kept)
    assert (told.findings, len(told.shown)) == (50, 20)
