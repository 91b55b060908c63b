"""What auditors see of any fact: whom it is about, and nothing personal."""

from typing import Any

import pytest

from application.auditing.history import about_of, unopened
from domain.audit.events import CommandRefused
from domain.catalogue import FACTS
from domain.shared.personal import Erased, personal_fields, subjects_of
from domain.shared.unreadable import unreadable
from tests.support.examples import example


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.__name__)
class TestEveryFact:
    def test_is_about_everybody_whose_data_it_carries(self, fact: Any) -> None:
        """So whoever is found by whom facts are about is found with all of their data."""
        made = example(fact)
        assert set(subjects_of(made)) <= set(about_of(made))

    def test_shows_nothing_personal_unopened(self, fact: Any) -> None:
        seen = unopened(example(fact))
        assert all(isinstance(getattr(seen, name), Erased) for name in personal_fields(fact))


def test_a_refused_command_is_about_what_it_named() -> None:
    refused = CommandRefused(command="CancelBooking", refusal="NotYours", about=("b-7", "ben"))
    assert about_of(refused) == ("b-7", "ben")


def test_a_fact_nobody_can_read_is_about_nobody_known() -> None:
    fact = unreadable("nobody.knows.v1")()
    assert (about_of(fact), unopened(fact)) == ((), fact)
