"""Every field of every fact says what it is, and what is personal can be sealed."""

import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Annotated, Any

import pytest

from application.looking_back import KINDS
from domain.catalogue import FACTS
from domain.shared.classification import classified, misplaced, unclassified
from domain.shared.event import Fact, fact
from domain.shared.money import Money
from domain.shared.personal import (
    Category,
    Personal,
    PersonId,
    person_fields,
    personal_fields,
)
from domain.shared.text import Code, Plain
from tests.processes.stories import STORIES
from tests.support.market import Market

NAMES = Annotated[str, Personal("person_id", Category.PROFILE)]
STATES = {kind.name: kind.state for kind in KINDS.values()}


@pytest.mark.parametrize("known", FACTS.values(), ids=lambda known: known.__name__)
def test_every_field_of_a_fact_says_what_it_is(known: type[Fact]) -> None:
    assert unclassified(known) == ()


@pytest.mark.parametrize("known", FACTS.values(), ids=lambda known: known.__name__)
def test_what_is_personal_in_a_fact_can_be_sealed(known: type[Fact]) -> None:
    assert misplaced(known) == ()


@pytest.mark.parametrize("known", FACTS.values(), ids=lambda known: known.__name__)
def test_what_is_personal_belongs_to_a_person(known: Any) -> None:
    subjects = {mark.subject for mark in personal_fields(known).values()}
    assert subjects <= set(person_fields(known))


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_state_says_it_as_well(state: Any) -> None:
    """A snapshot of a tutor once kept where they are paid as plain text."""
    assert unclassified(state) == ()
    assert misplaced(state) == ()


@pytest.mark.parametrize("story", ["taught and confirmed", "cancelled late and waived"])
def test_plain_text_has_its_form(story: str) -> None:
    market = Market.opened()
    STORIES[story](market)
    for recorded in market.log.facts:
        for name, value, plain in _plain(recorded.fact):
            assert re.fullmatch(plain.form, value), f"{recorded.fact.TOPIC}: {name}"


def _plain(known: Any) -> list[tuple[str, str, Plain]]:
    """This is the plain text at the top of a fact; all that stands deeper is of the same types."""
    marks = {each.path: each for each in classified(type(known)) if each.form}
    found = {field.name: getattr(known, field.name) for field in fields(known)}
    return [
        (name, value, Plain(marks[name].kind, marks[name].form))
        for name, value in found.items()
        if name in marks and isinstance(value, str)
    ]


@dataclass(frozen=True)
class Inside:
    note: str
    currency: Code


@dataclass(frozen=True)
class Address:
    street: NAMES


class TestAFieldNobodyClassified:
    def test_is_seen(self) -> None:
        @fact("planted.text_left.v1")
        class TextLeft(Fact):
            person_id: PersonId
            note: str
            named: Code
            left_at: datetime

        assert unclassified(TextLeft) == ("note",)

    def test_is_seen_in_a_list_or_where_it_may_be_absent(self) -> None:
        @fact("planted.texts_left.v1")
        class TextsLeft(Fact):
            notes: tuple[str, ...]
            remark: str | None
            prices: tuple[Money, ...]

        assert unclassified(TextsLeft) == ("notes", "remark")

    def test_is_seen_inside_another(self) -> None:
        @fact("planted.parts_left.v1")
        class PartsLeft(Fact):
            parts: tuple[Inside, ...]

        assert unclassified(PartsLeft) == ("parts.note",)

    def test_is_whatever_has_a_type_that_can_hold_anything(self) -> None:
        @fact("planted.anything_left.v1")
        class AnythingLeft(Fact):
            blob: bytes
            free: dict[str, int]
            share: float

        assert unclassified(AnythingLeft) == ("blob", "free", "share")


class TestAPersonalFieldThatCannotBeSealed:
    def test_is_one_that_is_no_text(self) -> None:
        @fact("planted.years_left.v1")
        class YearsLeft(Fact):
            person_id: PersonId
            born: Annotated[int, Personal("person_id", Category.PROFILE)]
            names: tuple[NAMES, ...]
            called: NAMES
            nickname: Annotated[str | None, Personal("person_id", Category.PROFILE)]
            surname: NAMES | None

        assert misplaced(YearsLeft) == ("born", "names")

    def test_is_one_inside_another(self) -> None:
        @fact("planted.address_left.v1")
        class AddressLeft(Fact):
            person_id: PersonId
            address: Address

        assert misplaced(AddressLeft) == ("address.street",)
