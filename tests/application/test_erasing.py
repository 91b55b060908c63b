"""What the platform records of an erasure, through its commands."""

from hashlib import sha256
from typing import Any

import pytest
from pydantic import ValidationError

from application.access import ACCESS
from application.erasing import (
    HANDLERS,
    CertifyErasure,
    FenceSubject,
    NoteKeysDestroyed,
    NoteStoresCleared,
)
from application.privacy_handling import (
    ApprovePrivacyRequest,
    CompletePrivacyRequest,
    PlaceLegalHold,
)
from application.work import Command
from domain.privacy.terms import HoldBasis, RequestKind
from domain.shared.actor import Role
from domain.shared.personal import Category
from tests.support.calendar import MONDAY, days
from tests.support.office import AS_SAM, Office
from tests.support.people import AS_SYSTEM

TEXT = '{"erased":"ben"}'
KEY = {"category": "profile", "version": 1, "fingerprint": "0123456789abcdef"}
CLEAN = {"name": "directory.accounts", "matched": 2, "erased": 2, "remaining": 0}
STAINED = {**CLEAN, "erased": 1, "remaining": 1}


def steps(request_id: str, *, held: frozenset[Category] = frozenset()) -> list[Command]:
    of = {"request_id": request_id}
    head = {"size": 7, "root": "a" * 64}
    digest = sha256(TEXT.encode()).hexdigest()
    asked: list[tuple[type[Command], dict[str, Any]]] = [
        (FenceSubject, {"streams": ["account-ben"], "categories": sorted(set(Category) - held)}),
        (NoteKeysDestroyed, {"keys": [KEY]}),
        (NoteStoresCleared, {"stores": [CLEAN]}),
        (CertifyErasure, {"certificate": TEXT, "sha256": digest, "before": head, "after": head}),
        (CompletePrivacyRequest, {}),
    ]
    return [command.model_validate({**of, **fields}) for command, fields in asked]


def approved(office: Office) -> str:
    request_id = office.filed(kind=RequestKind.ERASURE, session_id="b")
    office.done(ApprovePrivacyRequest(request_id=request_id), AS_SAM)
    return request_id


class TestAnErasure:
    def test_is_recorded_step_by_step_each_once(self) -> None:
        office = Office()
        request_id = approved(office)
        for command in steps(request_id):
            office.done(command, AS_SYSTEM)
            office.done(command, AS_SYSTEM)
        assert office.names_of(f"privacy-{request_id}")[3:] == [
            "SubjectFenced",
            "KeysDestroyed",
            "StoresCleared",
            "ErasureCertified",
            "PrivacyRequestCompleted",
        ]
        assert office.facts(f"privacy-{request_id}")[6].certificate == TEXT
        assert office.names_of("subject-ben")[-1] == "PrivacyRequestClosed"

    def test_refuses_each_step_before_its_turn(self) -> None:
        office = Office()
        request_id = approved(office)
        for turn, command in enumerate(steps(request_id)):
            for later in steps(request_id)[turn + 1 :]:
                assert not office.ask(later, AS_SYSTEM).accepted, (command, later)
            office.done(command, AS_SYSTEM)

    def test_stays_open_while_something_is_left(self) -> None:
        office = Office()
        request_id = approved(office)
        fence, keys, clear, certify, _ = steps(request_id)
        office.done(fence, AS_SYSTEM)
        office.done(keys, AS_SYSTEM)
        stained = NoteStoresCleared.model_validate({"request_id": request_id, "stores": [STAINED]})
        office.done(stained, AS_SYSTEM)
        assert office.ask(certify, AS_SYSTEM).refusal == "SomethingIsLeft"
        office.done(clear, AS_SYSTEM)
        office.done(certify, AS_SYSTEM)

    def test_leaves_out_what_has_to_stay(self) -> None:
        office = Office()
        request_id = approved(office)
        hold = PlaceLegalHold(
            request_id=request_id,
            category=Category.BILLING,
            basis=HoldBasis.INVOICE_RETENTION,
            until=MONDAY + days(3650),
        )
        office.done(hold, AS_SAM)
        assert office.ask(steps(request_id)[0], AS_SYSTEM).refusal == "EverythingIsHeld"
        office.done(steps(request_id, held=frozenset({Category.BILLING}))[0], AS_SYSTEM)
        fenced = office.facts(f"privacy-{request_id}")[-1]
        assert set(fenced.categories) == set(Category) - {Category.BILLING}
        assert fenced.streams == ("account-ben",)

    @pytest.mark.parametrize("command", [command for command, _ in HANDLERS])
    def test_is_the_platforms_to_record(self, command: type[Command]) -> None:
        assert ACCESS[command] == frozenset({Role.SYSTEM})

    def test_names_its_stores_as_tables_are_named(self) -> None:
        with pytest.raises(ValidationError):
            NoteStoresCleared.model_validate(
                {"request_id": "r", "stores": [{**CLEAN, "name": "What Ben wrote"}]}
            )
