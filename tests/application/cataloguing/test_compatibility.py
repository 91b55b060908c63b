"""A published shape may grow, and breaks no reader."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import pytest

from application.cataloguing.compatibility import broken_by
from application.cataloguing.schemas import stored_schema
from domain.shared.event import Fact, fact
from domain.shared.money import Money
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Code, Identity

TOPIC = "planted.chair_let.v1"


class Colour(StrEnum):
    """This is what a chair looks like."""

    RED = "red"
    BLUE = "blue"


class MoreColours(StrEnum):
    """This is what a chair looks like."""

    RED = "red"
    BLUE = "blue"
    GREEN = "green"


class FewerColours(StrEnum):
    """This is what a chair looks like."""

    RED = "red"


def shape(**changed: Any) -> dict[str, Any]:
    """This is the shape of a fact with those fields changed; None takes one away."""
    kinds: dict[str, Any] = {
        "chair_id": Identity,
        "owner_id": PersonId,
        "colour": Colour,
        "prices": tuple[Money, ...],
        "back_by": datetime | None,
        "let_at": datetime,
        **changed,
    }
    kept = {name: kind for name, kind in kinds.items() if kind is not None}
    defaults = {name: None for name in kept if name.startswith("new")}
    made = type("ChairLet", (Fact,), {"__annotations__": kept, **defaults})
    return stored_schema(fact(TOPIC)(made))


@pytest.mark.parametrize(
    "changed",
    [{}, {"new_note": Code | None}, {"colour": MoreColours}],
    ids=["nothing", "a field that may be absent", "a choice"],
)
def test_what_is_added_breaks_nothing(changed: dict[str, Any]) -> None:
    assert list(broken_by(shape(), shape(**changed))) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"colour": None}, "colour: is gone"),
        ({"colour": FewerColours}, "colour: blue can no longer be chosen"),
        ({"chair_id": Code}, "chair_id: x-kind was identity, is code"),
        ({"chair_id": int}, "chair_id: type was string, is integer"),
        ({"let_at": datetime | None}, "let_at: type was string, is None"),
        ({"back_by": datetime}, "back_by: type was None, is string"),
        ({"prices": tuple[int, ...]}, "prices[].minor: is gone"),
        ({"needed": Code}, "needed: is required now, and older facts lack it"),
        (
            {"chair_id": Annotated[str, Personal("owner_id", Category.PROFILE)]},
            "chair_id: x-kind was identity, is personal",
        ),
    ],
)
def test_what_harms_a_reader_is_told(changed: dict[str, Any], said: str) -> None:
    assert said in list(broken_by(shape(), shape(**changed)))


def test_what_was_always_there_stays_so() -> None:
    always = shape(new_note=Code | None)
    always["required"].append("new_note")
    said = list(broken_by(always, shape(new_note=Code | None)))
    assert said == ["new_note: was required, and may be absent now"]
