"""Any aggregate as it stood then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.memory.event_log import InMemoryEventLog
from application.looking_back import KINDS, NoSuchKind, NothingWasThere, as_of, shown
from application.ports import Append, Change, Loaded
from domain.catalogue import FACTS
from domain.consent.aggregate import State
from domain.shared.event import context_of
from domain.shared.personal import erased, personal_fields
from domain.tutor.aggregate import Tutor, newcomer
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.consents import granted, withdrawn
from tests.support.people import ANNA, BEN

IDENTITY = f"{BEN}-recording"


@pytest.fixture
def log() -> InMemoryEventLog:
    """This is a log in which Ben agreed on MONDAY and took it back on TUESDAY."""
    made, stream_id = InMemoryEventLog(), f"consent-{IDENTITY}"
    for expected, (fact, at) in enumerate([(granted(), MONDAY), (withdrawn(), TUESDAY)]):
        changes = (Change(stream_id, expected, (fact,)),)
        names = ("scope", str(expected), "", "{}", changes, {stream_id: expected})
        made.append(Append(*names, at, "person:ben", "student:Test", "c", "c"))
    return made


class TestLookingBack:
    def test_shows_how_it_stands(self, log: InMemoryEventLog) -> None:
        found = as_of(log, "consent", IDENTITY)
        assert (found.version, found.state.state) == (2, State.WITHDRAWN)

    def test_shows_how_it_stood_at_a_position(self, log: InMemoryEventLog) -> None:
        found = as_of(log, "consent", IDENTITY, position=1)
        assert (found.version, found.state.state) == (1, State.GRANTED)

    def test_shows_how_it_stood_at_an_instant(self, log: InMemoryEventLog) -> None:
        found = as_of(log, "consent", IDENTITY, time=TUESDAY - timedelta(microseconds=1))
        assert found.state.state is State.GRANTED
        assert as_of(log, "consent", IDENTITY, time=TUESDAY).state.state is State.WITHDRAWN

    def test_says_that_nothing_was_there(self, log: InMemoryEventLog) -> None:
        with pytest.raises(NothingWasThere):
            as_of(log, "consent", IDENTITY, position=0)

    def test_says_what_kinds_there_are(self, log: InMemoryEventLog) -> None:
        with pytest.raises(NoSuchKind, match="there is account, availability, booking"):
            as_of(log, "weather", "today")

    def test_knows_a_kind_of_every_context(self) -> None:
        """A refusal has no state; what is read is kept by the month, and what is shown in one kind.

        Of privacy there is a kind beside that of readings.
        """
        contexts = {context_of(topic) for topic in FACTS}
        others = {"audit", "privacy", "recommendation", "search"}
        assert contexts - others | {"reading", "showing"} <= KINDS.keys()

    def test_withholds_what_is_personal(self) -> None:
        tutor = replace(newcomer(ANNA), payout_account="acct_1", time_zone="Europe/Moscow")
        state = shown(Loaded(f"tutor-{ANNA}", 3, tutor)).state
        assert state["payout_account"] == "withheld"
        assert (state["time_zone"], state["tutor_id"]) == ("Europe/Moscow", ANNA)

    def test_shows_that_of_whoever_is_erased(self) -> None:
        erased_one = erased(newcomer(ANNA), personal_fields(Tutor))
        state = shown(Loaded(f"tutor-{ANNA}", 3, erased_one)).state
        assert (state["tutor_id"], state["payout_account"]) == (ANNA, "withheld")
