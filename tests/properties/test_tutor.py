"""A tutor, whatever they and the platform do, in whatever order."""

from collections.abc import Callable, Sequence

import hypothesis.strategies as st
import msgspec
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.shared.errors import Refused
from domain.shared.money import Money
from domain.tutor import moderating
from domain.tutor.aggregate import TUTOR, Tutor, newcomer
from domain.tutor.events import CancellationPolicy, HidingReason, StrikeReason, TutorEvent
from domain.tutor.moderating import Ruling
from domain.tutor.moderation_events import (
    ProfileApproved,
    ProfileFault,
    ProfileTakenDown,
    TakedownAppealed,
)
from domain.tutor.offer import Course, Import, Levels, Offer, Subject
from domain.tutor.parts import Worded
from domain.tutor.state import State
from tests.domain.tutor.history import PROFILE, REPUTATION
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, GRETA, RITA
from tests.support.tries import tried

SUBJECTS = st.sampled_from(["russian", "english", "mathematics"])
COURSES = st.sampled_from(["c1", "c2", "c3"])
PRICES = st.integers(1, 100_000).map(lambda minor: Money(minor, "EUR"))
LEVELS = st.sampled_from([Levels(), Levels(1, 3), Levels(5, 7)])
REASONS = st.lists(st.sampled_from(HidingReason), min_size=1, max_size=4)


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    course = Course(draw(COURSES), draw(SUBJECTS), draw(PRICES), draw(st.integers(15, 480)))
    return Offer(course, "Conversation", "", draw(LEVELS))


@st.composite
def rulings(draw: st.DrawFn) -> Ruling:
    by = draw(st.sampled_from([ANNA, RITA, GRETA]))
    return Ruling(draw(st.integers(1, 6)), by, "1", MONDAY)


