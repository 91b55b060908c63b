"""Directory: who may sign in under an address, and who everybody is."""

from dataclasses import replace
from typing import Any

from domain.account.events import (
    AccountClosed,
    AccountRegistered,
    AccountReinstated,
    AccountSuspended,
    AgeDeclared,
    EmailChanged,
    EmailVerified,
    GuardianLinked,
    Locale,
    PasswordSet,
    ProfileCorrected,
    RoleGranted,
    RoleRevoked,
    SuspensionReason,
)
from domain.shared.actor import Role
from domain.shared.age import AgeBand
from projections.directory.projector import ACCOUNTS, PROJECTION
from projections.directory.queries import by_email, by_id, is_guardian, people
from tests.projections.conftest import Show
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY, WEDNESDAY
from tests.support.people import ANNA, BEN, GRETA, OLGA, RITA
from tests.support.views import given, history, stream

BEN_REGISTERED = AccountRegistered(
    account_id=BEN,
    email="Ben@Example.org",
    email_pseudonym="5e",
    display_name="Ben",
    locale=Locale.ENGLISH,
    time_zone="Europe/Berlin",
    roles=(Role.STUDENT,),
    registered_at=MONDAY,
)
BEN_CHOSE = PasswordSet(account_id=BEN, password_hash="$argon2id$ben", set_at=MONDAY)
BEN_IS_A_TEEN = AgeDeclared(
    account_id=BEN, country="DE", age_band=AgeBand.TEEN, declared_by=BEN, declared_at=MONDAY
)
BEN_MOVED = EmailChanged(
    account_id=BEN, email="Ben@Example.com", email_pseudonym="c0", changed_at=TUESDAY
)
BEN_CORRECTED = ProfileCorrected(
    account_id=BEN,
    display_name="Бен",
    locale=Locale.RUSSIAN,
    time_zone="Asia/Tokyo",
    corrected_by=BEN,
    corrected_at=TUESDAY,
)
BEN_HAS_GRETA = GuardianLinked(account_id=BEN, guardian_id=GRETA, linked_at=MONDAY)
BEN_LEFT = AccountClosed(account_id=BEN, closed_at=FRIDAY)
OLGA_REGISTERED = replace(
    BEN_REGISTERED,
    account_id=OLGA,
    display_name="Ольга",
    email="ольга@пример.рф",
    registered_at=TUESDAY,
)
OLGA_CHOSE = replace(BEN_CHOSE, account_id=OLGA, password_hash="$argon2id$olga")
ANNA_REGISTERED = replace(
    BEN_REGISTERED,
    account_id=ANNA,
    display_name="Anna",
    email="anna@example.org",
    roles=(Role.TUTOR,),
    registered_at=WEDNESDAY,
)


class TestAnAccount:
    def test_begins_as_registered(self) -> None:
        given(BEN_REGISTERED, BEN_CHOSE).seen_by(PROJECTION).then_rows(
            ACCOUNTS,
            {
                "account_id": BEN,
                "email": "Ben@Example.org",
                "email_key": "ben@example.org",
                "password_hash": "$argon2id$ben",
                "roles": ["student"],
                "status": "active",
                "is_email_verified": False,
                "registered_at": MONDAY,
            },
        )

    def test_gains_and_loses_roles(self) -> None:
        granted = RoleGranted(account_id=BEN, role=Role.TUTOR, granted_by=RITA, granted_at=MONDAY)
        revoked = RoleRevoked(account_id=BEN, role=Role.STUDENT, revoked_by=RITA, revoked_at=MONDAY)
        seen = given(BEN_REGISTERED, granted, granted, revoked).seen_by(PROJECTION)
        seen.then_rows(ACCOUNTS, {"roles": ["tutor"]})

    def test_knows_its_guardian_and_that_its_address_is_true(self) -> None:
        linked = GuardianLinked(account_id=BEN, guardian_id=GRETA, linked_at=MONDAY)
        verified = EmailVerified(account_id=BEN, verified_at=MONDAY)
        seen = given(BEN_REGISTERED, linked, verified).seen_by(PROJECTION)
        seen.then_rows(ACCOUNTS, {"guardians": [GRETA], "is_email_verified": True})

    def test_has_another_address_that_nobody_believes_yet(self) -> None:
        verified = EmailVerified(account_id=BEN, verified_at=MONDAY)
        seen = given(BEN_REGISTERED, verified, BEN_MOVED).seen_by(PROJECTION)
        seen.then_rows(
            ACCOUNTS,
            {
                "email": "Ben@Example.com",
                "email_key": "ben@example.com",
                "is_email_verified": False,
            },
        )

    def test_says_what_it_was_corrected_to(self) -> None:
        seen = given(BEN_REGISTERED, BEN_CORRECTED).seen_by(PROJECTION)
        said = {"display_name": "Бен", "locale": "ru", "time_zone": "Asia/Tokyo"}
        seen.then_rows(ACCOUNTS, said)

    def test_knows_how_old_its_holder_is_by_the_last_word(self) -> None:
        child = replace(BEN_IS_A_TEEN, age_band=AgeBand.CHILD)
        given(BEN_REGISTERED, child, BEN_IS_A_TEEN).seen_by(PROJECTION).then_rows(
            ACCOUNTS, {"country": "DE", "age_band": "teen"}
        )

    def test_is_suspended_for_a_reason_and_reinstated_without(self) -> None:
        suspended = AccountSuspended(
            account_id=BEN, reason=SuspensionReason.FRAUD, suspended_at=TUESDAY
        )
        reinstated = AccountReinstated(account_id=BEN, reinstated_at=FRIDAY)
        given(BEN_REGISTERED, suspended).seen_by(PROJECTION).then_rows(
            ACCOUNTS, {"status": "suspended", "suspension_reason": "fraud"}
        )
        given(BEN_REGISTERED, suspended, reinstated).seen_by(PROJECTION).then_rows(
            ACCOUNTS, {"status": "active", "suspension_reason": None}
        )

    def test_gives_its_address_and_password_up_when_closed(self) -> None:
        given(BEN_REGISTERED, BEN_CHOSE, BEN_LEFT).seen_by(PROJECTION).then_rows(
            ACCOUNTS,
            {"email": None, "email_key": None, "password_hash": None, "status": "closed"},
        )

    def test_survives_the_erasure_of_what_was_personal(self) -> None:
        erased = replace(BEN_REGISTERED, email="", display_name="")
        forgotten = replace(BEN_CHOSE, password_hash="")
        given(erased, forgotten).seen_by(PROJECTION).then_rows(
            ACCOUNTS, {"email": None, "email_key": None, "password_hash": None}
        )


