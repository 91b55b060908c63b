"""Data reads: who read whose data, what for."""

from domain.reading.events import ReadingPurpose
from projections.data_reads.projector import PROJECTION, READS
from projections.data_reads.queries import reads_of
from tests.projections.conftest import Show
from tests.support.calendar import MONDAY, days
from tests.support.laws import obeys_the_laws
from tests.support.people import ANNA, BEN, OLGA, RITA
from tests.support.readings import ACCOUNT_ROUTE, data_read
from tests.support.views import given, history, stream

MARCH = stream(f"reading-{BEN}-2026-03", data_read(), data_read(reader=OLGA))
APRIL = stream(
    f"reading-{BEN}-2026-04", data_read(purpose=ReadingPurpose.AUDIT, at=MONDAY + days(31))
)
ANNAS = stream(f"reading-{ANNA}-2026-03", data_read(person=ANNA))


class TestAReading:
    def test_becomes_a_line(self) -> None:
        given(stream("reading-ben-2026-03", data_read())).seen_by(PROJECTION).then_rows(
            READS,
            {
                "position": 1,
                "person_id": BEN,
                "reader_id": RITA,
                "purpose": "support_case",
                "categories": ["profile", "contact"],
                "route": ACCOUNT_ROUTE,
                "read_at": MONDAY,
            },
        )


def test_the_laws_hold() -> None:
    obeys_the_laws(PROJECTION, MARCH, APRIL, ANNAS)


class TestAsking:
    def test_who_read_somebodys_data_begins_with_the_newest(self, show: Show) -> None:
        reader = show(PROJECTION, history(MARCH, APRIL, ANNAS))
        assert [each.position for each in reads_of(reader, BEN)] == [3, 2, 1]
        (annas,) = reads_of(reader, ANNA)
        assert (annas.reader_id, annas.categories) == (RITA, ("profile", "contact"))
        assert reads_of(reader, OLGA) == []

    def test_turns_pages(self, show: Show) -> None:
        reader = show(PROJECTION, history(MARCH, APRIL, ANNAS))
        assert [each.position for each in reads_of(reader, BEN, limit=2)] == [3, 2]
        assert [each.position for each in reads_of(reader, BEN, before=2)] == [1]
