"""A tutor's way into search, whichever of profile, papers, account and payout comes first."""

from dataclasses import replace
from typing import Any

from application.processes.tutor_onboarding import TUTOR_ONBOARDING
from application.tutor import HideTutor, ListTutor, LosePayoutAccount, ReadyPayoutAccount
from application.verification import RevokeCredential
from domain.account import events as account
from domain.privacy.subject_events import ProcessingRestricted, RestrictionLifted
from domain.shared.event import Fact
from domain.tutor import events as tutor
from domain.tutor.events import HidingReason
from domain.tutor.moderation_events import ProfileApproved, ProfileTakenDown
from domain.verification import events as verification
from domain.verification.events import Credential, ReasonCode
from tests.processes.arrival import Seen, given, in_every_order
from tests.processes.stories import ask
from tests.support.examples import example
from tests.support.market import Market
from tests.support.office import record
from tests.support.opening import verified
from tests.support.people import ANNA, AS_ANNA, AS_RITA, AS_SYSTEM
from tests.support.views import history, stream


def of_anna(kind: Any, **fields: Any) -> Fact:
    """This is a fact about Anna."""
    made: Fact = replace(example(kind), tutor_id=ANNA, **fields)
    return made


def of_account(kind: Any) -> Fact:
    """This is a fact of Anna's account."""
    made: Fact = replace(example(kind), account_id=ANNA)
    return made


OFFER = (
    of_anna(tutor.ProfilePublished),
    of_anna(tutor.SubjectOffered),
    of_anna(tutor.CourseOffered),
)
READY = of_anna(tutor.PayoutAccountReadied)
IDENTITY, BACKGROUND = (
    of_anna(verification.CredentialApproved, credential=credential)
    for credential in (Credential.IDENTITY, Credential.BACKGROUND)
)
LISTED = of_anna(tutor.TutorListed, is_bookable=True)
ALL = (*OFFER, READY, IDENTITY, BACKGROUND)
RESTRICTED = replace(example(ProcessingRestricted), person_id=ANNA)
LIFTED = replace(example(RestrictionLifted), person_id=ANNA)
TAKEN_DOWN, APPROVED = of_anna(ProfileTakenDown), of_anna(ProfileApproved)
LOST = of_anna(verification.CredentialExpired, credential=Credential.BACKGROUND)


def the_act_in(seen: Seen) -> Any:
    """This is the one thing left to do."""
    (todo,) = seen.todos().values()
    return todo.act


class TestListing:
    def test_waits_for_everything(self) -> None:
        for missing in ALL:
            happened = [fact for fact in ALL if fact is not missing]
            given(*happened).seen_by(TUTOR_ONBOARDING).then_nothing()
        seen = given(*ALL).seen_by(TUTOR_ONBOARDING)
        assert the_act_in(seen) == ListTutor(tutor_id=ANNA)

    def test_comes_once(self) -> None:
        given(*ALL, LISTED).seen_by(TUTOR_ONBOARDING).then_nothing()

    def test_makes_an_imported_tutor_bookable(self) -> None:
        shown = of_anna(tutor.TutorListed, is_bookable=False)
        seen = given(of_anna(tutor.TutorImported), shown, *ALL).seen_by(TUTOR_ONBOARDING)
        assert the_act_in(seen) == ListTutor(tutor_id=ANNA)

    def test_waits_for_a_suspended_account(self) -> None:
        suspended = of_account(account.AccountSuspended)
        given(*ALL, suspended).seen_by(TUTOR_ONBOARDING).then_nothing()
        back = of_account(account.AccountReinstated)
        seen = given(*ALL, suspended, back).seen_by(TUTOR_ONBOARDING)
        assert the_act_in(seen) == ListTutor(tutor_id=ANNA)

    def test_never_comes_for_a_closed_account(self) -> None:
        closed = of_account(account.AccountClosed)
        given(*ALL, closed).seen_by(TUTOR_ONBOARDING).then_nothing()

    def test_waits_for_a_profile_that_was_taken_down(self) -> None:
        given(*ALL, TAKEN_DOWN).seen_by(TUTOR_ONBOARDING).then_nothing()
        down = (*ALL, LISTED, TAKEN_DOWN, of_anna(tutor.TutorHidden))
        given(*down, of_anna(tutor.ProfilePublished)).seen_by(TUTOR_ONBOARDING).then_nothing()
        seen = given(*down, APPROVED).seen_by(TUTOR_ONBOARDING)
        assert the_act_in(seen) == ListTutor(tutor_id=ANNA)
        given(*down, LOST, APPROVED).seen_by(TUTOR_ONBOARDING).then_nothing()

    def test_leads_an_imported_tutor_back_to_be_looked_at(self) -> None:
        shown = of_anna(tutor.TutorListed, is_bookable=False)
        brought = (of_anna(tutor.TutorImported), shown)
        down = (*brought, TAKEN_DOWN, of_anna(tutor.TutorHidden))
        given(*down).seen_by(TUTOR_ONBOARDING).then_nothing()
        seen = given(*down, LOST, APPROVED).seen_by(TUTOR_ONBOARDING)
        assert the_act_in(seen) == ListTutor(tutor_id=ANNA, is_bookable=False)
        for waits in (RESTRICTED, of_account(account.AccountClosed)):
            given(*down, APPROVED, waits).seen_by(TUTOR_ONBOARDING).then_nothing()
        seen = given(*down, RESTRICTED, APPROVED, LIFTED).seen_by(TUTOR_ONBOARDING)
        assert the_act_in(seen) == ListTutor(tutor_id=ANNA, is_bookable=False)
        given(*down, APPROVED, shown).seen_by(TUTOR_ONBOARDING).then_nothing()
        given(*brought, *ALL, LISTED, *down[2:], LOST, APPROVED).seen_by(
            TUTOR_ONBOARDING
        ).then_nothing()

    def test_needs_something_left_to_sell(self) -> None:
        for gone in (of_anna(tutor.CourseWithdrawn), of_anna(tutor.SubjectWithdrawn)):
            given(*ALL, gone).seen_by(TUTOR_ONBOARDING).then_nothing()


