"""Who acts, and in which role."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """This is what somebody may be; ownership of a thing matters as much as a role."""

    STUDENT = "student"
    TUTOR = "tutor"
    GUARDIAN = "guardian"
    REVIEWER = "reviewer"
    SUPPORT = "support"
    AUDITOR = "auditor"
    ANALYST = "analyst"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """This is who asks: a person's pseudonym, or a process, with the roles they hold."""

    id: str
    roles: frozenset[Role]

    @property
    def name(self) -> str:
        """This is how the log names the actor: never more than a pseudonym."""
        return self.id if self.is_system else f"person:{self.id}"

    @property
    def is_system(self) -> bool:
        """This tells a process or the clock from a person."""
        return Role.SYSTEM in self.roles

    def has(self, *roles: Role) -> bool:
        """This is true when the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)
