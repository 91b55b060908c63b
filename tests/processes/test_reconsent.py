"""Being asked anew: agreements to replaced texts end, each by itself, in any order of arrival."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count, islice
from typing import Any

import hypothesis.strategies as st
from hypothesis import given as examples

from adapters.postgres.todos.fold import projection_of
from application.consent import SupersedeConsent, WithdrawConsent
from application.processes.reconsent import RECONSENT, SHARDS
from application.work import Command
from domain.consent.events import AnswerEvent, Purpose
from domain.shared.event import Fact
from tests.processes.arrival import given, in_every_order, streams_by_key
from tests.processes.stories import ask
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, days
from tests.support.consents import (
    AS_ADMIN,
    grant,
    granted,
    publish,
    published,
    withdrawn,
)
from tests.support.laws import obeys_the_laws
from tests.support.market import Market
from tests.support.people import AS_BEN, AS_OLGA, BEN, OLGA
from tests.support.tries import tried
from tests.support.views import Stream, history, stream

TO_ONE = replace(granted(), text_version="1", granted_at=TUESDAY)
ONE, TWO = published("1"), published("2", WEDNESDAY, again=True)
(KEY,) = RECONSENT.keys(TO_ONE)


def neighbours() -> Iterator[str]:
    """This is people who lie in Ben's shard, himself first."""
    yield BEN
    for number in count():
        person = f"person-{number}"
        if list(RECONSENT.keys(granted(person))) == [KEY]:
            yield person


NEIGHBOURS = tuple(islice(neighbours(), 3))


class TestAnAgreement:
    def test_ends_when_a_newer_text_asks_for_it(self) -> None:
        seen = given(ONE, TO_ONE, TWO, key=KEY).seen_by(RECONSENT)
        (todo,) = seen.todos().values()
        end = SupersedeConsent(person_id=BEN, purpose=Purpose.RECORDING, by_text_version="2")
        assert (todo.act, todo.due_at) == (end, WEDNESDAY)

    def test_stays_where_the_newer_text_asks_nobody_anew(self) -> None:
        silent = published("2", WEDNESDAY)
        given(ONE, TO_ONE, silent, key=KEY).seen_by(RECONSENT).then_nothing()

    def test_to_the_newer_text_stays(self) -> None:
        to_two = replace(TO_ONE, text_version="2")
        given(ONE, TWO, to_two, key=KEY).seen_by(RECONSENT).then_nothing()

    def test_from_before_texts_were_published_ends_as_well(self) -> None:
        seen = given(granted(), TWO, key=KEY).seen_by(RECONSENT)
        assert len(seen.todos()) == 1

    def test_that_was_taken_back_has_nothing_to_end(self) -> None:
        given(ONE, TO_ONE, withdrawn(), TWO, key=KEY).seen_by(RECONSENT).then_nothing()

    def test_ends_with_the_first_of_several_newer_texts(self) -> None:
        three = published("3", FRIDAY, again=True)
        seen = given(ONE, TO_ONE, TWO, three, key=KEY).seen_by(RECONSENT)
        assert [todo.due_at for todo in seen.todos().values()] == [WEDNESDAY]

    def test_given_again_to_the_old_text_has_an_end_of_its_own(self) -> None:
        again = replace(TO_ONE, granted_at=FRIDAY)
        first, second = (
            set(given(*facts, TWO, key=KEY).seen_by(RECONSENT).todos())
            for facts in ((TO_ONE,), (TO_ONE, withdrawn(), again))
        )
        assert first.isdisjoint(second)

    def test_lies_in_one_shard_and_a_text_in_all(self) -> None:
        assert len(set(RECONSENT.keys(TO_ONE))) == 1
        assert len(set(RECONSENT.keys(TWO))) == SHARDS
        assert set(RECONSENT.keys(TO_ONE)) <= set(RECONSENT.keys(TWO))


