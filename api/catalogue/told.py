"""What is made of the facts and told on topics of its own: figures in windows, and bursts."""

from enum import Enum
from typing import Any, Final

from application.analytics.bursts import Rule
from application.analytics.measures import Measure
from application.analytics.spans import Period
from application.cataloguing.schemas import DIALECT, meaning_of
from application.delivery import TOPIC_PREFIX

TEXT: Final = {"type": "string"}
WHOLE: Final = {"type": "integer"}
TIME: Final = {"type": "string", "format": "date-time"}


def _choice(choice: type[Enum]) -> dict[str, Any]:
    return {
        "type": "string",
        "description": meaning_of(choice),
        "enum": [member.value for member in choice],
    }


SHAPES: Final[dict[str, dict[str, Any]]] = {
    "windows": {
        "measure": _choice(Measure),
        "period": _choice(Period),
        "start": TIME,
        "end": TIME,
        "subject": {**TEXT, "description": "Empty where it is not of one."},
        "country": {**TEXT, "description": "Empty where it is not known."},
        "currency": {**TEXT, "description": "Of money; empty for whatever else is counted."},
        "partition": {**TEXT, "description": "Whose share of the figure this is: add them up."},
        "value": WHOLE,
        "position": {**WHOLE, "description": "Of the fact that changed it last."},
    },
    "signals": {
        "rule": _choice(Rule),
        "account_id": {**TEXT, "description": "About whom, by pseudonym."},
        "start": TIME,
        "end": TIME,
        "at_least": {**WHOLE, "description": "How many there were, or more."},
    },
}
WORDS: Final = {
    "windows": (
        "Figures in windows of time",
        "Each time one changes, under its own name: of a name the last one counts (compacted).",
    ),
    "signals": (
        "Bursts worth a look",
        "Much of one kind about one person in a short time. One may be told twice, under one name.",
    ),
}


def told_channels() -> dict[str, Any]:
    """This is a channel for each."""
    return {
        name: {
            "address": f"{TOPIC_PREFIX}{name}",
            "title": title,
            "description": about,
            "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        }
        for name, (title, about) in WORDS.items()
    }


def told_messages() -> dict[str, Any]:
    """This is what is told there."""
    key = {**TEXT, "description": "The name of the figure or the burst."}
    return {
        name: {
            "name": name,
            "title": WORDS[name][0],
            "contentType": "application/json",
            "payload": payload_of(name),
            "bindings": {"kafka": {"key": key, "bindingVersion": "0.5.0"}},
        }
        for name in SHAPES
    }


def payload_of(name: str) -> dict[str, Any]:
    """This is the shape of what is told on that topic."""
    shape = SHAPES[name]
    return {"$schema": DIALECT, "type": "object", "properties": shape, "required": list(shape)}
