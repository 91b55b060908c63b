"""What a line of the access table says, and the lines many routes share."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.errors import NotYoursToSee, SignInFirst
from application import access
from application.access import RoleMissing
from application.work import Command
from domain.shared.actor import Actor, Role
from domain.shared.personal import Category

STAFF = frozenset({Role.SUPPORT, Role.AUDITOR, Role.ADMIN})
AUDITORS = frozenset({Role.AUDITOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Line:
    """This is who may use a route.

    Attributes:
        words: the same for people.
        who: the roles of which one is needed; None lets everybody in, signed in or not.
        owners: the fields that hold whose it is, in the question, else in the answer.
        staff: the roles that may see it though it is not theirs.
        with_guardians: a guardian of the minor whose it is may see it as well.
        is_command: the roles are checked with the command, where a no is recorded.
        shows: the categories of what is personal in the answers, so that staff who read them say
            what for; None where that cannot be, because the route is open to everybody.
        whose: the fields that hold whose it is, where they are others than the owners.
        public: the field that tells of an answer that everybody may see it.
    """

    words: str
    who: frozenset[Role] | None
    owners: tuple[str, ...] = ()
    staff: frozenset[Role] = STAFF
    with_guardians: bool = False
    is_command: bool = False
    shows: tuple[Category, ...] | None = None
    whose: tuple[str, ...] = ()
    public: str = ""

    def check_role(self, actor: Actor) -> None:
        """This lets in whoever holds one of the roles.

        Raises:
            SignInFirst: the route is not for strangers.
            RoleMissing: none of the actor's roles fits.
        """
        if self.who is None:
            return
        if not actor.roles:
            raise SignInFirst
        if not self.is_command and not actor.has(*self.who):
            raise RoleMissing

    def check_owner(self, actor: Actor, thing: object) -> None:
        """This lets pass whoever the question or the answer belongs to, and staff.

        Raises:
            NotYoursToSee: it belongs to somebody else.
        """
        if not self.is_open_to(actor, thing):
            raise NotYoursToSee

    def is_open_to(self, actor: Actor, thing: object) -> bool:
        """This is true for whoever the question or the answer belongs to, and for staff."""
        if not self.owners or actor.has(*self.staff):
            return True
        return actor.id in {getattr(thing, owner, None) for owner in self.owners}


def commands(words: str, asked: Mapping[str, type[Command]]) -> dict[str, Line]:
    """This is one line a command: its roles are those of `application.access`."""
    return {
        route: Line(words, access.ACCESS[command], is_command=True)
        for route, command in asked.items()
    }


EVERYBODY = Line("everybody", None)
NOTHING: tuple[Category, ...] = ()
"""What is personal in answers made of pseudonyms, times, choices and numbers alone."""

COUNTING = Line("analysts, auditors and admins", AUDITORS | {Role.ANALYST}, shows=NOTHING)
PLATFORM = Line("support, auditors and admins", STAFF, shows=NOTHING)