def everybody() -> list[Any]:
    return history(
        stream(f"account-{BEN}", BEN_REGISTERED, BEN_CHOSE),
        stream(f"account-{OLGA}", OLGA_REGISTERED, OLGA_CHOSE),
        stream(f"account-{ANNA}", ANNA_REGISTERED),
    )


class TestSigningIn:
    def test_finds_an_address_however_it_is_written(self, show: Show) -> None:
        reader = show(PROJECTION, everybody())
        for address in ("Ben@Example.org", " BEN@example.ORG "):
            found = by_email(reader, address)
            assert found is not None
            assert (found.account_id, found.password_hash) == (BEN, "$argon2id$ben")
            assert (found.status, found.roles) == ("active", ("student",))
        found = by_email(reader, "ОЛЬГА@пример.рф")
        assert found is not None
        assert found.account_id == OLGA

    def test_finds_nobody_without_a_password_or_an_account(self, show: Show) -> None:
        reader = show(PROJECTION, everybody())
        assert by_email(reader, "anna@example.org") is None
        assert by_email(reader, "nobody@example.org") is None
        assert by_email(reader, "") is None

    def test_finds_the_new_holder_of_an_address_given_back(self, show: Show) -> None:
        ben_again = replace(BEN_REGISTERED, account_id="ben-again", registered_at=FRIDAY)
        password = replace(BEN_CHOSE, account_id="ben-again")
        new = stream("account-ben-again", ben_again, password)
        old = stream(f"account-{BEN}", BEN_REGISTERED, BEN_CHOSE, BEN_LEFT)
        found = by_email(show(PROJECTION, history(new, old)), "ben@example.org")
        assert found is not None
        assert found.account_id == "ben-again"


class TestAGuardian:
    def test_is_one_of_whom_they_are_linked_to(self, show: Show) -> None:
        linked = stream(f"account-{BEN}", BEN_REGISTERED, BEN_HAS_GRETA, BEN_IS_A_TEEN)
        reader = show(PROJECTION, history(linked, stream(f"account-{OLGA}", OLGA_REGISTERED)))
        assert is_guardian(reader, GRETA, of=BEN)
        assert not is_guardian(reader, RITA, of=BEN)
        assert not is_guardian(reader, GRETA, of=OLGA)
        assert not is_guardian(reader, GRETA, of="nobody")

    def test_is_none_of_an_adult(self, show: Show) -> None:
        grown = replace(BEN_IS_A_TEEN, age_band=AgeBand.ADULT)
        of_age = stream(f"account-{BEN}", BEN_REGISTERED, BEN_HAS_GRETA, grown)
        assert not is_guardian(show(PROJECTION, history(of_age)), GRETA, of=BEN)


class TestLookingPeopleUp:
    def test_shows_an_account_without_its_secrets(self, show: Show) -> None:
        reader = show(PROJECTION, everybody())
        olga = by_id(reader, OLGA)
        assert olga is not None
        assert (olga.display_name, olga.email) == ("Ольга", "ольга@пример.рф")
        assert "password_hash" not in type(olga).__slots__
        assert by_id(reader, "nobody") is None

    def test_turns_pages_from_the_newest_on(self, show: Show) -> None:
        reader = show(PROJECTION, everybody())
        first = people(reader, limit=2)
        assert [each.account_id for each in first] == [ANNA, OLGA]
        rest = people(reader, before=(first[-1].registered_at, first[-1].account_id), limit=2)
        assert [each.account_id for each in rest] == [BEN]

    def test_looks_for_a_role_or_a_status(self, show: Show) -> None:
        reader = show(PROJECTION, everybody())
        assert [each.account_id for each in people(reader, role="tutor")] == [ANNA]
        assert people(reader, status="closed") == []
