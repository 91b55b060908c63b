"""E-mail: one address belongs to one account at a time.

Rules, in plain language:

- The stream is named by the address's pseudonym, so two who register the same address write
  to the same stream, and the log lets only one of them be first.
- An address becomes free when the account that held it is closed.

States: FREE → RESERVED → FREE.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from domain.account.events import EmailEvent, EmailReleased, EmailReserved
from domain.shared.errors import RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import PersonId
from domain.shared.text import Pseudonym


class EmailIsTaken(RuleBroken):
    """There is an account with this e-mail address already."""


@dataclass(frozen=True, slots=True)
class Email:
    """This is one address, known by its pseudonym, and the account it belongs to, if any."""

    email_pseudonym: Pseudonym
    account_id: PersonId | None = None

    def reserve(self, account_id: str, now: datetime) -> Sequence[EmailEvent]:
        """This gives the address to an account.

        Raises:
            EmailIsTaken: it belongs to another.
        """
        if self.account_id is not None:
            raise EmailIsTaken
        return (
            EmailReserved(
                email_pseudonym=self.email_pseudonym, account_id=account_id, reserved_at=now
            ),
        )

    def release(self, account_id: str, now: datetime) -> Sequence[EmailEvent]:
        """This sets the address free; one that is not the account's stays as it is."""
        if self.account_id != account_id:
            return ()
        return (
            EmailReleased(
                email_pseudonym=self.email_pseudonym, account_id=account_id, released_at=now
            ),
        )


def evolve(state: Email | None, fact: EmailEvent) -> Email:
    """This is the address after the fact."""
    known = state or Email(fact.email_pseudonym)
    match fact:
        case EmailReserved():
            return replace(known, account_id=fact.account_id)
        case EmailReleased():
            return replace(known, account_id=None)
        case _:
            assert_never(fact)


EMAIL = Kind("email", Email, evolve)
