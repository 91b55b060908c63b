"""What people ask about their data, through its commands: by whom, once, and what it changes."""

from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from application.age import DeclareAge
from application.bus import Outcome
from application.privacy import (
    FollowIdentityLink,
    LiftObjection,
    LiftRestriction,
    ProveIdentity,
    WithdrawPrivacyRequest,
)
from application.privacy_handling import (
    ApprovePrivacyRequest,
    AskForIdentity,
    CompletePrivacyRequest,
    DenyPrivacyRequest,
)
from domain.privacy.subject import SUBJECT, is_restricted
from domain.privacy.terms import (
    DenialReason,
    LiftReason,
    Objection,
    Regime,
    RequestKind,
    RestrictionGround,
)
from domain.shared.actor import Actor
from domain.shared.personal import Category
from tests.support.calendar import MONDAY, TUESDAY, days, minutes
from tests.support.office import AS_NOBODY, AS_SAM, Office, filing
from tests.support.people import AS_BEN, AS_GRETA, AS_OLGA, BEN, OLGA

SUBJECT_OF_BEN = "subject-ben"
OBJECTION = RequestKind.OBJECTION
RESTRICTION: dict[str, Any] = {
    "kind": RequestKind.RESTRICTION,
    "ground": RestrictionGround.ACCURACY_CONTESTED,
    "session_id": "b",
}


def refused(outcome: Outcome) -> str:
    return outcome.refusal


