"""Accounts, rule by rule."""

from dataclasses import replace
from typing import Any

import pytest

from domain.account.aggregate import (
    ACCOUNT,
    AccountIsClosed,
    AccountIsSuspended,
    NobodyChangesTheirOwnRoles,
    NobodyIsTheirOwnGuardian,
    NoPersonIsTheSystem,
    OnlyAGuardianIsLinked,
    OnlyTheHolderDoesThis,
    State,
    TheLinkIsWrong,
    ThePasswordIsWrong,
)
from domain.account.events import (
    AccountClosed,
    AccountRegistered,
    AccountReinstated,
    AccountSuspended,
    EmailVerified,
    GuardianLinked,
    Locale,
    PasswordSet,
    RoleGranted,
    RoleRevoked,
    SuspensionReason,
)
from domain.account.registering import (
    Registration,
    StaffRolesAreGrantedByAnAdmin,
    register,
)
from domain.shared.actor import Actor, Role
from domain.shared.personal import personal_fields
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import AS_ANNA, AS_BEN, AS_SYSTEM, BEN, GRETA, OLGA, RITA
from tests.support.scenario import given

REGISTRATION = Registration(
    "ben@example.org", "f00d", "Ben", Locale.ENGLISH, "Europe/Berlin", (Role.STUDENT,)
)
REGISTERED = AccountRegistered(
    account_id=BEN,
    email="ben@example.org",
    email_pseudonym="f00d",
    display_name="Ben",
    locale=Locale.ENGLISH,
    time_zone="Europe/Berlin",
    roles=(Role.STUDENT,),
    registered_at=MONDAY,
)
PASSWORD = PasswordSet(account_id=BEN, password_hash="digest", set_at=MONDAY)
SUSPENDED = AccountSuspended(account_id=BEN, reason=SuspensionReason.DEBT, suspended_at=MONDAY)
CLOSED = AccountClosed(account_id=BEN, closed_at=MONDAY)
LINKED = GuardianLinked(account_id=BEN, guardian_id=GRETA, linked_at=TUESDAY)
ADMIN = Actor(RITA, frozenset({Role.ADMIN}))
bens = given(REGISTERED, PASSWORD)
gretas = given(replace(REGISTERED, account_id=GRETA, roles=(Role.GUARDIAN,))).of(ACCOUNT).state


class TestRegistering:
    def test_opens_an_account_with_its_password(self) -> None:
        assert register(BEN, REGISTRATION, "digest", MONDAY) == (REGISTERED, PASSWORD)

    def test_names_each_role_once(self) -> None:
        twice = replace(REGISTRATION, roles=(Role.TUTOR, Role.STUDENT, Role.TUTOR))
        (registered, _) = register(BEN, twice, "digest", MONDAY)
        assert registered == replace(REGISTERED, roles=(Role.STUDENT, Role.TUTOR))

    @pytest.mark.parametrize("role", sorted(set(Role) - {"student", "tutor", "guardian"}))
    def test_gives_nobody_a_staff_role(self, role: Role) -> None:
        staff = replace(REGISTRATION, roles=(Role.STUDENT, role))
        with pytest.raises(StaffRolesAreGrantedByAnAdmin):
            register(BEN, staff, "digest", MONDAY)


class TestThePassword:
    def test_is_changed_by_who_knows_the_current_one(self) -> None:
        bens.of(ACCOUNT).when(
            lambda a: a.set_password("new", by=BEN, knows_current=True, now=TUESDAY)
        ).then(PasswordSet(account_id=BEN, password_hash="new", set_at=TUESDAY))

    def test_is_not_changed_by_a_guess(self) -> None:
        bens.of(ACCOUNT).when(
            lambda a: a.set_password("new", by=BEN, knows_current=False, now=TUESDAY)
        ).then_refused(ThePasswordIsWrong)

    def test_is_the_holders_alone(self) -> None:
        bens.of(ACCOUNT).when(
            lambda a: a.set_password("new", by=OLGA, knows_current=True, now=TUESDAY)
        ).then_refused(OnlyTheHolderDoesThis)

    def test_of_a_suspended_account_stays(self) -> None:
        given(REGISTERED, PASSWORD, SUSPENDED).of(ACCOUNT).when(
            lambda a: a.set_password("new", by=BEN, knows_current=True, now=TUESDAY)
        ).then_refused(AccountIsSuspended)

    def test_is_personal_also_in_a_snapshot(self) -> None:
        state: Any = ACCOUNT.state
        assert set(personal_fields(state)) == {"password_hash", "display_name"}


class TestVerifyingTheEmail:
    def test_takes_the_token_that_was_sent(self) -> None:
        bens.of(ACCOUNT).when(lambda a: a.verify_email("t", expected="t", now=TUESDAY)).then(
            EmailVerified(account_id=BEN, verified_at=TUESDAY)
        )

    def test_refuses_another(self) -> None:
        bens.of(ACCOUNT).when(
            lambda a: a.verify_email("x", expected="t", now=TUESDAY)
        ).then_refused(TheLinkIsWrong)

    def test_twice_changes_nothing(self) -> None:
        verified = EmailVerified(account_id=BEN, verified_at=MONDAY)
        given(REGISTERED, verified).of(ACCOUNT).when(
            lambda a: a.verify_email("t", expected="t", now=TUESDAY)
        ).then_nothing()


