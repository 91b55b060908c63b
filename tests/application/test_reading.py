"""Noting that data was read, as a command."""

from typing import Any

import pytest
from pydantic import ValidationError

from application.reading import HANDLERS, NoteDataRead
from domain.reading.aggregate import OnlyTheReaderSaysSo
from domain.reading.events import ReadingPurpose
from domain.shared.personal import Category
from tests.application.desk import Desk
from tests.support.calendar import MONDAY, days
from tests.support.people import ANNA, AS_BEN, AS_RITA, AS_SYSTEM, BEN, OLGA, RITA
from tests.support.readings import ACCOUNT_ROUTE, data_read

NOTE = NoteDataRead(
    person_ids=(BEN, OLGA),
    reader_id=RITA,
    purpose=ReadingPurpose.SUPPORT_CASE,
    categories=(Category.CONTACT, Category.PROFILE, Category.CONTACT),
    route=ACCOUNT_ROUTE,
)


@pytest.fixture
def desk() -> Desk:
    return Desk(HANDLERS)


class TestNoting:
    def test_reaches_the_month_of_each_person_in_one_append(self, desk: Desk) -> None:
        decision = desk.ask(NOTE, AS_RITA, MONDAY)
        assert [change.stream_id for change in decision.changes] == [
            f"reading-{BEN}-2026-03",
            f"reading-{OLGA}-2026-03",
        ]
        assert desk.facts(f"reading-{BEN}-2026-03") == [data_read()]

    def test_of_somebody_named_twice_is_one(self, desk: Desk) -> None:
        twice = NOTE.model_copy(update={"person_ids": (BEN, BEN)})
        assert len(desk.ask(twice, AS_RITA, MONDAY).changes) == 1

    def test_adds_whom_it_did_not_know_of(self, desk: Desk) -> None:
        desk.ask(NOTE, AS_RITA, MONDAY)
        more = NOTE.model_copy(update={"person_ids": (BEN, ANNA)})
        (change,) = desk.ask(more, AS_RITA, MONDAY).changes
        assert change.stream_id == f"reading-{ANNA}-2026-03"

    def test_begins_a_stream_each_month(self, desk: Desk) -> None:
        desk.ask(NOTE, AS_RITA, MONDAY)
        desk.ask(NOTE, AS_RITA, MONDAY + days(31))
        assert len(desk.facts(f"reading-{BEN}-2026-03")) == 1
        assert len(desk.facts(f"reading-{BEN}-2026-04")) == 1

    def test_is_the_readers_own_or_a_process_for_them(self, desk: Desk) -> None:
        with pytest.raises(OnlyTheReaderSaysSo):
            desk.ask(NOTE, AS_BEN, MONDAY)
        assert desk.ask(NOTE, AS_SYSTEM, MONDAY).changes

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("person_ids", ()),
            ("categories", ()),
            ("route", "anna@example.org"),
            ("route", "GET /v1/accounts?email=anna@example.org"),
            ("purpose", "curiosity"),
        ],
    )
    def test_takes_only_what_makes_sense(self, field: str, value: Any) -> None:
        with pytest.raises(ValidationError):
            NoteDataRead.model_validate({**NOTE.model_dump(), field: value})
