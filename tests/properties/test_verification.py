"""One credential, whoever asks whatever, while months go by."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import given
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.shared.errors import Refused
from domain.verification import rulings
from domain.verification.aggregate import VERIFICATION, Verification, missing
from domain.verification.case import HELD, Document, State
from domain.verification.events import (
    Credential,
    CredentialApproved,
    CredentialExpired,
    CredentialRejected,
    CredentialRevoked,
    CredentialSubmitted,
    DocumentPurged,
    ExpiryNoticed,
    InformationProvided,
    ReasonCode,
    RejectionAppealed,
    Scan,
    VerificationEvent,
)
from domain.verification.policies import NOTICES, valid_until
from domain.verification.rulings import Ruling
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, GRETA, RITA
from tests.support.tries import tried

PEOPLE = st.sampled_from([ANNA, RITA, GRETA])
Decide = Callable[[Verification], Sequence[VerificationEvent]]


class VerificationLife(RuleBasedStateMachine):
    """This is Anna's background check among eager reviewers and a clock that jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.known = missing(ANNA, Credential.BACKGROUND)
        self.facts: list[VerificationEvent] = []
        self.pictures = 0

    def ask(self, decide: Decide) -> None:
        try:
            facts = decide(self.known)
        except Refused:
            return
        for fact in facts:
            self.facts.append(fact)
            self.known = VERIFICATION.evolve(self.known, fact)

    def picture(self) -> Scan:
        self.pictures += 1
        return Scan(f"image-{self.pictures}", "a" * 64)

    def ruling(self, by: str) -> Ruling:
        return Ruling(by, ReasonCode.DOCUMENT_GENUINE, "1", self.now)

    @initialize(is_approved=st.booleans())
    def begin(self, *, is_approved: bool) -> None:
        if is_approved:
            self.submit(0)
            self.start(RITA)
            self.approve(RITA)

    @rule(days=st.sampled_from([1, 7, 29, 60, 305]), hours=st.integers(0, 23))
    def wait(self, days: int, hours: int) -> None:
        self.now += timedelta(days=days, hours=hours)

    @rule(days=st.sampled_from([1, 7, 29, 60, 305]))
    def wait_with_the_clock_at_work(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.tick()

    @rule(age=st.integers(0, 90))
    def submit(self, age: int) -> None:
        issued_on = (self.now - timedelta(days=age)).date()
        document = Document("1", "police", issued_on, self.picture())
        self.ask(lambda v: v.submit(document, ANNA, self.now))

    @rule(by=PEOPLE)
    def start(self, by: str) -> None:
        self.ask(lambda v: rulings.start_review(v, by, self.now))

    @rule(by=PEOPLE, age=st.integers(0, 90))
    def renew(self, by: str, age: int) -> None:
        self.submit(age)
        self.start(by)
        self.approve(by)

    @rule(by=PEOPLE)
    def ask_and_answer(self, by: str) -> None:
        self.ask(lambda v: rulings.ask_for_information(v, "why?", by, self.now))
        self.ask(lambda v: v.provide_information("so", self.picture(), ANNA, self.now))

    @rule(by=PEOPLE)
    def approve(self, by: str) -> None:
        self.ask(lambda v: rulings.approve(v, self.ruling(by)))

    @rule(by=PEOPLE)
    def reject_and_appeal(self, by: str) -> None:
        self.ask(lambda v: rulings.reject(v, self.ruling(by)))
        self.ask(lambda v: v.appeal("no", self.picture(), ANNA, self.now))

    @rule(by=PEOPLE)
    def suspend(self, by: str) -> None:
        self.ask(lambda v: rulings.suspend(v, self.ruling(by)))

    @rule(by=PEOPLE)
    def reinstate(self, by: str) -> None:
        self.ask(lambda v: rulings.reinstate(v, self.ruling(by)))

    @rule(by=PEOPLE)
    def revoke(self, by: str) -> None:
        self.ask(lambda v: rulings.revoke(v, self.ruling(by)))

    @rule()
    def tick(self) -> None:
        for _ in range(2):
            self.ask(lambda v: v.notice_expiry(self.now))
            self.ask(lambda v: v.expire(self.now))
        held = self.known.standing and self.known.state in HELD
        until = self.known.standing.valid_until if self.known.standing and held else None
        assert until is None or self.now < until

    @invariant()
    def nobody_decided_on_their_own(self) -> None:
        decided = (CredentialApproved, CredentialRejected, CredentialRevoked)
        assert all(fact.reviewer_id != ANNA for fact in self.facts if isinstance(fact, decided))

    @invariant()
    def what_counts_was_approved_and_has_not_ended(self) -> None:
        if self.known.in_force(self.now):
            ends = (CredentialApproved, CredentialExpired, CredentialRevoked)
            last = [fact for fact in self.facts if isinstance(fact, ends)][-1]
            assert isinstance(last, CredentialApproved)
            assert last.valid_until is not None
            assert last.valid_until > self.now

    @invariant()
    def every_image_goes_with_the_decision(self) -> None:
        brought, purged = set[str](), set[str]()
        for fact in self.facts:
            match fact:
                case CredentialSubmitted() | InformationProvided() | RejectionAppealed():
                    brought |= {fact.scan.image_key} if fact.scan else set()
                case DocumentPurged():
                    purged |= set(fact.image_keys)
                case _:
                    pass
        kept = set(self.known.case.image_keys) if self.known.case else set()
        assert brought - purged == kept
        if self.known.case is None or self.known.case.step is State.REJECTED:
            assert not kept

    @invariant()
    def each_notice_is_given_once_and_nearer_than_the_last(self) -> None:
        given_since: list[int] = []
        for fact in self.facts:
            if isinstance(fact, CredentialApproved):
                given_since = []
            if isinstance(fact, ExpiryNoticed):
                given_since.append(fact.days_left)
                left = fact.valid_until - fact.noticed_at
                nearer = [days for days in NOTICES if days < fact.days_left]
                assert max(nearer, default=0) * timedelta(days=1) < left
                assert left <= timedelta(days=fact.days_left)
        assert given_since == sorted(set(given_since), reverse=True)


TestVerificationLife = VerificationLife.TestCase
TestVerificationLife.settings = tried(50, stateful_step_count=20)


class TestValidity:
    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    @tried(50)
    def test_is_a_year_give_or_take_a_leap_day(self, day: date) -> None:
        end = valid_until(Credential.BACKGROUND, day, None)
        assert end is not None
        assert (end.date() - day).days in {365, 366}

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-400, 400))
    @tried(50)
    def test_of_a_renewal_is_never_shorter_than_of_the_document_alone(
        self, held_until: date, age: int
    ) -> None:
        held = datetime(held_until.year, held_until.month, held_until.day, tzinfo=UTC)
        issued_on = held_until + timedelta(days=age)
        renewed = valid_until(Credential.BACKGROUND, issued_on, held)
        alone = valid_until(Credential.BACKGROUND, issued_on, None)
        assert renewed is not None
        assert alone is not None
        assert timedelta() <= renewed - alone <= timedelta(days=61)
