"""Who may take a package, and what taking it does."""

import pytest

from application.age import DeclareAge
from application.packages import NoSuchRequestOfYours, NotePackageHandedOver, Offered, offered
from application.privacy_handling import ApprovePrivacyRequest
from domain.privacy.handover import ThePackageIsNotApproved
from domain.privacy.terms import RequestKind
from domain.shared.actor import Actor
from tests.support.calendar import MONDAY
from tests.support.office import AS_ADA, AS_SAM, Office
from tests.support.people import AS_BEN, AS_GRETA, AS_OLGA, AS_SYSTEM, BEN

MANIFEST = "d" * 64


@pytest.fixture
def office() -> Office:
    return Office()


def approved(office: Office, kind: RequestKind = RequestKind.ACCESS) -> str:
    """This is something Ben asked, that Sam approved."""
    request_id = office.filed(kind, session_id="b")
    office.done(ApprovePrivacyRequest(request_id=request_id), AS_SAM)
    return request_id


def asked_by(office: Office, request_id: str, actor: Actor) -> Offered:
    return offered(office.log, request_id, RequestKind.ACCESS, actor, MONDAY)


class TestAPackage:
    def test_is_the_persons_and_their_guardians(self, office: Office) -> None:
        request_id = approved(office)
        for actor in (AS_BEN, AS_GRETA):
            found = asked_by(office, request_id, actor)
            assert found == Offered(request_id, BEN, RequestKind.ACCESS)

    @pytest.mark.parametrize("actor", [AS_OLGA, AS_SAM, AS_ADA, AS_SYSTEM])
    def test_is_nobody_elses(self, office: Office, actor: Actor) -> None:
        request_id = approved(office)
        with pytest.raises(NoSuchRequestOfYours):
            asked_by(office, request_id, actor)

    def test_of_an_adult_is_not_their_former_guardians(self, office: Office) -> None:
        request_id = approved(office)
        office.done(DeclareAge(account_id=BEN, country="DE", age_years=18), AS_SAM)
        with pytest.raises(NoSuchRequestOfYours):
            asked_by(office, request_id, AS_GRETA)

    def test_that_nobody_asked_for_is_nowhere(self, office: Office) -> None:
        with pytest.raises(NoSuchRequestOfYours):
            asked_by(office, "nothing", AS_BEN)

    def test_waits_for_the_decision(self, office: Office) -> None:
        request_id = office.filed(session_id="b")
        with pytest.raises(ThePackageIsNotApproved):
            asked_by(office, request_id, AS_BEN)


class TestHandingOver:
    @pytest.mark.parametrize("kind", [RequestKind.ACCESS, RequestKind.PORTABILITY])
    def test_ends_the_request_for_the_person_as_well(
        self, office: Office, kind: RequestKind
    ) -> None:
        request_id = approved(office, kind)
        note = NotePackageHandedOver(request_id=request_id, handed_to=BEN, manifest_sha256=MANIFEST)
        office.done(note, AS_SYSTEM)
        assert office.names_of(f"privacy-{request_id}")[-2:] == [
            "PackageHandedOver",
            "PrivacyRequestCompleted",
        ]
        assert office.names_of(f"subject-{BEN}")[-1] == "PrivacyRequestClosed"
        again = note.model_copy(update={"manifest_sha256": "e" * 64})
        office.done(again, AS_SYSTEM)
        assert office.names_of(f"privacy-{request_id}")[-1] == "PackageHandedOver"
        assert office.names_of(f"subject-{BEN}").count("PrivacyRequestClosed") == 1

    def test_is_nobodys_own_word(self, office: Office) -> None:
        note = NotePackageHandedOver(
            request_id=approved(office), handed_to=BEN, manifest_sha256=MANIFEST
        )
        for actor in (AS_BEN, AS_SAM, AS_ADA):
            assert office.ask(note, actor).refusal == "RoleMissing"
