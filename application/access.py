"""Who may ask what: one line a command. Whose thing it is, the aggregate itself decides."""

from collections.abc import Mapping

from application import consent
from application.work import Command
from domain.shared.actor import Actor, Role
from domain.shared.errors import NotAllowed

ANYBODY: frozenset[Role] = frozenset(Role)
PEOPLE: frozenset[Role] = frozenset({Role.STUDENT, Role.TUTOR, Role.GUARDIAN})
CLOCKWORK: frozenset[Role] = frozenset({Role.SYSTEM})
"""Processes and reactions: what the business does by itself."""

ACCESS: Mapping[type[Command], frozenset[Role] | None] = {
    consent.GrantConsent: ANYBODY,
    consent.DenyConsent: ANYBODY,
    consent.WithdrawConsent: ANYBODY,
    consent.SupersedeConsent: CLOCKWORK,
    consent.ExpireConsent: CLOCKWORK,
}
"""Command → the roles that may ask it; None means also somebody who is not signed in."""


class RoleMissing(NotAllowed):
    """Your roles do not include one that may do this."""


def check(command: type[Command], actor: Actor) -> str:
    """This is the ground the actor stands on, for the record: the role that allows it.

    Raises:
        RoleMissing: none of the actor's roles may ask this.
    """
    allowed = ACCESS[command]
    if allowed is None:
        return "anybody"
    fitting = sorted(actor.roles & allowed)
    if not fitting:
        raise RoleMissing
    return fitting[0]
