"""Records: what is processed of people, and who read what of whom."""

from fastapi import APIRouter

from api.answers import Asking, Question, answers
from api.record_of_processing import RecordOfProcessing, record_of_processing


class ShowRecordOfProcessing(Question):
    """Show the record of processing activities (GDPR 30), made from all that is stored."""


def records(router: APIRouter) -> None:
    """This adds what has to be on record about personal data."""
    path = "/v1/privacy/records-of-processing"
    answers(router, path, ShowRecordOfProcessing, _record, views=(), answer=RecordOfProcessing)


def _record(_asking: Asking) -> RecordOfProcessing:
    return record_of_processing()
