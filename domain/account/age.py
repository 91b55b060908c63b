"""How old the holder of an account is, and who may say so and act for them.

Rules, in plain language:

- An account says a country and an age band, never an age or a date of birth.
- The holder says so themself, or a guardian of theirs, or support.
- A minor does not make themself older: only a guardian or support does.
- A guardian acts for those they are linked to, until these are adults.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.account.aggregate import Account, OnlyTheHolderDoesThis
from domain.account.events import AgeDeclared, HolderEvent
from domain.shared.actor import Actor, Role
from domain.shared.age import AgeBand
from domain.shared.errors import NotAllowed

OLDER: tuple[AgeBand, ...] = (AgeBand.CHILD, AgeBand.TEEN, AgeBand.ADULT)
CONFIRMERS = (Role.SUPPORT, Role.ADMIN)


class SomebodyElseSaysThatOneGrewUp(NotAllowed):
    """A guardian or support has to say that a minor is older than was said before."""


def declare(
    account: Account, country: str, band: AgeBand, by: Actor, now: datetime
) -> Sequence[HolderEvent]:
    """This keeps how old the holder is; what is known already changes nothing."""
    account.check_usable()
    others_word = acts_for(account, by) or by.has(*CONFIRMERS)
    if by.id != account.account_id and not others_word:
        raise OnlyTheHolderDoesThis
    known = account.age_band
    if known is not None and OLDER.index(band) > OLDER.index(known) and not others_word:
        raise SomebodyElseSaysThatOneGrewUp
    if (known, account.country) == (band, country):
        return ()
    return (
        AgeDeclared(
            account_id=account.account_id,
            country=country,
            age_band=band,
            declared_by=by.id,
            declared_at=now,
        ),
    )


def acts_for(account: Account, actor: Actor) -> bool:
    """This is true when the actor is a guardian of the holder, who is still a minor."""
    is_linked = actor.has(Role.GUARDIAN) and actor.id in account.guardians
    return is_linked and account.age_band is not AgeBand.ADULT
