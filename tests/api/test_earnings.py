"""A tutor's earnings and statements over HTTP: theirs alone, as JSON and as a sheet."""

from collections.abc import Mapping
from typing import Any, LiteralString

import pytest

from domain.shared.actor import Role
from tests.api.world import Rows, Shelf, World, one
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY
from tests.support.people import ANNA, AS_ANNA, AS_IVAN

EARNINGS, MARCH = f"/v1/tutors/{ANNA}/earnings", f"/v1/tutors/{ANNA}/statements/2026-03"
HEADINGS = (
    "Occurred at,Kind,Reason,Booking id,Starts at,Payout id,Gross,Refund,Fee,Amount,Debt,Currency"
)
AS_CSV = {"Accept": "text/csv"}
FOR_AN_AUDIT = {"Preceptor-Purpose": "audit"}
SUM = {
    "currency": "EUR",
    "pending_minor": 0,
    "available_minor": 2400,
    "in_transit_minor": 0,
    "paid_minor": 0,
    "debt_minor": 0,
}
EARNING = {
    "booking_id": "b",
    "tutor_id": ANNA,
    "currency": "EUR",
    "starts_at": FRIDAY,
    "decided_at": FRIDAY,
    "ground": "settled",
    "gross_minor": 3000,
    "refund_minor": 0,
    "fee_minor": 600,
    "net_minor": 2400,
    "state": "available",
    "available_minor": 2400,
    "in_transit_minor": 0,
    "paid_minor": 0,
    "frozen_for": [],
    "held_for": None,
}
LINE = {
    "position": 7,
    "booking_id": "b",
    "payout_id": None,
    "kind": "earned",
    "reason": "settled",
    "starts_at": MONDAY,
    "gross_minor": 3000,
    "refund_minor": 0,
    "fee_minor": 600,
    "amount_minor": 2400,
    "debt_minor": 0,
    "occurred_at": TUESDAY,
}
PAID_OUT = {
    **dict.fromkeys(("gross_minor", "refund_minor", "fee_minor", "debt_minor"), 0),
    **dict.fromkeys(("booking_id", "reason", "starts_at")),
    "position": 8,
    "payout_id": "=until-500",
    "kind": "paid_out",
    "amount_minor": -500,
    "occurred_at": TUESDAY,
}


class Told(Shelf):
    """This tells sums from rows, which lie in the same tables."""

    def rows(self, statement: LiteralString, values: Mapping[str, Any] | None = None) -> Rows:
        """This is copies of what was put there, for they are taken apart."""
        if "GROUP BY currency" in statement and "LIMIT" not in statement:
            self.asked.append(values or {})
            name = "before" if "recorded_at" in statement else "sums"
            return [dict(row) for row in self.tables.get(name, [])]
        return [dict(row) for row in super().rows(statement, values)]


@pytest.fixture
def annas(world: World) -> World:
    """This is a world in which Anna taught a lesson."""
    world.reader = Told()
    world.reader.tables = {
        "sums": [SUM],
        "tutor_earnings.bookings": [EARNING],
        "tutor_earnings.lines": [],
    }
    return world


class TestEarnings:
    def test_are_sums_payouts_and_bookings(self, annas: World) -> None:
        told = annas.get(EARNINGS, AS_ANNA).json()
        assert told["tutor_id"] == ANNA
        assert told["sums"] == [SUM]
        assert told["payouts"] == []
        (item,) = told["items"]
        assert (item["booking_id"], item["state"], item["deductions"]) == ("b", "available", [])
        assert told["next"] is None

    def test_turn_pages(self, annas: World) -> None:
        told = annas.get(f"{EARNINGS}?limit=1&state=available", AS_ANNA).json()
        annas.get(f"{EARNINGS}?limit=1&after={told['next']}", AS_ANNA)
        (asked,) = [each for each in annas.reader.asked if each.get("booking_id") == "b"]
        assert asked["start"] == FRIDAY
        assert {each["state"] for each in annas.reader.asked if "state" in each} == {
            "available",
            None,
        }

    @pytest.mark.parametrize("path", [EARNINGS, MARCH])
    def test_are_nobody_elses(self, annas: World, path: str) -> None:
        for actor in (AS_IVAN, one(Role.SUPPORT)):
            assert annas.get(path, actor, FOR_AN_AUDIT).json()["type"] == "not-yours-to-see"
        assert annas.log.head() == 0

    @pytest.mark.parametrize("path", [EARNINGS, MARCH])
    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
    def test_are_read_by_auditors_and_admins_who_say_what_for(
        self, annas: World, path: str, role: Role
    ) -> None:
        assert annas.get(path, one(role)).json()["type"] == "say-what-for"
        assert annas.log.head() == 0
        assert annas.get(path, one(role), FOR_AN_AUDIT).status_code == 200
        assert [one.fact.person_id for one in annas.log.facts] == [ANNA]