class TestFiling:
    def test_is_answered_with_what_comes_when(self) -> None:
        office = Office()
        answer = office.done(filing(session_id="b"), AS_BEN)
        assert answer == {
            "request_id": answer["request_id"],
            "state": "in_progress",
            "acknowledge_by": None,
            "act_by": "2026-04-02T22:00:00Z",
            "is_new": True,
        }
        stream = f"privacy-{answer['request_id']}"
        assert office.names_of(stream) == ["PrivacyRequestReceived", "IdentityConfirmed"]
        assert office.names_of(SUBJECT_OF_BEN) == ["PrivacyRequestOpened"]

    def test_in_california_names_both_deadlines(self) -> None:
        answer = Office().done(filing(regime=Regime.CCPA), AS_BEN)
        assert answer["acknowledge_by"] == "2026-03-16T23:00:00Z"
        assert answer["act_by"] == "2026-04-16T22:00:00Z"

    @pytest.mark.parametrize(
        ("actor", "session_id"),
        [(AS_BEN, None), (AS_BEN, "g"), (AS_BEN, "nothing"), (AS_SAM, "b")],
    )
    def test_without_a_sign_in_of_ones_own_shows_nobody(
        self, actor: Actor, session_id: str | None
    ) -> None:
        answer = Office().done(filing(session_id=session_id), actor)
        assert answer["state"] == "received"

    def test_with_an_old_sign_in_shows_nobody(self) -> None:
        answer = Office().done(filing(person_id=OLGA, session_id="o"), AS_OLGA)
        assert answer["state"] == "received"

    def test_by_a_guardian_shows_the_guardian(self) -> None:
        office = Office()
        request_id = office.filed(actor=AS_GRETA, session_id="g")
        received, confirmed = office.facts(f"privacy-{request_id}")
        assert (received.filed_by, received.filed_as) == ("greta", "guardian")
        assert confirmed.confirmed_by == "greta"

    def test_by_a_guardian_is_over_when_the_person_is_an_adult(self) -> None:
        office = Office()
        request_id = office.filed(actor=AS_GRETA, session_id="g")
        office.done(DeclareAge(account_id=BEN, country="DE", age_years=18), AS_GRETA)
        for deed in (
            filing(kind=RequestKind.ERASURE),
            WithdrawPrivacyRequest(request_id=request_id),
        ):
            outcome = office.ask(deed, AS_GRETA)
            assert refused(outcome) == "OnlyThePersonOrSomebodyForThemAsks"

    def test_by_support_may_have_arrived_before(self) -> None:
        office = Office()
        sent = filing(channel="letter", received_at=MONDAY - days(5))
        assert office.done(sent, AS_SAM)["act_by"] == "2026-03-25T23:00:00Z"
        assert refused(office.ask(sent, AS_BEN)) == "OnlySupportSaysWhenItArrived"

    def test_is_not_for_strangers(self) -> None:
        office = Office()
        outcome = refused(office.ask(filing(), AS_OLGA))
        assert outcome == "OnlyThePersonOrSomebodyForThemAsks"
        assert refused(office.ask(filing(person_id=OLGA), AS_GRETA)) == outcome
        assert refused(office.ask(filing(person_id="none"), AS_SAM)) == "NotFound"
        assert refused(office.ask(filing(), AS_NOBODY)) == "RoleMissing"

    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": OBJECTION},
            {"objects_to": [Objection.MARKETING]},
            {"kind": RequestKind.RESTRICTION},
            {"ground": RestrictionGround.NEEDED_FOR_CLAIMS},
            {"categories": []},
            {"kind": "forgetting"},
            {"regime": "none"},
            {"reason": "because"},
        ],
    )
    def test_says_what_its_kind_needs_and_nothing_in_words(self, fields: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            filing(**fields)


class TestFilingAgain:
    def test_belongs_to_the_first(self) -> None:
        office = Office()
        first = office.done(filing(), AS_BEN, MONDAY)
        again = office.done(filing(channel="telephone"), AS_SAM, TUESDAY)
        assert again == {**first, "is_new": False}
        assert office.names_of(f"privacy-{first['request_id']}") == [
            "PrivacyRequestReceived",
            "PrivacyRequestJoined",
        ]
        assert office.names_of(SUBJECT_OF_BEN) == ["PrivacyRequestOpened"]

    def test_in_another_order_is_the_same(self) -> None:
        office = Office()
        some = (Category.MESSAGES, Category.PROFILE)
        first = office.filed(categories=some)
        assert office.filed(categories=(*some[::-1], Category.PROFILE)) == first

    def test_for_something_else_is_another(self) -> None:
        office = Office()
        asked: list[dict[str, Any]] = [
            {},
            {"regime": Regime.CCPA},
            {"kind": RequestKind.PORTABILITY},
            {"categories": (Category.MESSAGES,)},
        ]
        assert len({office.filed(**fields) for fields in (*asked, *asked)}) == len(asked)

    def test_after_the_end_is_another(self) -> None:
        office = Office()
        first = office.filed()
        office.done(WithdrawPrivacyRequest(request_id=first), AS_BEN)
        assert office.filed() != first

    def test_by_somebody_else_about_somebody_else_is_another(self) -> None:
        office = Office()
        assert office.filed() != office.filed(actor=AS_OLGA, person_id=OLGA)

    def test_shows_who_it_is(self) -> None:
        office = Office()
        letter = office.filed(actor=AS_SAM, channel="letter")
        answer = office.done(filing(session_id="b"), AS_BEN)
        assert (answer["request_id"], answer["state"]) == (letter, "in_progress")


class TestWhoItIs:
    def test_is_shown_by_signing_in_again(self) -> None:
        office = Office()
        request_id = office.filed(actor=AS_SAM, channel="letter")
        prove = ProveIdentity(request_id=request_id, session_id="b")
        assert refused(office.ask(prove, AS_OLGA)) == "OnlyThePersonOrSomebodyForThemAsks"
        office.done(prove, AS_BEN)
        assert office.names_of(f"privacy-{request_id}")[-1] == "IdentityConfirmed"

    def test_is_not_shown_by_an_old_sign_in(self) -> None:
        office = Office()
        prove = ProveIdentity(request_id=office.filed(), session_id="b")
        assert refused(office.ask(prove, AS_BEN, MONDAY + minutes(6))) == "TheSignInIsTooLongAgo"

    def test_is_shown_in_part_by_following_the_link(self) -> None:
        office = Office()
        request_id = office.filed(actor=AS_SAM, channel="letter")
        token = office.link_token(request_id)
        follow = FollowIdentityLink(request_id=request_id, token=token)
        assert refused(office.ask(follow, AS_NOBODY)) == "NobodyAskedForIdentity"
        office.done(AskForIdentity(request_id=request_id), AS_SAM)
        wrong = FollowIdentityLink(request_id=request_id, token="0" * 64)
        assert refused(office.ask(wrong, AS_NOBODY)) == "ThatLinkIsNotOurs"
        office.done(follow, AS_NOBODY)
        assert office.names_of(f"privacy-{request_id}")[-1] == "IdentityLinkFollowed"

    def test_has_a_link_for_each_request(self) -> None:
        office = Office()
        one, other = office.filed(), office.filed(kind=RequestKind.PORTABILITY)
        assert office.link_token(one) != office.link_token(other)


class TestWithdrawing:
    def test_ends_it_for_the_person_too(self) -> None:
        office = Office()
        request_id = office.filed()
        office.done(WithdrawPrivacyRequest(request_id=request_id), AS_GRETA)
        assert office.names_of(f"privacy-{request_id}")[-1] == "PrivacyRequestWithdrawn"
        assert office.names_of(SUBJECT_OF_BEN)[-1] == "PrivacyRequestClosed"

    def test_is_not_for_others(self) -> None:
        office = Office()
        withdraw = WithdrawPrivacyRequest(request_id=office.filed())
        assert refused(office.ask(withdraw, AS_SAM)) == "OnlyThePersonWithdraws"
        assert refused(office.ask(withdraw, AS_OLGA)) == "OnlyThePersonOrSomebodyForThemAsks"


def objected(office: Office, *to: Objection) -> str:
    return office.filed(kind=OBJECTION, objects_to=to, session_id="b")


class TestAnObjection:
    def test_counts_from_its_arrival(self) -> None:
        office = Office()
        objected(office, *Objection)
        assert office.names_of(SUBJECT_OF_BEN) == [
            "PrivacyRequestOpened",
            "ObjectionNoted",
            "ObjectionNoted",
        ]

    def test_ends_with_a_denial(self) -> None:
        office = Office()
        request_id = objected(office, Objection.PROFILING)
        deny = DenyPrivacyRequest(request_id=request_id, reason=DenialReason.COMPELLING_GROUNDS)
        office.done(deny, AS_SAM)
        ended = ["ObjectionLifted", "PrivacyRequestClosed"]
        assert office.names_of(SUBJECT_OF_BEN)[-2:] == ended

    def test_to_marketing_cannot_be_denied(self) -> None:
        office = Office()
        request_id = objected(office, Objection.MARKETING)
        deny = DenyPrivacyRequest(request_id=request_id, reason=DenialReason.COMPELLING_GROUNDS)
        assert refused(office.ask(deny, AS_SAM)) == "MarketingObjectionsAreNotDenied"

    def test_stays_when_it_is_done(self) -> None:
        office = Office()
        request_id = objected(office, Objection.MARKETING)
        office.done(ApprovePrivacyRequest(request_id=request_id), AS_SAM)
        office.done(CompletePrivacyRequest(request_id=request_id), AS_SAM)
        assert "ObjectionLifted" not in office.names_of(SUBJECT_OF_BEN)

    def test_is_taken_back(self) -> None:
        office = Office()
        objected(office, Objection.MARKETING)
        lift = LiftObjection(person_id=BEN, objects_to=Objection.MARKETING)
        assert refused(office.ask(lift, AS_SAM)) == "OnlyThePersonTakesAnObjectionBack"
        office.done(lift, AS_BEN)
        assert refused(office.ask(lift, AS_BEN)) == "NoSuchObjection"


class TestARestriction:
    def rests(self, office: Office) -> bool:
        return is_restricted(office.log.load(SUBJECT, BEN).state)

    def test_begins_with_its_approval(self) -> None:
        office = Office()
        request_id = office.filed(**RESTRICTION)
        assert not self.rests(office)
        office.done(ApprovePrivacyRequest(request_id=request_id), AS_SAM)
        assert self.rests(office)
        office.done(CompletePrivacyRequest(request_id=request_id), AS_SAM)
        assert self.rests(office)

    def test_is_lifted_for_a_reason_or_by_the_person(self) -> None:
        office = Office()
        request_id = office.filed(**RESTRICTION)
        office.done(ApprovePrivacyRequest(request_id=request_id), AS_SAM)
        unsaid = LiftRestriction(person_id=BEN)
        assert refused(office.ask(unsaid, AS_SAM)) == "OnlyThePersonGivesNoReason"
        assert refused(office.ask(unsaid, AS_OLGA)) == "OnlyThePersonOrSomebodyForThemAsks"
        office.done(unsaid, AS_BEN)
        assert not self.rests(office)
        verified = LiftRestriction(person_id=BEN, reason=LiftReason.ACCURACY_VERIFIED)
        assert refused(office.ask(verified, AS_SAM)) == "NothingIsRestricted"


def test_the_log_keeps_times_as_instants() -> None:
    office = Office()
    (received,) = office.facts(f"privacy-{office.filed()}")
    assert received.act_by == datetime.fromisoformat("2026-04-02T22:00:00+00:00")
