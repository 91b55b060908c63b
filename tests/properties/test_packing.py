"""Whatever happened between people: nobody's package holds a word or a pseudonym of another."""

import re
from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import msgspec
from hypothesis import given

from application.packing.disclosing import disclosed
from application.packing.labels import Labels
from domain.shared.event import Recorded
from domain.shared.personal import people_in, person_fields, personal_fields
from tests.support.histories import histories
from tests.support.people import ANNA, BEN, IVAN, OLGA, RITA
from tests.support.tries import tried
from tests.support.views import history, stream

PEOPLE = (ANNA, BEN, IVAN, OLGA, RITA)


def signed(fact: Any) -> Any:
    """This is the fact with its subject's sign in every personal field."""
    marks = personal_fields(fact.__class__).items()
    return replace(
        fact, **{name: f"sign-of-{getattr(fact, mark.subject)}-{name}" for name, mark in marks}
    )


def passed_on(draw: st.DrawFn, fact: Any) -> Any:
    """This is the fact with other people in whatever part of it somebody had a hand."""
    names = [name for name in person_fields(fact.__class__) if name.endswith("_by")]
    return replace(fact, **{name: draw(st.sampled_from(PEOPLE)) for name in names})


@st.composite
def told(draw: st.DrawFn) -> list[Recorded[Any]]:
    """This is a history in which everybody leaves signs, and anybody causes anything."""
    streams = [
        stream(one.stream_id, *(signed(passed_on(draw, fact)) for fact in one.facts))
        for one in draw(histories())
    ]
    return [
        replace(one, actor=f"person:{draw(st.sampled_from(PEOPLE))}", ground="student:Test")
        for one in history(*streams)
    ]


@tried(60, database=None)
@given(facts=told(), person=st.sampled_from(PEOPLE))
def test_nobody_sees_another(facts: list[Recorded[Any]], person: str) -> None:
    labels = Labels(person)
    others = "|".join(each for each in PEOPLE if each != person)
    another = re.compile(rf"\b({others})\b")
    for recorded in facts:
        if person not in people_in(recorded.fact):
            continue
        line = msgspec.json.encode(disclosed(recorded, labels)).decode()
        assert not another.search(line), line


@tried(60, database=None)
@given(facts=told(), person=st.sampled_from(PEOPLE))
def test_everybody_sees_all_of_their_own(facts: list[Recorded[Any]], person: str) -> None:
    labels = Labels(person)
    for recorded in facts:
        fact = recorded.fact
        line = disclosed(recorded, labels)
        for name, mark in personal_fields(fact.__class__).items():
            if getattr(fact, mark.subject) == person and name != "password_hash":
                assert line["fact"][name] == getattr(fact, name)


@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["tutor", "student"]))))
def test_a_label_is_one_persons_and_stays(asked: list[tuple[str, str]]) -> None:
    labels = Labels(BEN)
    given_out: dict[str, str] = {}
    for who, called in asked:
        label = labels.of(who, called)
        assert given_out.setdefault(who, label) == label
    assert len(set(given_out.values())) == len(given_out)
