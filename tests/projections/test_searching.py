"""Searching over HTTP: what is answered beside the tutors, and what may be asked together."""

from collections.abc import Callable
from typing import Any

import pytest

from adapters.spelling import RapidfuzzSpeller
from projections.finding import Search
from tests.api.world import World
from tests.projections.conftest import Show
from tests.projections.test_finding import Meaningless, shown
from tests.projections.tutors import imported, profile, subject, teaches, week
from tests.support.calendar import MONDAY, hours
from tests.support.people import ANNA, IVAN
from tests.support.views import stream

Ask = Callable[..., Any]


@pytest.fixture
def ask(show: Show) -> Ask:
    """This asks in a world where Anna has Tuesday evenings in Berlin, and Ivan mornings."""
    world = World()
    reader = shown(
        show,
        Meaningless(),
        teaches(ANNA, imported(ANNA), profile(ANNA, "Chess"), subject(ANNA, "chess")),
        teaches(IVAN, imported(IVAN, "4.0"), profile(IVAN, "Шахматы"), subject(IVAN, "chess")),
        stream(f"availability-{ANNA}", week(ANNA, (2, 18, 20), zone="Europe/Berlin")),
        stream(f"availability-{IVAN}", week(IVAN, (2, 8, 12), zone="Europe/Berlin")),
    )
    search = Search(reader, Meaningless(), RapidfuzzSpeller())
    world.__dict__.update(reader=reader, search=search)

    def answer(path: str = "", **asked: Any) -> Any:
        return world.client.get(f"/v1/tutors{path}", params=asked).json()

    return answer


def ids(answer: Any) -> list[str]:
    return [card["tutor_id"] for card in answer["items"]]


class TestATime:
    def test_is_heard_in_the_words_by_the_clocks_of_who_asks(self, ask: Ask) -> None:
        berlin = ask(words="chess on Tuesday evening", zone="Europe/Berlin")
        assert ids(berlin) == [ANNA]
        assert berlin["time"] == {
            "weekdays": [2],
            "in_days": None,
            "opens": 17 * 60,
            "closes": 22 * 60,
        }
        assert ids(ask(words="шахматы во вторник вечером", zone="Asia/Tokyo")) == [IVAN]
        assert ids(ask(words="свободен во вторник утром", zone="Europe/Berlin")) == [IVAN]

    def test_is_words_like_any_others_for_who_insists(self, ask: Ask) -> None:
        typed = ask(words="chess on Tuesday evening", zone="Europe/Berlin", as_typed=True)
        assert (typed["time"], ids(typed)) == (None, [ANNA, IVAN])
        asked = ask(words="chess on Tuesday", weekday=2, part="morning", zone="Europe/Berlin")
        assert (asked["time"], ids(asked)) == (None, [IVAN])

    def test_may_be_asked_without_words(self, ask: Ask) -> None:
        tuesday = {"weekday": 2, "zone": "Europe/Berlin"}
        assert ids(ask(**tuesday)) == [ANNA, IVAN]
        assert ids(ask(**tuesday, part="evening")) == [ANNA]
        assert ids(ask(**tuesday, from_minute=8 * 60, to_minute=10 * 60)) == [IVAN]
        assert ids(ask(**tuesday, part="evening", lasting_minutes=180)) == []
        assert ask("/facets", **tuesday, part="evening")["count"] == 1
        assert ids(ask(weekday=2, part="evening")) == []

    def test_that_cannot_be_is_refused(self, ask: Ask) -> None:
        instant = {"free_from": MONDAY.isoformat(), "free_to": (MONDAY + hours(1)).isoformat()}
        odd: tuple[dict[str, Any], ...] = (
            {"part": "evening", "from_minute": 5},
            {"zone": "Mars/Base"},
            {"weeks": 5},
            {"lasting_minutes": 0},
            {"zone": "UTC", **instant},
        )
        assert [ask(**asked)["status"] for asked in odd] == [422] * len(odd)


class TestBesideTheTutors:
    def test_it_is_said_what_was_searched_for_instead(self, ask: Ask) -> None:
        answer = ask(words="chesss")
        assert answer["corrections"] == [{"typed": "chesss", "searched": "chess"}]
        assert ask(words="chess")["corrections"] == []

    def test_there_is_a_way_on_where_nobody_is_found(self, ask: Ask) -> None:
        answer = ask(words="chess", rating=4.5, language="welsh")
        assert (answer["items"], answer["next"]) == ([], None)
        assert answer["instead"]["without"] == ["language"]
        assert [card["tutor_id"] for card in answer["instead"]["cards"]] == [ANNA]
        assert ask(words="chess")["instead"] is None
        assert ask(words="qqqqqqq")["instead"]["without"] == ["words"]
        assert ask(words="!")["instead"]["without"] == ["words"]

    def test_pages_go_on_without_asking_for_another_way(self, ask: Ask) -> None:
        first = ask(words="chess", limit=1)
        second = ask(words="chess", limit=1, after=first["next"])
        third = ask(words="chess", limit=1, after=second["next"])
        assert ids(first) + ids(second) == [ANNA, IVAN]
        assert (ids(third), third["instead"]) == ([], None)


def test_suggestions_are_answered_while_one_types(ask: Ask) -> None:
    (subject_first, *_) = ask("/suggestions", words="шах")["items"]
    assert subject_first == {"kind": "subject", "value": "chess", "text": "шахматы"}
    assert ask("/suggestions", words="ann")["items"] == [
        {"kind": "tutor", "value": ANNA, "text": "Anna"},
        {"kind": "tutor", "value": IVAN, "text": "Anna"},
    ]
