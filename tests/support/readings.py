"""Readings of Ben's data, for tests that only need some facts."""

from datetime import datetime

from domain.reading.events import DataRead, ReadingPurpose
from domain.shared.personal import Category
from tests.support.calendar import MONDAY
from tests.support.people import BEN, RITA

ACCOUNT_ROUTE = "GET /v1/accounts/{account_id}"
IDENTIFIES = (Category.PROFILE, Category.CONTACT)


def data_read(
    person: str = BEN,
    reader: str = RITA,
    purpose: ReadingPurpose = ReadingPurpose.SUPPORT_CASE,
    route: str = ACCOUNT_ROUTE,
    at: datetime = MONDAY,
) -> DataRead:
    """This is a look at somebody's account."""
    return DataRead(
        person_id=person,
        reader_id=reader,
        purpose=purpose,
        categories=IDENTIFIES,
        route=route,
        read_at=at,
    )
