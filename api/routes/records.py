"""Records: what is processed of people, and who read what of whom."""

from fastapi import APIRouter

from api.answers import Asking, Question, answers
from api.paging import Cursor, Limit, Page, decode, page_of
from api.record_of_processing import RecordOfProcessing, record_of_processing
from application.fields import Identity
from projections.data_reads.queries import Read, reads_of


class ShowRecordOfProcessing(Question):
    """Show the record of processing activities (GDPR 30), made from all that is stored."""


class ShowReads(Question):
    """Show who read a person's data, newest first."""

    person_id: Identity
    after: Cursor | None = None
    limit: Limit = 50


def records(router: APIRouter) -> None:
    """This adds what has to be on record about personal data."""
    reads = "/v1/privacy/{person_id}/reads"
    answers(router, reads, ShowReads, _reads, views=("data_reads",), answer=page_of(Read))
    path = "/v1/privacy/records-of-processing"
    answers(router, path, ShowRecordOfProcessing, _record, views=(), answer=RecordOfProcessing)


def _reads(asking: Asking) -> Page:
    asked: ShowReads = asking.question
    place = decode(asked.after, int)
    found = reads_of(
        asking.container.reader, asked.person_id, before=place and place[0], limit=asked.limit
    )
    return Page.of(found, asked.limit, "position")


def _record(asking: Asking) -> RecordOfProcessing:
    return record_of_processing(asking.container.controller)
