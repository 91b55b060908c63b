"""One privacy request, whoever asks whatever, while weeks go by; and every deadline there is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
from hypothesis import given
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.privacy import erasing, handling, identity
from domain.privacy.aggregate import PRIVACY, acknowledge, join, receive, takes_in, withdraw
from domain.privacy.clocks import (
    Establishment,
    business_days_after,
    deadlines,
    end_of,
    last_day_to_act,
    nears_at,
    working_day_from,
)
from domain.privacy.erasure_events import (
    ErasureCertified,
    KeysDestroyed,
    StoresCleared,
    SubjectFenced,
)
from domain.privacy.events import (
    DeadlineMissed,
    DeadlineNeared,
    IdentityConfirmed,
    IdentityLinkFollowed,
    LegalHoldLifted,
    LegalHoldPlaced,
    PackageHandedOver,
    PrivacyRequestApproved,
    PrivacyRequestCompleted,
    PrivacyRequestDenied,
    PrivacyRequestExtended,
    PrivacyRequestWithdrawn,
    RequestEvent,
)
from domain.privacy.handover import HANDED_OVER, hand_over
from domain.privacy.state import PrivacyRequest
from domain.privacy.terms import (
    Capacity,
    Channel,
    ClearedStore,
    DenialReason,
    DestroyedKey,
    ExtensionReason,
    Filing,
    HoldBasis,
    IdentityMethod,
    KnownFact,
    LegalHold,
    Objection,
    Proof,
    Regime,
    RequestKind,
    State,
    Wish,
)
from domain.shared.errors import Refused
from domain.shared.personal import Category
from tests.domain.privacy.history import CERTIFICATE, SAM
from tests.support.calendar import MONDAY, days
from tests.support.people import BEN, GRETA
from tests.support.tries import tried

DECIDERS = st.sampled_from([SAM, SAM, "ada", BEN, GRETA])
CATEGORIES = st.sampled_from([Category.BILLING, Category.PROFILE])
ENDS = (PrivacyRequestCompleted, PrivacyRequestDenied, PrivacyRequestWithdrawn)
Decide = Callable[[PrivacyRequest], Sequence[RequestEvent]]


class PrivacyRequestLife(RuleBasedStateMachine):
    """This is one request of Ben's, or of his guardian's, among eager staff and a clock."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.facts: list[RequestEvent] = []
        self.known: PrivacyRequest

    def ask(self, decide: Decide) -> None:
        try:
            facts = decide(self.known)
        except Refused:
            return
        for fact in facts:
            self.facts.append(fact)
            self.known = PRIVACY.evolve(self.known, fact)

    def of(self, *kinds: type) -> list[RequestEvent]:
        return [fact for fact in self.facts if isinstance(fact, kinds)]

    @initialize(
        kind=st.one_of(st.just(RequestKind.ERASURE), st.sampled_from(RequestKind)),
        regime=st.sampled_from(Regime),
        categories=st.sampled_from([tuple(Category), (Category.BILLING, Category.PROFILE)]),
        objections=st.sampled_from([(Objection.PROFILING,), tuple(Objection)]),
        known=st.sampled_from(["not", "who", "approved", "approved"]),
        capacity=st.sampled_from([Capacity.PERSON, Capacity.GUARDIAN]),
    )
    def begin(
        self,
        kind: RequestKind,
        regime: Regime,
        categories: tuple[Category, ...],
        objections: tuple[Objection, ...],
        known: str,
        capacity: Capacity,
    ) -> None:
        by = BEN if capacity is Capacity.PERSON else GRETA
        is_objection = kind is RequestKind.OBJECTION
        self.wish = Wish(BEN, kind, regime, categories, objections if is_objection else ())
        self.filing = Filing(by, capacity, Channel.WEB_FORM, MONDAY)
        proof = Proof(IdentityMethod.RECENT_SIGN_IN, by, MONDAY) if known != "not" else None
        facts = receive("r", self.wish, self.filing, Establishment(), proof)
        self.known = PRIVACY.evolve(None, facts[0])
        self.facts = list(facts)
        for fact in facts[1:]:
            self.known = PRIVACY.evolve(self.known, fact)
        if known == "approved":
            self.approve(SAM)

    @rule(after=st.sampled_from([1, 7, 24, 31, 50]))
    def wait(self, after: int) -> None:
        self.now += days(after)

    @rule()
    def tick(self) -> None:
        self.ask(lambda r: handling.notice_deadlines(r, self.now))

    @rule()
    def file_again(self) -> None:
        filing = replace(self.filing, received_at=self.now)
        if takes_in(self.known, self.wish, filing):
            self.ask(lambda r: join(r, filing, None, self.now))

    @rule(by=DECIDERS)
    def acknowledge(self, by: str) -> None:
        self.ask(lambda r: acknowledge(r, by, self.now))

    @rule(by=DECIDERS, follows=st.booleans(), count=st.integers(1, 2))
    def find_out_who(self, by: str, *, follows: bool, count: int) -> None:
        self.ask(lambda r: identity.ask(r, self.now))
        if follows:
            self.ask(lambda r: identity.follow(r, "t", expected="t", now=self.now))
        matched = tuple(KnownFact)[:count]
        self.ask(lambda r: identity.confirm(r, matched, by, self.now))

    @rule()
    def sign_in(self) -> None:
        proof = Proof(IdentityMethod.RECENT_SIGN_IN, BEN, self.now)
        self.ask(lambda r: identity.prove(r, proof))

    @rule(by=DECIDERS)
    def extend(self, by: str) -> None:
        reason = ExtensionReason.COMPLEXITY
        self.ask(lambda r: handling.extend(r, reason, Establishment(), by, self.now))

    @rule(category=CATEGORIES, basis=st.sampled_from(HoldBasis), until=st.integers(0, 40))
    def place_hold(self, category: Category, basis: HoldBasis, until: int) -> None:
        hold = LegalHold(category, basis, self.now + days(until))
        self.ask(lambda r: handling.place_hold(r, hold, SAM, self.now))

    @rule(category=CATEGORIES, basis=st.sampled_from(HoldBasis))
    def lift_hold(self, category: Category, basis: HoldBasis) -> None:
        self.ask(lambda r: handling.lift_hold(r, category, basis, None, self.now))

    @rule(by=DECIDERS)
    def approve(self, by: str) -> None:
        self.ask(lambda r: handling.approve(r, by, self.now))

    @rule(by=DECIDERS, reason=st.sampled_from([None, *DenialReason]))
    def end_it(self, by: str, reason: DenialReason | None) -> None:
        """This denies it for a reason, or withdraws it for none."""
        capacity = Capacity.PERSON if by == BEN else Capacity.SUPPORT
        if reason is None:
            self.ask(lambda r: withdraw(r, by, capacity, self.now))
        else:
            self.ask(lambda r: handling.deny(r, reason, by, self.now))

    @rule()
    def fence(self) -> None:
        self.ask(lambda r: erasing.fence(r, r.erasable(self.now), ("account-ben",), self.now))

    @rule(category=CATEGORIES)
    def destroy(self, category: Category) -> None:
        key = DestroyedKey(category, 1, "0123456789abcdef")
        self.ask(lambda r: erasing.note_keys_destroyed(r, [key], self.now))

    @rule(name=st.sampled_from(["directory", "vectors"]), remaining=st.integers(0, 1))
    def clear(self, name: str, remaining: int) -> None:
        store = ClearedStore(name, 2, 2 - remaining, remaining)
        self.ask(lambda r: erasing.note_stores_cleared(r, [store], self.now))

    @rule()
    def certify(self) -> None:
        self.ask(lambda r: erasing.certify(r, CERTIFICATE, self.now))

    @rule()
    def complete(self) -> None:
        self.ask(lambda r: handling.complete(r, None, self.now))

    @rule(to=st.sampled_from([BEN, GRETA]), manifest=st.sampled_from(["d" * 64, "e" * 64]))
    def hand_over(self, to: str, manifest: str) -> None:
        self.ask(lambda r: hand_over(r, to, manifest, self.now))

    @rule(by=DECIDERS, remaining=st.integers(0, 1))
    def carry_out(self, by: str, remaining: int) -> None:
        """This is an erasure that goes well, or leaves something behind."""
        self.approve(by)
        self.fence()
        self.destroy(Category.PROFILE)
        self.clear("directory", remaining)
        self.certify()
        self.complete()

    @invariant()
    def is_answered_once_and_not_taken_up_again(self) -> None:
        ends = self.of(*ENDS)
        assert len(ends) <= 1
        assert self.known.is_open == (not ends)
        if ends:
            after = self.facts[self.facts.index(ends[0]) + 1 :]
            assert all(isinstance(fact, PackageHandedOver) for fact in after)

    @invariant()
    def only_what_was_approved_is_handed_over_and_ends_with_it(self) -> None:
        handed = self.of(PackageHandedOver)
        if handed:
            assert self.known.kind in HANDED_OVER
            assert self.of(PrivacyRequestApproved)
            assert self.known.state is State.COMPLETED
        assert len({fact.manifest_sha256 for fact in handed}) == len(handed)  # type: ignore[union-attr]

    @invariant()
    def nobody_decided_on_their_own(self) -> None:
        for fact in self.facts:
            match fact:
                case PrivacyRequestApproved():
                    assert fact.approved_by not in {BEN, self.filing.by}
                case PrivacyRequestDenied():
                    assert fact.denied_by not in {BEN, self.filing.by}
                case PrivacyRequestExtended():
                    assert fact.extended_by not in {BEN, self.filing.by}
                case _:
                    pass

    @invariant()
    def nothing_is_done_for_somebody_unknown(self) -> None:
        for fact in self.of(PrivacyRequestApproved, PrivacyRequestCompleted, SubjectFenced):
            before = self.facts[: self.facts.index(fact)]
            assert any(isinstance(one, IdentityConfirmed) for one in before)

    @invariant()
    def mail_and_two_facts_go_together(self) -> None:
        for fact in self.of(IdentityConfirmed):
            assert isinstance(fact, IdentityConfirmed)
            if fact.method is IdentityMethod.E_MAIL_LOOP_AND_FACTS:
                before = self.facts[: self.facts.index(fact)]
                assert any(isinstance(one, IdentityLinkFollowed) for one in before)
                assert len(set(fact.matched)) >= 2
            else:
                assert fact.matched == ()

    @invariant()
    def an_erasure_takes_its_steps_in_order_and_each_once(self) -> None:
        steps = [
            type(fact)
            for fact in self.of(
                PrivacyRequestApproved, SubjectFenced, KeysDestroyed, ErasureCertified
            )
        ]
        order = [PrivacyRequestApproved, SubjectFenced, KeysDestroyed, ErasureCertified]
        assert steps == order[: len(steps)]
        if self.wish.kind is RequestKind.ERASURE and self.of(PrivacyRequestCompleted):
            assert steps == order

    @invariant()
    def what_is_certified_is_gone_from_every_store(self) -> None:
        if self.of(ErasureCertified):
            left: dict[str, int] = {}
            for fact in self.of(StoresCleared):
                assert isinstance(fact, StoresCleared)
                left.update({store.name: store.remaining for store in fact.stores})
            assert left
            assert not any(left.values())

    @invariant()
    def what_has_to_stay_is_not_fenced(self) -> None:
        for fenced in self.of(SubjectFenced):
            assert isinstance(fenced, SubjectFenced)
            held: dict[tuple[Category, HoldBasis], datetime] = {}
            for fact in self.facts[: self.facts.index(fenced)]:
                match fact:
                    case LegalHoldPlaced():
                        held[fact.category, fact.basis] = fact.until
                    case LegalHoldLifted():
                        del held[fact.category, fact.basis]
                    case _:
                        pass
            stays = {key[0] for key, until in held.items() if fenced.fenced_at < until}
            assert fenced.categories
            assert stays.isdisjoint(fenced.categories)
            assert set(fenced.categories) | stays >= set(self.wish.categories)

    @invariant()
    def an_extension_was_told_in_time_and_once(self) -> None:
        extended = self.of(PrivacyRequestExtended)
        assert len(extended) <= 1
        for fact in extended:
            assert isinstance(fact, PrivacyRequestExtended)
            first = deadlines(self.wish.regime, MONDAY, Establishment()).act_by
            assert fact.extended_at < first < fact.act_by

    @invariant()
    def each_deadline_is_told_once_and_at_its_time(self) -> None:
        told = self.of(DeadlineNeared, DeadlineMissed)
        for fact in told:
            match fact:
                case DeadlineNeared():
                    assert nears_at(fact.deadline, fact.due_at) <= fact.neared_at < fact.due_at
                case DeadlineMissed():
                    assert fact.due_at <= fact.missed_at
                case _:
                    pass
        named = [(type(fact), fact.deadline, fact.due_at) for fact in told]  # type: ignore[union-attr]
        assert len(named) == len(set(named))

    @invariant()
    def an_objection_to_marketing_is_never_denied(self) -> None:
        if Objection.MARKETING in self.wish.objects_to:
            assert not self.of(PrivacyRequestDenied)

    @invariant()
    def asking_the_same_again_changes_nothing(self) -> None:
        """A step of an erasure that was recorded leaves the same behind, however often it comes."""
        steps: tuple[Decide, ...] = (
            lambda r: (
                erasing.fence(r, r.erasable(self.now), ("other",), self.now) if r.is_fenced else ()
            ),
            lambda r: (
                erasing.note_keys_destroyed(r, [], self.now) if r.erasure.has_destroyed_keys else ()
            ),
            lambda r: (
                erasing.certify(r, CERTIFICATE, self.now) if r.erasure.certificate_sha256 else ()
            ),
            lambda r: (
                handling.complete(r, None, self.now) if self.of(PrivacyRequestCompleted) else ()
            ),
        )
        assert all(step(self.known) == () for step in steps)


