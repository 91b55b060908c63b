"""How older facts are read today: one line a step, from a topic to its next version.

A stored fact is never rewritten. Reading `booking.held.v1` where the code knows only
`booking.held.v2` applies the step of v1, and goes on until the code knows the topic.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.tutor.tags import as_text

Upcast = Callable[[dict[str, Any]], dict[str, Any]]


def _with_tags_one_a_line(old: dict[str, Any]) -> dict[str, Any]:
    """This is an offer whose tags are one text, so that they can be sealed."""
    return {**old, "tags": as_text(old["tags"])}


def _by_the_rule(old: dict[str, Any]) -> dict[str, Any]:
    """This is a model that another one replaced: nobody could retire one for another reason."""
    return {**old, "ground": "rule", "why": None}


UPCASTS: Mapping[str, tuple[str, Upcast]] = {
    "tutor.subject_offered.v1": ("tutor.subject_offered.v2", _with_tags_one_a_line),
    "model.retired.v1": ("model.retired.v2", _by_the_rule),
    "tutor.course_offered.v1": ("tutor.course_offered.v2", _with_tags_one_a_line),
}
"""Topic → the next version's topic, and the function that makes its body of the older body."""