class TutorLife(RuleBasedStateMachine):
    """This is one tutor, with a platform that does as it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.tutor = newcomer(ANNA)
        self.facts: list[TutorEvent] = []

    @rule()
    def publish(self) -> None:
        self.ask(lambda t: t.publish(PROFILE, MONDAY))

    @rule(subject=SUBJECTS, levels=LEVELS)
    def offer_subject(self, subject: str, levels: Levels) -> None:
        self.ask(lambda t: t.offer_subject(Subject(subject, levels), MONDAY))

    @rule(subject=SUBJECTS)
    def withdraw_subject(self, subject: str) -> None:
        self.ask(lambda t: t.withdraw_subject(subject, MONDAY))

    @rule(offer=offers())
    def offer_course(self, offer: Offer) -> None:
        self.ask(lambda t: t.offer_course(offer, MONDAY))

    @rule(course_id=COURSES)
    def withdraw_course(self, course_id: str) -> None:
        self.ask(lambda t: t.withdraw_course(course_id, MONDAY))

    @rule(course_id=COURSES, price=PRICES)
    def change_rate(self, course_id: str, price: Money) -> None:
        self.ask(lambda t: t.change_rate(course_id, price, MONDAY))

    @rule(policy=st.sampled_from(CancellationPolicy))
    def choose_policy(self, policy: CancellationPolicy) -> None:
        self.ask(lambda t: t.choose_policy(policy, MONDAY))

    @rule(payout_account=st.sampled_from(["acct_1", "acct_2"]))
    def ready_payout(self, payout_account: str) -> None:
        self.ask(lambda t: t.ready_payout(payout_account, MONDAY))

    @rule()
    def lose_payout(self) -> None:
        self.ask(lambda t: t.lose_payout(MONDAY))

    @rule()
    def make_visible(self) -> None:
        self.ask(lambda t: t.make_visible(MONDAY))

    @rule()
    def show_again(self) -> None:
        self.ask(lambda t: t.show_again(MONDAY))

    @rule(reasons=REASONS)
    def hide(self, reasons: list[HidingReason]) -> None:
        self.ask(lambda t: t.hide(reasons, MONDAY))

    @rule(booking_id=st.sampled_from(["b1", "b2"]), reason=st.sampled_from(StrikeReason))
    def note_strike(self, booking_id: str, reason: StrikeReason) -> None:
        self.ask(lambda t: t.note_strike(booking_id, reason, MONDAY))

    @rule(ruling=rulings())
    def approve(self, ruling: Ruling) -> None:
        self.ask(lambda t: moderating.approve(t, ruling))

    @rule(ruling=rulings(), fault=st.sampled_from(ProfileFault))
    def take_down(self, ruling: Ruling, fault: ProfileFault) -> None:
        self.ask(lambda t: moderating.take_down(t, fault, ruling))

    @rule(by=st.sampled_from([RITA, GRETA]))
    def take_down_what_is_there(self, by: str) -> None:
        read = Ruling(self.tutor.standing.revision, by, "1", MONDAY)
        self.ask(lambda t: moderating.take_down(t, ProfileFault.SPAM, read))

    @rule(by=st.sampled_from([RITA, GRETA]))
    def approve_what_is_there(self, by: str) -> None:
        read = Ruling(self.tutor.standing.revision, by, "1", MONDAY)
        self.ask(lambda t: moderating.approve(t, read))

    @rule()
    def appeal(self) -> None:
        self.ask(lambda t: moderating.appeal(t, "It is true.", MONDAY))

    @rule(offers=st.lists(offers(), max_size=3, unique_by=lambda o: o.course.course_id))
    def bring(self, offers: list[Offer]) -> None:
        brought = Import("elsewhere", "17", REPUTATION, PROFILE, ("russian",), tuple(offers))
        self.ask(lambda t: t.bring(brought, MONDAY))

    def ask(self, decide: Callable[[Tutor], Sequence[TutorEvent]]) -> None:
        try:
            facts = decide(self.tutor)
        except Refused:
            return
        for fact in facts:
            self.tutor = TUTOR.evolve(self.tutor, fact)
        self.facts += facts

    @invariant()
    def whoever_can_be_booked_is_complete_and_payable(self) -> None:
        if self.tutor.is_bookable:
            assert self.tutor.state is State.LISTED
            assert self.tutor.is_complete
            assert self.tutor.payout_account

    @invariant()
    def whoever_is_hidden_knows_why(self) -> None:
        assert bool(self.tutor.hidden_for) == (self.tutor.state is State.HIDDEN)

    @invariant()
    def nobody_is_listed_whose_profile_was_taken_down(self) -> None:
        assert not (self.tutor.standing.is_down and self.tutor.state is State.LISTED)

    @invariant()
    def every_decision_is_about_the_words_that_were_there(self) -> None:
        revision = 0
        for fact in self.facts:
            if isinstance(fact, Worded):
                revision += 1
            elif isinstance(fact, ProfileApproved | ProfileTakenDown):
                assert (fact.revision, fact.reviewer_id != ANNA) == (revision, True)

    @invariant()
    def an_appeal_is_heard_once_a_wording_and_by_another(self) -> None:
        taker = appeal = ""
        for fact in self.facts:
            match fact:
                case _ if isinstance(fact, Worded):
                    taker = appeal = ""
                case ProfileApproved() | ProfileTakenDown():
                    assert appeal != "decided"
                    assert not appeal or fact.reviewer_id != taker
                    taker, appeal = fact.reviewer_id, appeal and "decided"
                case TakedownAppealed():
                    assert not appeal
                    appeal = "raised"

    @invariant()
    def every_course_has_its_subject_and_its_own_id(self) -> None:
        subjects = [each.subject for each in self.tutor.subjects]
        courses = [each.course_id for each in self.tutor.courses]
        assert len(set(subjects)) == len(subjects)
        assert len(set(courses)) == len(courses)
        assert {each.subject for each in self.tutor.courses} <= set(subjects)

    @invariant()
    def the_facts_alone_tell_the_same(self) -> None:
        again: Tutor | None = None
        for fact in self.facts:
            stored = msgspec.json.encode(fact)
            again = TUTOR.evolve(again, msgspec.json.decode(stored, type=type(fact)))
        assert (again or newcomer(ANNA)) == self.tutor

    @invariant()
    def a_snapshot_is_the_same_tutor(self) -> None:
        stored = msgspec.json.encode(self.tutor)
        assert msgspec.json.decode(stored, type=TUTOR.state) == self.tutor


TestTutorLife = TutorLife.TestCase
TestTutorLife.settings = tried(40, stateful_step_count=20)