class TestInTheMarket:
    def asked(self, *steps: tuple[Command, Any]) -> Market:
        market = Market.opened()
        for command, actor in steps:
            market.advance(minutes=1)
            ask(market, actor, command)
        market.run_until_quiet()
        return market

    def test_everybody_who_agreed_to_the_old_text_is_superseded(self) -> None:
        market = self.asked(
            (publish("1"), AS_ADMIN),
            (grant("1"), AS_BEN),
            (grant("1", OLGA), AS_OLGA),
            (publish("2", again=True), AS_ADMIN),
            (grant("2"), AS_BEN),
        )
        names = ["ConsentGranted", "ConsentSuperseded"]
        assert market.names(f"consent-{OLGA}-recording") == names
        assert market.names(f"consent-{BEN}-recording") == [*names, "ConsentGranted"]
        assert market.open_todos("reconsent") == []

    def test_nobody_before_the_new_text_is_valid(self) -> None:
        market = self.asked(
            (publish("1"), AS_ADMIN),
            (grant("1"), AS_BEN),
            (grant("1", OLGA), AS_OLGA),
            (publish("2", again=True, valid_from=MONDAY + days(14)), AS_ADMIN),
            (grant("2"), AS_BEN),
        )
        assert market.names(f"consent-{OLGA}-recording") == ["ConsentGranted"]
        market.advance(days=15)
        assert market.names(f"consent-{OLGA}-recording")[-1] == "ConsentSuperseded"
        assert market.names(f"consent-{BEN}-recording") == ["ConsentGranted", "ConsentGranted"]

    def test_each_is_superseded_once_however_often_processes_start(self) -> None:
        market = self.asked(
            (grant("1"), AS_BEN),
            (WithdrawConsent(person_id=BEN, purpose=Purpose.RECORDING), AS_BEN),
            (grant("1"), AS_BEN),
            (publish("2", again=True), AS_ADMIN),
        )
        market.restart()
        market.run_until_quiet()
        counted = Counter(market.names(f"consent-{BEN}-recording"))
        assert counted == {"ConsentGranted": 2, "ConsentWithdrawn": 1, "ConsentSuperseded": 1}


@st.composite
def lives(draw: st.DrawFn) -> Sequence[Stream]:
    """This is texts that were published and people who answered, each stream in its order."""
    flags = draw(st.lists(st.booleans(), min_size=1, max_size=3))
    texts = [published(str(n), MONDAY + days(n), again=flag) for n, flag in enumerate(flags)]
    streams = [stream("consent_text-recording", *texts)]
    for person in NEIGHBOURS:
        kinds = draw(st.lists(st.sampled_from(["0", "1", "2", "old", "back"]), max_size=3))
        answers = [_answer(person, kind, MONDAY + days(n)) for n, kind in enumerate(kinds)]
        streams.append(stream(f"consent-{person}-recording", *answers))
    return [each for each in streams if each.facts]


def _answer(person: str, kind: str, at: datetime) -> AnswerEvent:
    if kind == "back":
        return replace(withdrawn(person), withdrawn_at=at)
    return replace(granted(person), text_version=kind, granted_at=at)


class TestAnyOrder:
    @tried(25)
    @examples(streams=lives())
    def test_leaves_the_same_to_do(self, streams: Sequence[Stream]) -> None:
        facts = history(*streams)
        of_the_shard = streams_by_key(RECONSENT, facts)[KEY]
        assert len(of_the_shard) == len(streams)
        in_every_order(RECONSENT, KEY, of_the_shard)

    def test_keeps_the_laws_of_projections(self) -> None:
        ben: list[Fact] = [TO_ONE, withdrawn(), replace(TO_ONE, granted_at=FRIDAY)]
        obeys_the_laws(
            projection_of(RECONSENT),
            stream("consent_text-recording", ONE, TWO),
            stream(f"consent-{BEN}-recording", *ben),
            *(
                stream(f"consent-{person}-recording", replace(granted(person), text_version="1"))
                for person in NEIGHBOURS[1:]
            ),
            tries=tried(5),
        )