TestPrivacyRequestLife = PrivacyRequestLife.TestCase
TestPrivacyRequestLife.settings = tried(150, stateful_step_count=25)

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
HOLIDAYS = st.frozensets(st.dates(date(2025, 12, 20), date(2026, 6, 1)), max_size=20)
NEAR = st.dates(date(2025, 12, 1), date(2026, 4, 1))
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Africa/Cairo", "Asia/Kolkata", "Pacific/Apia"]
)


class TestEveryDeadline:
    @given(received_on=NEAR, holidays=HOLIDAYS, is_extended=st.booleans())
    @tried(100)
    def test_in_months_is_a_day_on_which_people_work(
        self, received_on: date, holidays: frozenset[date], *, is_extended: bool
    ) -> None:
        due = last_day_to_act(Regime.GDPR, received_on, holidays, is_extended=is_extended)
        assert due.weekday() < 5
        assert due not in holidays
        alone = last_day_to_act(Regime.GDPR, received_on, frozenset(), is_extended=is_extended)
        assert due >= alone, "a holiday nobody named makes it earlier, never later"

    @given(DAYS)
    @tried(100)
    def test_in_months_lies_a_month_ahead(self, received_on: date) -> None:
        due = last_day_to_act(Regime.GDPR, received_on, frozenset())
        assert 28 <= (due - received_on).days <= 33
        extended = last_day_to_act(Regime.GDPR, received_on, frozenset(), is_extended=True)
        assert 89 <= (extended - received_on).days <= 94

    @given(DAYS, st.integers(0, 40), st.sampled_from(Regime))
    @tried(100)
    def test_of_what_arrives_later_is_not_earlier(
        self, received_on: date, after: int, regime: Regime
    ) -> None:
        later = received_on + timedelta(days=after)
        first, second = (last_day_to_act(regime, day, frozenset()) for day in (received_on, later))
        assert first <= second

    @given(NEAR, HOLIDAYS, st.integers(1, 15))
    @tried(100)
    def test_in_business_days_counts_them(
        self, day: date, holidays: frozenset[date], count: int
    ) -> None:
        end = business_days_after(day, count, holidays)
        between = [day + timedelta(days=each) for each in range(1, (end - day).days + 1)]
        worked = [each for each in between if working_day_from(each, holidays) == each]
        assert len(worked) == count
        assert worked[-1] == end

    @given(DAYS, ZONES)
    @tried(200)
    def test_is_the_last_moment_of_its_day(self, day: date, zone: str) -> None:
        end = end_of(day, zone)
        before = (end - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
        after = end.astimezone(ZoneInfo(zone)).date()
        assert before <= day < after