class TestAStatement:
    @pytest.fixture(autouse=True)
    def _of_march(self, annas: World) -> None:
        annas.reader.tables["tutor_earnings.lines"] = [
            {**LINE, "currency": "EUR"},
            {**PAID_OUT, "currency": "EUR"},
        ]
        annas.reader.tables["before"] = [
            {"currency": "EUR", "balance_minor": 500, "debt_minor": 0},
            {"currency": "JPY", "balance_minor": 700, "debt_minor": 200},
        ]

    def test_is_of_a_month_where_the_platform_is(self, annas: World) -> None:
        told = annas.get(MARCH, AS_ANNA).json()
        assert (told["zone"], told["start"], told["end"]) == (
            "Europe/Berlin",
            "2026-02-28T23:00:00Z",
            "2026-03-31T22:00:00Z",
        )
        assert told["is_final"] is False
        euros, yen = told["parts"]
        assert (euros["opening_minor"], euros["closing_minor"]) == (500, 2400)
        assert (yen["closing_minor"], yen["closing_debt_minor"], yen["lines"]) == (700, 200, [])
        before = f"/v1/tutors/{ANNA}/statements/2026-02"
        assert annas.get(before, AS_ANNA).json()["is_final"] is True

    def test_is_a_sheet_for_who_would_rather_have_that(self, annas: World) -> None:
        answer = annas.get(MARCH, AS_ANNA, AS_CSV)
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert 'filename="statement-2026-03.csv"' in answer.headers["Content-Disposition"]
        assert answer.text.splitlines() == [
            HEADINGS,
            ",opening balance,,,,,,,,5.00,0.00,EUR",
            "2026-03-03 10:00,earned,settled,b,2026-03-02 10:00,,30.00,0.00,6.00,24.00,0.00,EUR",
            "2026-03-03 10:00,paid out,,,,'=until-500,0.00,0.00,0.00,-5.00,0.00,EUR",
            ",closing balance,,,,,,,,24.00,0.00,EUR",
            ",opening balance,,,,,,,,700,200,JPY",
            ",closing balance,,,,,,,,700,200,JPY",
        ]

    def test_speaks_russian_to_who_prefers_it(self, annas: World) -> None:
        answer = annas.get(MARCH, AS_ANNA, {**AS_CSV, "Accept-Language": "ru, en;q=0.5"})
        head, opening, earned, *_ = answer.text.splitlines()
        assert head.startswith("Произошло,Что,Причина,Запись на урок,Начало,Выплата,Вся цена,")
        assert opening.startswith(",на начало,")
        assert ",заработано,завершено," in earned
        assert answer.headers["Content-Language"] == "ru"

    @pytest.mark.parametrize(
        ("accept", "is_sheet"),
        [
            ("*/*", False),
            ("application/json", False),
            ("application/json, text/csv", False),
            ("text/csv;q=0.5, application/json;q=0.4", True),
            ("text/*", True),
            ("text/html, */*;q=0.8", False),
            ("text/csv, */*;q=0.1", True),
        ],
    )
    def test_is_what_is_accepted_most_gladly(
        self, annas: World, accept: str, *, is_sheet: bool
    ) -> None:
        answer = annas.get(MARCH, AS_ANNA, {"Accept": accept})
        assert answer.headers["Content-Type"].startswith("text/csv") is is_sheet

    def test_is_not_sent_twice(self, annas: World) -> None:
        etag = annas.get(MARCH, AS_ANNA, AS_CSV).headers["ETag"]
        assert etag != annas.get(MARCH, AS_ANNA).headers["ETag"]
        again = annas.get(MARCH, AS_ANNA, {**AS_CSV, "If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize("month", ["2026-13", "26-03", "2026-3", "1999-12", "2026-03-01"])
    def test_is_of_a_month_there_is(self, annas: World, month: str) -> None:
        answer = annas.get(f"/v1/tutors/{ANNA}/statements/{month}", AS_ANNA)
        assert answer.json()["type"] == "request-is-invalid"
