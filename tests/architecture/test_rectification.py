"""Nothing personal is kept that cannot be put right (GDPR 16)."""

from typing import Any

import pytest

from application import account, contest, correcting, lesson, payer, review, tutor, verification
from application.access import ACCESS
from application.work import Command
from domain.catalogue import FACTS
from domain.shared.actor import Role
from domain.shared.personal import personal_fields

PROFILE = (correcting.CorrectProfile,)
ADDRESS = (correcting.ChangeEmail,)
PASSWORD = (account.ChangePassword,)
SAYS_ANEW = (tutor.PublishProfile,)
OFFERS_ANEW = (tutor.WithdrawCourse, tutor.OfferCourse)
WORDS = (lesson.CorrectWords,)
HANDS_IN_ANEW = (verification.SubmitCredential,)
ANSWERS = (verification.ProvideInformation,)
ASKS_ANEW = (verification.AskForInformation,)
ANOTHER_CARD = (payer.RemoveCard, payer.SaveCard)
PAID_ELSEWHERE = (tutor.ReadyPayoutAccount,)
APPEALS = (verification.AppealRejection, verification.ProvideInformation)
CORRECTS = (review.CorrectReview,)

SAID_ONCE = "search.performed.v1.words"
"""What somebody looked for is what they looked for; they look for something else instead."""

CORRECTED_BY: dict[str, tuple[type[Command], ...]] = {
    "account.registered.v1.email": ADDRESS,
    "account.registered.v1.display_name": PROFILE,
    "account.password_set.v1.password_hash": PASSWORD,
    "account.email_changed.v1.email": ADDRESS,
    "account.profile_corrected.v1.display_name": PROFILE,
    "booking.problem_reported.v1.details": WORDS,
    "booking.problem_answered.v1.details": WORDS,
    "booking.words_corrected.v1.details": WORDS,
    "contest.raised.v1.argument": (contest.RaiseContest,),
    "earning.transfer_requested.v1.payout_account": PAID_ELSEWHERE,
    "payer.card_setup_opened.v1.customer": ANOTHER_CARD,
    "payer.card_saved.v1.customer": ANOTHER_CARD,
    "payer.card_saved.v1.method": ANOTHER_CARD,
    "payout.released.v1.payout_account": PAID_ELSEWHERE,
    "review.written.v1.text": CORRECTS,
    "review.answer_written.v1.text": CORRECTS,
    "review.corrected.v1.text": CORRECTS,
    "review.moderation_appealed.v1.argument": CORRECTS,
    "tutor.profile_published.v1.display_name": SAYS_ANEW,
    "tutor.profile_published.v1.headline": SAYS_ANEW,
    "tutor.profile_published.v1.about": SAYS_ANEW,
    "tutor.course_offered.v2.title": OFFERS_ANEW,
    "tutor.course_offered.v2.description": OFFERS_ANEW,
    "tutor.course_offered.v2.category": OFFERS_ANEW,
    "tutor.course_offered.v2.tags": OFFERS_ANEW,
    "tutor.subject_offered.v2.tags": (tutor.OfferSubject,),
    "tutor.takedown_appealed.v1.argument": SAYS_ANEW,
    "tutor.imported.v1.source_reference": (tutor.ImportTutor,),
    "tutor.payout_account_opened.v1.payout_account": PAID_ELSEWHERE,
    "tutor.payout_account_readied.v1.payout_account": PAID_ELSEWHERE,
    "verification.submitted.v1.number": HANDS_IN_ANEW,
    "verification.submitted.v1.issuer": HANDS_IN_ANEW,
    "verification.information_requested.v1.question": ASKS_ANEW,
    "verification.information_provided.v1.answer": ANSWERS,
    "verification.rejection_appealed.v1.argument": APPEALS,
}
"""Each personal field, and the commands by which what it says is replaced."""


def test_every_personal_field_can_be_corrected() -> None:
    kinds: dict[str, Any] = dict(FACTS)
    kept = {f"{topic}.{name}" for topic, kind in kinds.items() for name in personal_fields(kind)}
    assert kept == {*CORRECTED_BY, SAID_ONCE}


@pytest.mark.parametrize("field", CORRECTED_BY)
def test_a_correction_is_for_people_to_ask(field: str) -> None:
    for command in CORRECTED_BY[field]:
        roles = ACCESS[command]
        assert roles is not None
        assert roles - {Role.SYSTEM}
