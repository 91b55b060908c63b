"""Registering: how somebody comes to have an account, in the roles that anybody may take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.account.events import AccountRegistered, HolderEvent, Locale, PasswordSet
from domain.shared.actor import Role
from domain.shared.errors import NotAllowed

ROLES_TO_CHOOSE = frozenset({Role.STUDENT, Role.TUTOR, Role.GUARDIAN})


class StaffRolesAreGrantedByAnAdmin(NotAllowed):
    """You can register as student, tutor or guardian; an admin grants every other role."""


@dataclass(frozen=True, slots=True)
class Registration:
    """This is what somebody says of themselves when they register."""

    email: str
    email_pseudonym: str
    display_name: str
    locale: Locale
    time_zone: str
    roles: tuple[Role, ...]


def register(
    account_id: str, registration: Registration, password_hash: str, now: datetime
) -> Sequence[HolderEvent]:
    """This opens an account with its first password.

    Raises:
        StaffRolesAreGrantedByAnAdmin: somebody asks for more than anybody may take.
    """
    if not ROLES_TO_CHOOSE.issuperset(registration.roles):
        raise StaffRolesAreGrantedByAnAdmin
    return (
        AccountRegistered(
            account_id=account_id,
            email=registration.email,
            email_pseudonym=registration.email_pseudonym,
            display_name=registration.display_name,
            locale=registration.locale,
            time_zone=registration.time_zone,
            roles=tuple(sorted(set(registration.roles))),
            registered_at=now,
        ),
        PasswordSet(account_id=account_id, password_hash=password_hash, set_at=now),
    )
