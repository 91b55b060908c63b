"""The fold: what a projector may read and write, and what happens when it cannot."""

from dataclasses import replace
from typing import Any

import pytest

from domain.shared.errors import Unavailable
from domain.shared.event import Recorded
from domain.shared.unreadable import unreadable
from projections.rows import InMemoryRows, NoSuchColumn, Rows, Table
from projections.runtime import fold
from tests.support.consent_register.projector import (
    ANSWERS,
    CONSENTS,
    PURPOSES,
    TROUBLE,
    projection,
)
from tests.support.consents import denied, granted, withdrawn
from tests.support.people import BEN, OLGA
from tests.support.views import given, history, stream

LESSONS = Table("lessons", ("lesson_id",), ("state", "price"), blank={"price": 0})


@pytest.fixture
def rows() -> Rows:
    return Rows(InMemoryRows([LESSONS]), [LESSONS])


class TestRows:
    def test_are_not_there_until_written(self, rows: Rows) -> None:
        assert rows.get(LESSONS, "1") is None
        rows.put(LESSONS, {"lesson_id": "1", "state": "held"})
        assert rows.get(LESSONS, "1") == {"lesson_id": "1", "state": "held", "price": 0}

    def test_are_made_when_changed(self, rows: Rows) -> None:
        rows.change(LESSONS, "1", state="held")
        rows.change(LESSONS, "1", price=1500)
        assert rows.get(LESSONS, "1") == {"lesson_id": "1", "state": "held", "price": 1500}

    def test_count(self, rows: Rows) -> None:
        rows.increase(LESSONS, "1", price=3)
        rows.increase(LESSONS, "1", price=-1)
        assert rows.touched(LESSONS) == [{"lesson_id": "1", "state": None, "price": 2}]

    def test_can_be_deleted(self, rows: Rows) -> None:
        rows.change(LESSONS, "1", state="held")
        rows.delete(LESSONS, "1")
        assert rows.get(LESSONS, "1") is None
        assert rows.touched(LESSONS) == []

    def test_hold_plain_values_as_the_database_would(self, rows: Rows) -> None:
        purpose = granted().purpose
        rows.put(LESSONS, {"lesson_id": purpose, "state": (purpose, 2)})
        row = rows.get(LESSONS, purpose.value)
        assert row is not None
        assert row["state"] == ["recording", 2]
        assert type(row["lesson_id"]) is str

    def test_have_no_other_columns(self, rows: Rows) -> None:
        with pytest.raises(NoSuchColumn, match="colour"):
            rows.change(LESSONS, "1", colour="red")

    def test_are_found_by_value_whether_kept_or_changed(self) -> None:
        kept = InMemoryRows([LESSONS])
        before = Rows(kept, [LESSONS])
        for lesson in ("1", "2", "3"):
            before.change(LESSONS, lesson, state="held")
        kept.keep(before)
        rows = Rows(kept, [LESSONS])
        rows.change(LESSONS, "1", state="over")
        rows.change(LESSONS, "4", state="held")
        rows.delete(LESSONS, "2")
        assert [row["lesson_id"] for row in rows.where(LESSONS, state="held")] == ["3", "4"]


class TestFolding:
    def test_gives_rows(self) -> None:
        view = given(granted(), denied(OLGA), withdrawn()).seen_by(projection())
        view.then_rows(
            CONSENTS,
            {"person_id": BEN, "state": "withdrawn", "locale": "ru", "answers": 2},
            {"person_id": OLGA, "state": "denied", "locale": "en", "answers": 1},
        )
        view.then_rows(PURPOSES, {"purpose": "recording", "granted": 1})
        view.then_rows(ANSWERS, {"position": 1}, {"position": 2}, {"position": 3})

    def test_parks_the_stream_of_a_fact_it_cannot_apply(self) -> None:
        facts = history(
            stream("consent-b", granted()),
            stream("consent-t", granted(TROUBLE), withdrawn(TROUBLE)),
            stream("consent-b", withdrawn()),
        )
        rows = _rows()
        parked = fold(projection(), rows, facts, frozenset())
        assert [(one.stream_id, one.position) for one in parked] == [
            ("consent-t", 2),
            ("consent-t", 3),
        ]
        assert parked[0].error is not None
        assert parked[0].error.startswith("TroubleMet at projector.py:")
        assert parked[1].error is None
        assert [row["state"] for row in rows.touched(CONSENTS)] == ["withdrawn"]

    def test_takes_back_what_a_failing_fact_did(self) -> None:
        rows = _rows()
        fold(projection(), rows, history(granted(), granted(TROUBLE)), frozenset())
        assert [row["position"] for row in rows.added[ANSWERS]] == [1]

    def test_queues_behind_what_was_parked_before(self) -> None:
        facts = history(stream("consent-b", granted()))
        assert len(fold(projection(), _rows(), facts, {"consent-b"})) == 1

    def test_parks_what_it_cannot_read(self) -> None:
        odd = replace(history(granted())[0], fact=unreadable("consent.twisted.v9")())
        parked = fold(projection(), _rows(), [odd], frozenset())
        assert parked[0].error == "unreadable consent.twisted.v9"

    def test_never_tells_the_words_of_an_error(self) -> None:
        def fail(_rows: Rows, _recorded: Recorded[Any]) -> None:
            raise ValueError("anna@example.org")

        parked = fold(replace(projection(), apply=fail), _rows(), history(granted()), frozenset())
        assert "anna" not in str(parked[0].error)

    def test_blames_no_fact_when_the_world_is_away(self) -> None:
        def fail(_rows: Rows, _recorded: Recorded[Any]) -> None:
            raise Unavailable

        with pytest.raises(Unavailable):
            fold(replace(projection(), apply=fail), _rows(), history(granted()), frozenset())


class TestADigest:
    def test_changes_with_version_contexts_and_partitions(self) -> None:
        one = projection()
        digests = {
            one.digest(4),
            one.digest(8),
            replace(one, version=2).digest(4),
            replace(one, contexts=frozenset({"consent", "booking"})).digest(4),
        }
        assert len(digests) == 4
        assert projection().digest(4) == one.digest(4)


def _rows() -> Rows:
    tables = projection().tables
    return Rows(InMemoryRows(tables), tables)
