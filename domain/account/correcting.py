"""What the account says of its holder, put right, and its address exchanged for another.

Rules, in plain language:

- The holder corrects their name, language and time zone, and a guardian of theirs does it for them;
  so does support, also while the account is suspended. What is not named stays as it is.
- An address is exchanged by the holder alone, who knows the password: it is what they sign in with.
- The new address is theirs at once, and believed once its own link is followed. Case does not
  count: the same address in other letters changes nothing.
- A closed account, and so an erased one, is not corrected any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.account.age import CONFIRMERS, acts_for
from domain.account.aggregate import Account, OnlyTheHolderDoesThis, ThePasswordIsWrong
from domain.account.events import EmailChanged, HolderEvent, Locale, ProfileCorrected
from domain.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Correction:
    """This is what the account is to say; what is absent stays as it is."""

    display_name: str | None = None
    locale: Locale | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """This is an e-mail address, and the pseudonym it is known by."""

    email: str
    email_pseudonym: str


def correct(
    account: Account, correction: Correction, by: Actor, now: datetime
) -> Sequence[HolderEvent]:
    """This lets the account say something else of its holder; what it says already changes nothing.

    Raises:
        OnlyTheHolderDoesThis: it is somebody else, and none of those who may for them.
        AccountIsSuspended: the holder has to wait, or ask support.
        AccountIsClosed: it is over.
    """
    _check_may_correct(account, by)
    assert account.locale is not None, "an account begins by being registered"
    known = (account.display_name, account.locale, account.time_zone)
    wanted = (
        correction.display_name or account.display_name,
        correction.locale or account.locale,
        correction.time_zone or account.time_zone,
    )
    if wanted == known:
        return ()
    display_name, locale, time_zone = wanted
    return (
        ProfileCorrected(
            account_id=account.account_id,
            display_name=display_name,
            locale=locale,
            time_zone=time_zone,
            corrected_by=by.id,
            corrected_at=now,
        ),
    )


def change_email(
    account: Account, address: Address, *, by: str, knows_current: bool, now: datetime
) -> Sequence[HolderEvent]:
    """This exchanges the address, for the holder who knows the password.

    Raises:
        OnlyTheHolderDoesThis: it is somebody else.
        ThePasswordIsWrong: they do not.
        AccountIsSuspended: it has to be reinstated first.
        AccountIsClosed: it is over.
    """
    account.check_usable()
    if by != account.account_id:
        raise OnlyTheHolderDoesThis
    if not knows_current:
        raise ThePasswordIsWrong
    if address.email_pseudonym == account.email_pseudonym:
        return ()
    return (
        EmailChanged(
            account_id=account.account_id,
            email=address.email,
            email_pseudonym=address.email_pseudonym,
            changed_at=now,
        ),
    )


def _check_may_correct(account: Account, by: Actor) -> None:
    account.check_not_closed()
    if by.has(*CONFIRMERS):
        return
    if by.id != account.account_id and not acts_for(account, by):
        raise OnlyTheHolderDoesThis
    account.check_usable()
