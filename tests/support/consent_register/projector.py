"""The register's fold. A person called TROUBLE makes it fail while `mended` is not set."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from domain.consent.events import AnswerEvent, ConsentDenied, ConsentGranted, ConsentWithdrawn
from domain.shared.event import Recorded
from projections.rows import RowKey, Rows, Table
from projections.runtime import Projection

TROUBLE = "trouble"
UNWRITABLE = "unwritable"
CONSENTS = Table("consents", ("person_id", "purpose"), ("state", "locale", "answers"))
PURPOSES = Table("purposes", ("purpose",), ("granted",), blank={"granted": 0})
ANSWERS = Table("answers", ("position",), ("topic", "given_by"), append_only=True)


class TroubleMet(Exception):
    """This is the register being unable to apply a fact."""


class Register:
    """This is the fold, with a switch that mends it."""

    def __init__(self) -> None:
        self.is_mended = False

    def apply(self, rows: Rows, recorded: Recorded[AnswerEvent]) -> None:
        """This changes the register by one answer."""
        fact = recorded.fact
        given_by = getattr(fact, "given_by", None)
        rows.add(
            ANSWERS, {"position": recorded.position, "topic": fact.TOPIC, "given_by": given_by}
        )
        if fact.person_id == TROUBLE and not self.is_mended:
            raise TroubleMet
        known = rows.get(CONSENTS, fact.person_id, fact.purpose)
        before = known["answers"] if known else 0
        match fact:
            case ConsentGranted():
                rows.increase(PURPOSES, fact.purpose, granted=1)
                change = {"state": "granted", "locale": fact.text_locale}
            case ConsentDenied():
                change = {"state": "denied", "locale": fact.text_locale}
            case ConsentWithdrawn():
                change = {"state": "withdrawn"}
            case _:
                change = {"state": "over"}
        if fact.person_id == UNWRITABLE and not self.is_mended:
            change["state"] = "no text holds a \0"
        rows.change(CONSENTS, fact.person_id, fact.purpose, answers=before + 1, **change)


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the consent and its purpose."""
    fact = recorded.fact
    yield CONSENTS, (fact.person_id, fact.purpose)
    yield PURPOSES, (fact.purpose,)


def projection(register: Register | None = None, version: int = 1) -> Projection:
    """This is the register as a projection."""
    return Projection(
        name="consent_register",
        version=version,
        contexts=frozenset({"consent"}),
        schema=Path(__file__).with_name("schema.sql"),
        tables=(CONSENTS, PURPOSES, ANSWERS),
        apply=(register or Register()).apply,
        keys=keys,
    )