class TestRoles:
    def test_are_granted_by_somebody_else(self) -> None:
        bens.of(ACCOUNT).when(lambda a: a.grant_role(Role.TUTOR, by=RITA, now=TUESDAY)).then(
            RoleGranted(account_id=BEN, role=Role.TUTOR, granted_by=RITA, granted_at=TUESDAY)
        )

    def test_are_never_granted_to_oneself(self) -> None:
        bens.of(ACCOUNT).when(lambda a: a.grant_role(Role.ADMIN, by=BEN, now=TUESDAY)).then_refused(
            NobodyChangesTheirOwnRoles
        )

    def test_are_never_revoked_from_oneself(self) -> None:
        bens.of(ACCOUNT).when(
            lambda a: a.revoke_role(Role.STUDENT, by=BEN, now=TUESDAY)
        ).then_refused(NobodyChangesTheirOwnRoles)

    def test_never_include_the_system(self) -> None:
        bens.of(ACCOUNT).when(
            lambda a: a.grant_role(Role.SYSTEM, by=RITA, now=TUESDAY)
        ).then_refused(NoPersonIsTheSystem)

    def test_that_are_held_stay_as_they_are(self) -> None:
        bens.of(ACCOUNT).when(
            lambda a: a.grant_role(Role.STUDENT, by=RITA, now=TUESDAY)
        ).then_nothing()

    def test_go_when_revoked(self) -> None:
        revoked = RoleRevoked(
            account_id=BEN, role=Role.STUDENT, revoked_by=RITA, revoked_at=TUESDAY
        )
        bens.of(ACCOUNT).when(lambda a: a.revoke_role(Role.STUDENT, by=RITA, now=TUESDAY)).then(
            revoked
        )
        assert given(REGISTERED, revoked).of(ACCOUNT).state.roles == ()

    def test_that_are_not_held_need_no_revoking(self) -> None:
        bens.of(ACCOUNT).when(
            lambda a: a.revoke_role(Role.TUTOR, by=RITA, now=TUESDAY)
        ).then_nothing()

    def test_can_be_taken_from_a_suspended_account_but_not_given(self) -> None:
        suspended = given(REGISTERED, SUSPENDED).of(ACCOUNT)
        assert suspended.when(lambda a: a.revoke_role(Role.STUDENT, by=RITA, now=TUESDAY)).facts
        suspended.when(lambda a: a.grant_role(Role.TUTOR, by=RITA, now=TUESDAY)).then_refused(
            AccountIsSuspended
        )


class TestLinkingAGuardian:
    def test_lets_them_act_for_the_holder(self) -> None:
        bens.of(ACCOUNT).when(lambda a: a.link_guardian(gretas, TUESDAY)).then(LINKED)

    def test_twice_changes_nothing(self) -> None:
        given(REGISTERED, LINKED).of(ACCOUNT).when(
            lambda a: a.link_guardian(gretas, TUESDAY)
        ).then_nothing()

    def test_takes_another_person(self) -> None:
        given(replace(REGISTERED, roles=(Role.GUARDIAN,))).of(ACCOUNT).when(
            lambda a: a.link_guardian(a, TUESDAY)
        ).then_refused(NobodyIsTheirOwnGuardian)

    def test_takes_the_role_of_guardian(self) -> None:
        olgas = replace(gretas, account_id=OLGA, roles=(Role.TUTOR,))
        bens.of(ACCOUNT).when(lambda a: a.link_guardian(olgas, TUESDAY)).then_refused(
            OnlyAGuardianIsLinked
        )

    def test_takes_an_account_that_is_open(self) -> None:
        closed = replace(gretas, state=State.CLOSED)
        bens.of(ACCOUNT).when(lambda a: a.link_guardian(closed, TUESDAY)).then_refused(
            AccountIsClosed
        )


class TestSuspending:
    def test_says_why(self) -> None:
        bens.of(ACCOUNT).when(lambda a: a.suspend(SuspensionReason.DEBT, MONDAY)).then(SUSPENDED)

    def test_twice_changes_nothing(self) -> None:
        given(REGISTERED, SUSPENDED).of(ACCOUNT).when(
            lambda a: a.suspend(SuspensionReason.FRAUD, TUESDAY)
        ).then_nothing()

    def test_ends_when_reinstated(self) -> None:
        reinstated = AccountReinstated(account_id=BEN, reinstated_at=TUESDAY)
        suspended = given(REGISTERED, SUSPENDED).of(ACCOUNT)
        suspended.when(lambda a: a.reinstate(TUESDAY)).then(reinstated)
        given(REGISTERED, SUSPENDED, reinstated).of(ACCOUNT).state.check_usable()

    def test_is_nothing_to_reinstate_for_an_active_account(self) -> None:
        bens.of(ACCOUNT).when(lambda a: a.reinstate(TUESDAY)).then_nothing()


class TestClosing:
    def test_is_the_holders(self) -> None:
        bens.of(ACCOUNT).when(lambda a: a.close(AS_BEN, MONDAY)).then(CLOSED)

    @pytest.mark.parametrize("actor", [ADMIN, AS_SYSTEM], ids=lambda actor: actor.id)
    def test_is_the_platforms(self, actor: Actor) -> None:
        bens.of(ACCOUNT).when(lambda a: a.close(actor, MONDAY)).then(CLOSED)

    def test_is_nobody_elses(self) -> None:
        bens.of(ACCOUNT).when(lambda a: a.close(AS_ANNA, MONDAY)).then_refused(
            OnlyTheHolderDoesThis
        )

    def test_is_for_ever(self) -> None:
        closed = given(REGISTERED, CLOSED).of(ACCOUNT)
        closed.when(lambda a: a.close(AS_BEN, TUESDAY)).then_refused(AccountIsClosed)
        closed.when(lambda a: a.reinstate(TUESDAY)).then_refused(AccountIsClosed)
        closed.when(lambda a: a.suspend(SuspensionReason.DEBT, TUESDAY)).then_refused(
            AccountIsClosed
        )
        closed.when(lambda a: a.revoke_role(Role.STUDENT, by=RITA, now=TUESDAY)).then_refused(
            AccountIsClosed
        )
