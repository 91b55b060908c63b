"""What was recorded long ago, offers with tags as a list too, is read as it is written today."""

import json
from dataclasses import replace

from adapters.bodies.codec import decode, encode
from adapters.bodies.sealing import Body, Sealing
from adapters.memory.keys import InMemoryKeyring
from domain.model.events import ModelRetired
from domain.model.terms import Ground
from domain.shared.event import Fact
from domain.tutor.events import CourseOffered, SubjectOffered
from domain.tutor.tags import as_text, tags_in
from tests.support.examples import example
from tests.support.people import ANNA

OFFERED = replace(example(CourseOffered), tutor_id=ANNA, tags=as_text(("talk", "экзамен")))


def as_it_was(offered: Fact) -> bytes:
    """This is the body as the first version had it."""
    body = json.loads(encode(offered))
    return json.dumps({**body, "tags": body["tags"].split("\n")}).encode()


def test_tags_become_lines() -> None:
    assert decode("tutor.course_offered.v1", as_it_was(OFFERED)) == OFFERED
    subject = replace(example(SubjectOffered), tags="grammar")
    assert decode("tutor.subject_offered.v1", as_it_was(subject)) == subject


def test_also_of_what_was_sealed_then() -> None:
    """Title and description lay in a drawer when the tags beside them did not yet."""
    sealing = Sealing(InMemoryKeyring())
    then = replace(OFFERED, category="", tags="")
    (sealed,) = sealing.seal([(f"tutor-{ANNA}@1", "tutor.course_offered.v1", then)])
    public = {**json.loads(sealed.body), "category": "CA005", "tags": ["talk"]}
    body = json.dumps(public, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    opened = sealing.open_one(Body(f"tutor-{ANNA}", 1, "tutor.course_offered.v1", body))
    assert opened == replace(OFFERED, category="CA005", tags="talk")


def test_a_model_was_retired_because_another_one_replaced_it() -> None:
    retired = replace(example(ModelRetired), ground=Ground.RULE, why=None)
    body = json.loads(encode(retired))
    then = {name: value for name, value in body.items() if name not in {"ground", "why"}}
    assert decode("model.retired.v1", json.dumps(then).encode()) == retired


def test_no_tags_are_no_line() -> None:
    assert tags_in(as_text(())) == ()
    assert tags_in(as_text(("one", "two"))) == ("one", "two")
