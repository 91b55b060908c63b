"""Accounts and sessions, whatever anybody does, in whatever order."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import hypothesis.strategies as st
import msgspec
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.account.aggregate import ACCOUNT, Account, State
from domain.account.correcting import Address, Correction, change_email, correct
from domain.account.events import (
    AccountClosed,
    EmailChanged,
    EmailVerified,
    HolderEvent,
    Locale,
    RoleGranted,
    SessionEvent,
    SessionRefreshed,
    SessionReused,
    SuspensionReason,
)
from domain.account.registering import Registration, register
from domain.account.session import GRACE, IDLE, LONGEST, SESSION, Session, start
from domain.shared.actor import Actor, Role
from domain.shared.errors import Refused
from tests.support.calendar import MONDAY, days, hours
from tests.support.people import BEN, GRETA, RITA
from tests.support.tries import tried

ROLES = st.sampled_from(Role)
ADMINS = st.sampled_from([BEN, RITA])
CHOSEN = st.lists(
    st.sampled_from([Role.STUDENT, Role.TUTOR, Role.GUARDIAN]), min_size=1, max_size=3
)


class AccountLife(RuleBasedStateMachine):
    """This is one account and everybody who has a say in it."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: list[HolderEvent] = []

    @initialize(roles=CHOSEN)
    def begin(self, roles: list[Role]) -> None:
        said = Registration("b@example.org", "f00d", "Ben", Locale.RUSSIAN, "UTC", tuple(roles))
        self.facts = [*register(BEN, said, "digest", MONDAY)]

    @rule(role=ROLES, by=ADMINS)
    def grant(self, role: Role, by: str) -> None:
        self.ask(lambda a: a.grant_role(role, by=by, now=MONDAY))

    @rule(role=ROLES, by=ADMINS)
    def revoke(self, role: Role, by: str) -> None:
        self.ask(lambda a: a.revoke_role(role, by=by, now=MONDAY))

    @rule(knows=st.booleans(), by=ADMINS)
    def set_password(self, by: str, *, knows: bool) -> None:
        self.ask(lambda a: a.set_password("new", by=by, knows_current=knows, now=MONDAY))

    @rule(token=st.sampled_from(["right", "wrong"]))
    def verify_email(self, token: str) -> None:
        self.ask(lambda a: a.verify_email(token, expected="right", now=MONDAY))

    @rule(name=st.sampled_from(["f00d", "beef"]), knows=st.booleans(), by=ADMINS)
    def change_email(self, name: str, by: str, *, knows: bool) -> None:
        to = Address(f"{name}@example.org", name)
        self.ask(lambda a: change_email(a, to, by=by, knows_current=knows, now=MONDAY))

    @rule(
        said=st.builds(
            Correction,
            st.sampled_from([None, "Ben", "Benjamin"]),
            st.sampled_from([None, *Locale]),
            st.sampled_from([None, "UTC", "Asia/Tokyo"]),
        ),
        role=ROLES,
        by=ADMINS,
    )
    def correct(self, said: Correction, role: Role, by: str) -> None:
        self.ask(lambda a: correct(a, said, Actor(by, frozenset({role})), MONDAY))

    @rule(guardian=st.sampled_from([BEN, GRETA]), roles=st.sets(ROLES))
    def link_guardian(self, guardian: str, roles: set[Role]) -> None:
        other = Account(guardian, roles=tuple(roles))
        self.ask(lambda a: a.link_guardian(other, MONDAY))

    @rule(reason=st.sampled_from(SuspensionReason))
    def suspend(self, reason: SuspensionReason) -> None:
        self.ask(lambda a: a.suspend(reason, MONDAY))

    @rule()
    def reinstate(self) -> None:
        self.ask(lambda a: a.reinstate(MONDAY))

    @rule(role=ROLES, by=ADMINS)
    def close(self, role: Role, by: str) -> None:
        self.ask(lambda a: a.close(Actor(by, frozenset({role})), MONDAY))

    def ask(self, decide: Callable[[Account], Sequence[HolderEvent]]) -> None:
        account = folded(self.facts)
        try:
            self.facts += decide(account)
        except Refused:
            return

    @invariant()
    def nobody_has_raised_themselves(self) -> None:
        grants = [fact for fact in self.facts if isinstance(fact, RoleGranted)]
        assert all(fact.granted_by != BEN for fact in grants)
        if self.facts:
            roles = folded(self.facts).roles
            assert Role.SYSTEM not in roles
            assert len(set(roles)) == len(roles)

    @invariant()
    def an_address_is_believed_by_its_own_link(self) -> None:
        told = [fact for fact in self.facts if isinstance(fact, EmailChanged | EmailVerified)]
        if self.facts:
            is_verified = bool(told) and isinstance(told[-1], EmailVerified)
            assert folded(self.facts).is_email_verified == is_verified

    @invariant()
    def nothing_happens_after_the_end(self) -> None:
        ends = [fact for fact in self.facts if isinstance(fact, AccountClosed)]
        assert ends in ([], self.facts[-1:])
        if self.facts:
            assert bool(ends) == (folded(self.facts).state is State.CLOSED)

    @invariant()
    def a_snapshot_is_the_same_account(self) -> None:
        if self.facts:
            account = folded(self.facts)
            stored = msgspec.json.encode(account)
            assert msgspec.json.decode(stored, type=ACCOUNT.state) == account


