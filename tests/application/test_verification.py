"""Verification commands: each reaches its stream in the name of whoever asks."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from application import verification
from application.verification import (
    HANDLERS,
    AppealRejection,
    ApproveCredential,
    AskForInformation,
    ExpireCredential,
    NoticeExpiry,
    Picture,
    ProvideInformation,
    ReinstateCredential,
    RejectCredential,
    RevokeCredential,
    StartReview,
    SubmitCredential,
    SuspendCredential,
)
from application.work import Command
from domain.shared.actor import Actor, Role
from domain.verification.events import Credential, ReasonCode
from domain.verification.policies import deadlines_after
from domain.verification.rulings import NobodyReviewsTheirOwn
from tests.application.desk import Desk
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, AS_ANNA, AS_GRETA, AS_RITA, AS_SYSTEM

STREAM = "verification-anna-background"
OF: dict[str, Any] = {"tutor_id": ANNA, "credential": Credential.BACKGROUND}
GROUND: dict[str, Any] = {
    **OF,
    "reason": ReasonCode.DOCUMENT_GENUINE,
    "rule_version": "2026-03",
}
FIRST_IMAGE, SECOND_IMAGE = (f"scans/{digit * 32}.png" for digit in "12")
SUBMIT = SubmitCredential(
    **OF,
    number="DBS 001",
    issuer="Disclosure Service",
    issued_on=date(2026, 3, 2),
    picture=Picture(image_key=FIRST_IMAGE, sha256="a" * 64),
)


def desk_after(*asked: tuple[Command, Actor]) -> Desk:
    desk = Desk(HANDLERS)
    for command, actor in asked:
        desk.ask(command, actor, MONDAY)
    return desk


IN_REVIEW = ((SUBMIT, AS_ANNA), (StartReview(**OF), AS_RITA))
APPROVED = (*IN_REVIEW, (ApproveCredential(**GROUND), AS_RITA))


class TestACredentialsLife:
    def test_from_the_document_to_the_approval(self) -> None:
        picture = Picture(image_key=SECOND_IMAGE, sha256="b" * 64)
        desk = desk_after(
            *IN_REVIEW,
            (AskForInformation(**OF, question="Is this your maiden name?"), AS_RITA),
            (ProvideInformation(**OF, answer="It is.", picture=picture), AS_ANNA),
            (ApproveCredential(**GROUND), AS_RITA),
        )
        assert desk.names(STREAM) == [
            "CredentialSubmitted",
            "ReviewStarted",
            "InformationRequested",
            "InformationProvided",
            "CredentialApproved",
            "DocumentPurged",
        ]
        assert desk.facts(STREAM)[4].reviewer_id == AS_RITA.id
        assert desk.facts(STREAM)[4].sha256 == "b" * 64

    def test_from_the_rejection_to_the_appeal(self) -> None:
        desk = desk_after(
            *IN_REVIEW,
            (RejectCredential(**GROUND), AS_RITA),
            (AppealRejection(**OF, argument="I married."), AS_ANNA),
            (StartReview(**OF), AS_GRETA),
        )
        assert desk.names(STREAM)[2:] == [
            "CredentialRejected",
            "DocumentPurged",
            "RejectionAppealed",
            "ReviewStarted",
        ]

    def test_from_the_suspension_to_the_revocation(self) -> None:
        desk = desk_after(
            *APPROVED,
            (SuspendCredential(**GROUND), AS_RITA),
            (ReinstateCredential(**GROUND), AS_RITA),
            (RevokeCredential(**GROUND), AS_RITA),
        )
        assert desk.names(STREAM)[4:] == [
            "CredentialSuspended",
            "CredentialReinstated",
            "CredentialRevoked",
        ]

    def test_to_its_end_with_a_notice_at_every_deadline(self) -> None:
        desk = desk_after(*APPROVED)
        for at in deadlines_after(desk.facts(STREAM)[2].valid_until):
            for _ in range(2):
                desk.ask(NoticeExpiry(**OF), AS_SYSTEM, at)
                desk.ask(ExpireCredential(**OF), AS_SYSTEM, at)
        assert desk.names(STREAM)[4:] == ["ExpiryNoticed"] * 4 + ["CredentialExpired"]

    def test_is_not_in_the_tutors_own_hands(self) -> None:
        anna_reviews = Actor(ANNA, frozenset({Role.TUTOR, Role.REVIEWER}))
        with pytest.raises(NobodyReviewsTheirOwn):
            desk_after((SUBMIT, AS_ANNA), (StartReview(**OF), anna_reviews))


class TestCommands:
    def test_each_have_one_handler(self) -> None:
        commands = {
            value
            for value in vars(verification).values()
            if isinstance(value, type) and issubclass(value, Command) and value is not Command
        }
        assert {command for command, _ in HANDLERS} == commands
        assert len(HANDLERS) == len(commands)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("number", ""),
            ("issuer", "x" * 201),
            ("issuer", "a\x00b"),
            ("issued_on", date(9999, 12, 31)),
            ("credential", "driving"),
            ("picture", {"image_key": "../ up", "sha256": "a" * 64}),
            ("picture", {"image_key": "scans/passport-anna.png", "sha256": "a" * 64}),
            ("picture", {"image_key": FIRST_IMAGE, "sha256": "A" * 64}),
        ],
    )
    def test_of_a_bad_shape_never_arrive(self, field: str, value: Any) -> None:
        with pytest.raises(ValidationError):
            SubmitCredential.model_validate({**SUBMIT.model_dump(), field: value})