class TestHiding:
    def test_names_every_obstacle(self) -> None:
        suspended = of_account(account.AccountSuspended)
        seen = given(*ALL, LISTED, LOST, suspended).seen_by(TUTOR_ONBOARDING)
        reasons = (HidingReason.BACKGROUND_NOT_VERIFIED, HidingReason.ACCOUNT_SUSPENDED)
        assert the_act_in(seen) == HideTutor(tutor_id=ANNA, reasons=reasons)

    def test_is_for_what_can_be_booked_alone(self) -> None:
        hidden = of_anna(tutor.TutorHidden)
        given(*ALL, LISTED, LOST, hidden).seen_by(TUTOR_ONBOARDING).then_nothing()

    def test_is_for_as_long_as_processing_is_restricted(self) -> None:
        seen = given(*ALL, LISTED, RESTRICTED).seen_by(TUTOR_ONBOARDING)
        reasons = (HidingReason.PROCESSING_RESTRICTED,)
        assert the_act_in(seen) == HideTutor(tutor_id=ANNA, reasons=reasons)
        hidden = (*ALL, LISTED, RESTRICTED, of_anna(tutor.TutorHidden))
        given(*hidden).seen_by(TUTOR_ONBOARDING).then_nothing()
        seen = given(*hidden, LIFTED).seen_by(TUTOR_ONBOARDING)
        assert the_act_in(seen) == ListTutor(tutor_id=ANNA)

    def test_takes_also_an_imported_tutor_out_of_sight_then(self) -> None:
        shown = of_anna(tutor.TutorListed, is_bookable=False)
        brought = (of_anna(tutor.TutorImported), shown, RESTRICTED)
        seen = given(*brought).seen_by(TUTOR_ONBOARDING)
        assert HidingReason.PROCESSING_RESTRICTED in the_act_in(seen).reasons
        given(*brought, of_anna(tutor.TutorHidden)).seen_by(TUTOR_ONBOARDING).then_nothing()

    def test_leaves_an_imported_tutor_to_be_looked_at(self) -> None:
        shown = of_anna(tutor.TutorListed, is_bookable=False)
        given(of_anna(tutor.TutorImported), shown, LOST).seen_by(TUTOR_ONBOARDING).then_nothing()


def test_order_does_not_matter_and_no_deed_comes_back() -> None:
    identity = of_anna(verification.CredentialSuspended, credential=Credential.IDENTITY)
    hidden = of_anna(tutor.TutorHidden)
    facts = history(
        stream("tutor-anna", *OFFER, READY, LISTED, TAKEN_DOWN, hidden, APPROVED, LISTED),
        stream("verification-anna-identity", IDENTITY, identity),
        stream("verification-anna-background", BACKGROUND, LOST, BACKGROUND, LOST),
        stream(
            "account-anna",
            of_account(account.AccountSuspended),
            of_account(account.AccountReinstated),
        ),
        stream("subject-anna", RESTRICTED, LIFTED),
    )
    streams: dict[str, list[Any]] = {}
    for recorded in facts:
        streams.setdefault(recorded.stream_id, []).append(recorded)
    seen = in_every_order(TUTOR_ONBOARDING, ANNA, list(streams.values()))
    assert isinstance(the_act_in(seen), HideTutor)


class TestAWholeLife:
    def test_is_hidden_and_listed_again_and_again(self) -> None:
        market = Market.opened()
        ground: dict[str, Any] = {"reason": ReasonCode.RECORD_FOUND, "rule_version": "1"}
        identity: dict[str, Any] = {"tutor_id": ANNA, "credential": Credential.IDENTITY}
        for _ in range(2):
            ask(market, AS_RITA, RevokeCredential(**identity, **ground))
            market.run_until_quiet()
            assert market.names("tutor-anna")[-1] == "TutorHidden"
            now = market.clock.now()
            for command, actor in verified(ANNA, AS_ANNA, Credential.IDENTITY, now):
                ask(market, actor, command)
            market.run_until_quiet()
            assert market.names("tutor-anna")[-1] == "TutorListed"

    def test_follows_the_payout_account(self) -> None:
        market = Market.opened()
        for _ in range(2):
            ask(market, AS_SYSTEM, LosePayoutAccount(tutor_id=ANNA))
            market.run_until_quiet()
            assert market.names("tutor-anna")[-1] == "TutorHidden"
            ask(market, AS_SYSTEM, ReadyPayoutAccount(tutor_id=ANNA, payout_account="acct"))
            market.run_until_quiet()
            assert market.names("tutor-anna")[-1] == "TutorListed"

    def test_is_out_of_sight_while_processing_is_restricted(self) -> None:
        market = Market.opened()
        for fact, then in ((RESTRICTED, "TutorHidden"), (LIFTED, "TutorListed")) * 2:
            record(market.log, "subject-anna", fact)
            market.run_until_quiet()
            assert market.names("tutor-anna")[-1] == then