class SessionLife(RuleBasedStateMachine):
    """This is one session whose tokens are kept by its holder and by a thief."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.password_set_at = MONDAY
        self.facts: list[SessionEvent] = [*start("s", BEN, MONDAY)]

    @rule(
        step=st.sampled_from(
            [timedelta(seconds=1), GRACE, hours(1), days(10), days(29), IDLE, LONGEST]
        )
    )
    def pass_time(self, step: timedelta) -> None:
        self.now += step

    @rule(back=st.integers(-1, 3))
    def present(self, back: int) -> None:
        session = self.session
        generation = max(1, session.generation - back)
        before = len(self.facts)
        if not self.ask(
            lambda s: s.refresh(generation, self.now, password_set_at=self.password_set_at)
        ):
            return
        assert session.in_force(self.now)
        assert generation <= session.generation
        if generation < session.generation:
            assert not any(isinstance(new, SessionRefreshed) for new in self.facts[before:])

    @rule()
    def sign_out(self) -> None:
        self.ask(lambda s: s.end(by=BEN, now=self.now))

    @rule()
    def change_password(self) -> None:
        self.password_set_at = self.now

    def ask(self, decide: Callable[[Session], Sequence[SessionEvent]]) -> bool:
        try:
            self.facts += decide(self.session)
        except Refused:
            return False
        return True

    @property
    def session(self) -> Session:
        session: Session | None = None
        for fact in self.facts:
            session = SESSION.evolve(session, fact)
        assert session is not None
        return session

    @invariant()
    def a_reuse_is_the_end(self) -> None:
        reuses = [fact for fact in self.facts if isinstance(fact, SessionReused)]
        assert reuses in ([], self.facts[-1:])

    @invariant()
    def generations_count_up_by_one(self) -> None:
        counted = [fact.generation for fact in self.facts if isinstance(fact, SessionRefreshed)]
        assert counted == list(range(2, len(counted) + 2))

    @invariant()
    def no_session_outlives_ninety_days(self) -> None:
        assert latest(self.facts) <= MONDAY + LONGEST

    @invariant()
    def a_snapshot_is_the_same_session(self) -> None:
        stored = msgspec.json.encode(self.session)
        assert msgspec.json.decode(stored, type=SESSION.state) == self.session


def folded(facts: Sequence[HolderEvent]) -> Account:
    account: Account | None = None
    for fact in facts:
        account = ACCOUNT.evolve(account, fact)
    assert account is not None
    return account


def latest(facts: Sequence[SessionEvent]) -> datetime:
    return max(fact.expires_at for fact in facts if hasattr(fact, "expires_at"))


TestAccountLife = AccountLife.TestCase
TestAccountLife.settings = tried(40, stateful_step_count=20)
TestSessionLife = SessionLife.TestCase
TestSessionLife.settings = tried(40, stateful_step_count=20)
