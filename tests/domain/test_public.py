"""What an analyst sees of a fact says nothing of any person."""

import re
from datetime import UTC, datetime
from typing import Annotated

import msgspec
import pytest

from domain.shared.event import Fact, Recorded, fact
from domain.shared.money import Money
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.public import public_body, public_fact
from domain.shared.text import Code, Digest, Handle, Identity, Pseudonym, Reference
from domain.shared.unreadable import unreadable
from tests.processes.package_stories import PACKAGE_STORIES
from tests.processes.stories import STORIES
from tests.processes.tutor_stories import TUTOR_STORIES
from tests.support.market import Market
from tests.support.people import ANNA, BEN, GRETA, IVAN, OLGA, RITA
from tests.support.tries import some

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = re.compile(f"{ANNA}|{BEN}|{GRETA}|{IVAN}|{OLGA}|{RITA}")
LIVES = {**STORIES, **TUTOR_STORIES, **PACKAGE_STORIES}


@fact("planted.chair_let.v1")
class ChairLet(Fact):
    """Somebody lets a chair: a fact with a value of every sort."""

    chair_id: Identity
    owner_id: PersonId
    page: Handle
    note: Annotated[str, Personal("owner_id", Category.PROFILE)]
    mail: Pseudonym
    receipt: Reference
    scan: Digest
    kind: Code
    prices: tuple[Money, ...]
    back_by: datetime | None
    let_at: datetime


CHAIR = ChairLet(
    chair_id="7",
    owner_id=ANNA,
    page="annas-chair",
    note="the blue one",
    mail="0" * 64,
    receipt="rc_1",
    scan="1" * 64,
    kind="wooden",
    prices=(Money(500, "EUR"), Money(700, "RUB")),
    back_by=None,
    let_at=AT,
)


def recorded(known: Fact, stream_id: str = "chair-7") -> Recorded[Fact]:
    """This is a fact where it stands in the log, let by Anna."""
    return Recorded(42, stream_id, 1, known, AT, f"person:{ANNA}", "tutor:LetChair", "c", "k")


def test_things_times_and_amounts_are_left() -> None:
    assert public_body(CHAIR) == {
        "chair_id": "7",
        "kind": "wooden",
        "prices": [{"minor": 500, "currency": "EUR"}, {"minor": 700, "currency": "RUB"}],
        "back_by": None,
        "let_at": AT,
    }


def test_nobody_is_told_who_did_it_or_on_what_ground() -> None:
    shown = public_fact(recorded(CHAIR))
    assert (shown.position, shown.topic, shown.recorded_at) == (42, "planted.chair_let.v1", AT)
    assert not NAMES.search(msgspec.json.encode(shown).decode())


class TestTheStream:
    def test_is_named_whole_when_it_is_a_things(self) -> None:
        assert public_fact(recorded(CHAIR)).stream == "chair-7"

    def test_is_named_by_its_kind_when_it_is_a_persons(self) -> None:
        assert public_fact(recorded(CHAIR, f"seat-{ANNA}-2026-03")).stream == "seat"


def test_of_a_fact_that_cannot_be_read_only_its_place_is_told() -> None:
    shown = public_fact(recorded(unreadable("planted.chair_lost.v9")(), f"seat-{ANNA}"))
    assert (shown.topic, shown.stream, shown.body) == ("planted.chair_lost.v9", "seat", {})


@pytest.mark.parametrize("story", some(sorted(LIVES)))
def test_no_story_names_anybody(story: str) -> None:
    market = Market.opened()
    LIVES[story](market)
    for each in market.log.facts:
        shown = msgspec.json.encode(public_fact(each)).decode()
        assert not NAMES.search(shown), shown
