"""That somebody's data was read."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from domain.shared.event import Fact, fact
from domain.shared.personal import Category, PersonId
from domain.shared.text import Plain

Route = Annotated[str, Plain("route", r"(GET /|preceptor )[A-Za-z0-9 /_{}.-]{0,200}")]
"""The way it was read on, as the program names it: never what was asked on it."""


class ReadingPurpose(StrEnum):
    """This is what somebody's data may be read for."""

    SUPPORT_CASE = "support_case"
    REVIEW = "review"
    SAFEGUARDING = "safeguarding"
    FRAUD = "fraud"
    LEGAL_CLAIM = "legal_claim"
    AUDIT = "audit"
    SUBJECT_ACCESS = "subject_access"
    EXPORT = "export"


@fact("privacy.data_read.v1")
class DataRead(Fact):
    """Staff, or an export, read what is personal of somebody; it is noted once an hour."""

    person_id: PersonId
    reader_id: PersonId
    purpose: ReadingPurpose
    categories: tuple[Category, ...]
    route: Route
    read_at: datetime


ReadingEvent = DataRead
