"""Accounts through their commands: the pieces put together, and what no answer may hold."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import pytest
from pydantic import SecretStr, ValidationError

from adapters.crypto.pseudonyms import KeyedPseudonyms
from adapters.memory.crypto import InMemoryPasswordHasher
from application import account
from application.ports import Loaded, Ports
from application.work import Command, Decision, Work
from domain.account.aggregate import (
    AccountIsClosed,
    AccountIsSuspended,
    OnlyTheHolderDoesThis,
    TheLinkIsWrong,
    ThePasswordIsWrong,
)
from domain.account.email import EmailIsTaken
from domain.account.events import SuspensionReason
from domain.account.registering import StaffRolesAreGrantedByAnAdmin
from domain.account.session import SessionIsOver
from domain.shared.actor import Actor, Role
from domain.shared.errors import NotFound
from domain.shared.event import Fact, Kind
from tests.support.calendar import MONDAY, TUESDAY, WEDNESDAY
from tests.support.people import AS_OLGA, AS_SYSTEM, RITA

S = TypeVar("S")
NOBODY = Actor("", frozenset())
ADMIN = Actor(RITA, frozenset({Role.ADMIN}))
PSEUDONYMS = KeyedPseudonyms(bytes(32))
HANDLERS = dict(account.HANDLERS)
BENS = account.RegisterAccount(
    email="Ben@Example.org",
    password=SecretStr("correct horse battery"),
    display_name="Ben",
    time_zone="Europe/Berlin",
)


@dataclass
class Office:
    """This works on commands and files what was decided, unless another was faster."""

    ports: Ports = field(default_factory=lambda: Ports(InMemoryPasswordHasher(), PSEUDONYMS))
    streams: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    number: int = 0

    def load(self, kind: Kind[S], identity: str) -> Loaded[S | None]:
        state: S | None = None
        facts = self.streams[kind.stream(identity)]
        for fact in facts:
            state = kind.evolve(state, fact)
        return Loaded(kind.stream(identity), len(facts), state)

    def decide(self, command: Command, actor: Actor, now: datetime = MONDAY) -> Decision:
        self.number += 1
        work = Work(actor, now, f"key-{self.number}", self, self.ports)
        return HANDLERS[type(command)](command, work)

    def file(self, decision: Decision) -> bool:
        if any(len(self.streams[each.stream_id]) != each.expected for each in decision.changes):
            return False
        for change in decision.changes:
            self.streams[change.stream_id] += change.facts
        return True

    def ask(self, command: Command, actor: Actor, now: datetime = MONDAY) -> dict[str, Any]:
        decision = self.decide(command, actor, now)
        assert self.file(decision)
        return dict(decision.answer)

    def names(self, kind: str) -> list[str]:
        return [
            type(fact).__name__
            for stream_id, facts in self.streams.items()
            if stream_id.startswith(f"{kind}-")
            for fact in facts
        ]


@pytest.fixture
def office() -> Office:
    return Office()


def holder(account_id: str, *roles: Role) -> Actor:
    return Actor(account_id, frozenset(roles or {Role.STUDENT}))


def registered(office: Office, **changes: Any) -> str:
    return str(office.ask(BENS.model_copy(update=changes), NOBODY)["account_id"])


def signed_in(office: Office, account_id: str) -> str:
    answer = office.ask(account.StartSession(account_id=account_id), AS_SYSTEM)
    return str(answer["session_id"])


def refresh(office: Office, session_id: str, generation: int, now: datetime) -> dict[str, Any]:
    command = account.RefreshSession(session_id=session_id, generation=generation)
    return office.ask(command, AS_SYSTEM, now)


class TestRegistering:
    def test_takes_the_address_with_the_account(self, office: Office) -> None:
        registered(office)
        assert office.names("account") == ["AccountRegistered", "PasswordSet"]
        assert office.names("email") == ["EmailReserved"]

    def test_writes_no_address_where_it_cannot_be_sealed(self, office: Office) -> None:
        registered(office)
        assert not any("ben" in stream_id for stream_id in office.streams)

    def test_keeps_no_password(self, office: Office) -> None:
        registered(office)
        assert "correct horse" not in repr(office.streams) + repr(BENS)

    def test_lets_one_of_two_racers_have_the_address(self, office: Office) -> None:
        one, other = (office.decide(BENS, NOBODY) for _ in range(2))
        assert office.file(one)
        assert not office.file(other)
        with pytest.raises(EmailIsTaken):
            office.decide(BENS, NOBODY)

    def test_knows_an_address_in_any_case(self, office: Office) -> None:
        registered(office)
        with pytest.raises(EmailIsTaken):
            registered(office, email="BEN@example.org")

    def test_gives_nobody_a_staff_role(self, office: Office) -> None:
        with pytest.raises(StaffRolesAreGrantedByAnAdmin):
            registered(office, roles=(Role.ADMIN,))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"email": "ben"},
            {"email": "Ben <ben@example.org>"},
            {"email": "ben@example.org\0"},
            {"password": "too short"},
            {"password": "x" * 201},
            {"display_name": " "},
            {"display_name": "Be\0n"},
            {"time_zone": "Mars/Olympus"},
            {"time_zone": "Europe"},
            {"locale": "de"},
            {"roles": []},
            {"roles": ["king"]},
            {"is_admin": True},
        ],
        ids=str,
    )
    def test_refuses_what_nobody_can_mean(self, wrong: dict[str, Any]) -> None:
        meant = {
            "email": "ben@example.org",
            "password": "correct horse battery",
            "display_name": "Ben",
            "time_zone": "Europe/Berlin",
        }
        account.RegisterAccount.model_validate(meant)
        with pytest.raises(ValidationError):
            account.RegisterAccount.model_validate({**meant, **wrong})


class TestVerifyingTheEmail:
    def test_takes_the_token_of_the_link(self, office: Office) -> None:
        account_id = registered(office)
        name = account.email_pseudonym("ben@example.org", PSEUDONYMS)
        token = account.verification_token(account_id, name, PSEUDONYMS)
        office.ask(account.VerifyEmail(account_id=account_id, token=token), NOBODY)
        assert office.names("account")[-1] == "EmailVerified"

    def test_refuses_the_token_of_another(self, office: Office) -> None:
        account_id = registered(office)
        name = account.email_pseudonym("ben@example.org", PSEUDONYMS)
        token = account.verification_token("olga", name, PSEUDONYMS)
        with pytest.raises(TheLinkIsWrong):
            office.ask(account.VerifyEmail(account_id=account_id, token=token), NOBODY)


class TestChangingThePassword:
    @staticmethod
    def change(account_id: str, current: str) -> account.ChangePassword:
        return account.ChangePassword(
            account_id=account_id,
            current_password=SecretStr(current),
            new_password=SecretStr("another horse"),
        )

    def test_takes_the_current_one(self, office: Office) -> None:
        account_id = registered(office)
        with pytest.raises(ThePasswordIsWrong):
            office.ask(self.change(account_id, "a guess"), holder(account_id))
        office.ask(self.change(account_id, "correct horse battery"), holder(account_id))
        with pytest.raises(ThePasswordIsWrong):
            office.ask(self.change(account_id, "correct horse battery"), holder(account_id))

    def test_is_the_holders(self, office: Office) -> None:
        account_id = registered(office)
        with pytest.raises(OnlyTheHolderDoesThis):
            office.ask(self.change(account_id, "correct horse battery"), AS_OLGA)

    def test_ends_the_sessions_there_were(self, office: Office) -> None:
        account_id = registered(office)
        session_id = signed_in(office, account_id)
        command = self.change(account_id, "correct horse battery")
        office.ask(command, holder(account_id), TUESDAY)
        with pytest.raises(SessionIsOver):
            refresh(office, session_id, 1, WEDNESDAY)


class TestRoles:
    def test_come_and_go_by_an_admin(self, office: Office) -> None:
        account_id = registered(office)
        office.ask(account.GrantRole(account_id=account_id, role=Role.REVIEWER), ADMIN)
        session_id = signed_in(office, account_id)
        assert refresh(office, session_id, 1, TUESDAY)["roles"] == ["student", "reviewer"]
        office.ask(account.RevokeRole(account_id=account_id, role=Role.REVIEWER), ADMIN)
        assert refresh(office, session_id, 2, TUESDAY)["roles"] == ["student"]

    def test_need_an_account(self, office: Office) -> None:
        with pytest.raises(NotFound):
            office.ask(account.GrantRole(account_id="nobody", role=Role.TUTOR), ADMIN)

    def test_of_a_guardian_allow_to_be_linked(self, office: Office) -> None:
        child = registered(office)
        guardian = registered(office, email="greta@example.org", roles=(Role.GUARDIAN,))
        office.ask(account.LinkGuardian(account_id=child, guardian_id=guardian), ADMIN)
        assert type(office.streams[f"account-{child}"][-1]).__name__ == "GuardianLinked"


class TestSuspending:
    def test_stops_signing_in_until_reinstated(self, office: Office) -> None:
        account_id = registered(office)
        session_id = signed_in(office, account_id)
        suspend = account.SuspendAccount(account_id=account_id, reason=SuspensionReason.FRAUD)
        office.ask(suspend, ADMIN)
        with pytest.raises(AccountIsSuspended):
            signed_in(office, account_id)
        with pytest.raises(AccountIsSuspended):
            refresh(office, session_id, 1, TUESDAY)
        office.ask(account.ReinstateAccount(account_id=account_id), ADMIN)
        assert refresh(office, session_id, 1, TUESDAY)["generation"] == 2


class TestClosing:
    def test_sets_the_address_free(self, office: Office) -> None:
        account_id = registered(office)
        office.ask(account.CloseAccount(account_id=account_id), holder(account_id))
        assert office.names("email") == ["EmailReserved", "EmailReleased"]
        assert registered(office) != account_id

    def test_stops_signing_in(self, office: Office) -> None:
        account_id = registered(office)
        office.ask(account.CloseAccount(account_id=account_id), holder(account_id))
        with pytest.raises(AccountIsClosed):
            signed_in(office, account_id)


class TestASession:
    def test_starts_with_generation_one(self, office: Office) -> None:
        account_id = registered(office)
        answer = office.ask(account.StartSession(account_id=account_id), AS_SYSTEM)
        assert answer == {
            "reused": False,
            "session_id": answer["session_id"],
            "account_id": account_id,
            "generation": 1,
            "expires_at": "2026-04-01T09:00:00+00:00",
            "roles": ["student"],
        }

    def test_goes_on_with_the_next_generation(self, office: Office) -> None:
        session_id = signed_in(office, registered(office))
        assert refresh(office, session_id, 1, TUESDAY)["generation"] == 2

    def test_answers_a_lost_answer_again(self, office: Office) -> None:
        session_id = signed_in(office, registered(office))
        first = refresh(office, session_id, 1, TUESDAY)
        assert refresh(office, session_id, 1, TUESDAY) == first

    def test_ends_with_a_fact_when_an_old_token_comes_back(self, office: Office) -> None:
        session_id = signed_in(office, registered(office))
        refresh(office, session_id, 1, TUESDAY)
        assert refresh(office, session_id, 1, WEDNESDAY) == {"reused": True}
        assert office.names("session")[-1] == "SessionReused"
        with pytest.raises(SessionIsOver):
            refresh(office, session_id, 2, WEDNESDAY)

    def test_ends_when_its_holder_signs_out(self, office: Office) -> None:
        account_id = registered(office)
        session_id = signed_in(office, account_id)
        office.ask(account.EndSession(session_id=session_id), holder(account_id))
        with pytest.raises(SessionIsOver):
            refresh(office, session_id, 1, MONDAY)
