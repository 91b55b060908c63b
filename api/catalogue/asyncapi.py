"""The stream as an AsyncAPI 3.1 document: a channel a context, a message a version of a fact.

Figures and bursts, which are made of facts, have a channel each beside them.

Shapes are referred to, not repeated: whoever reads the document where it is served finds them
beside it. Messages are CloudEvents 1.0 in binary mode: what is said of a fact stands in headers.
"""

from collections.abc import Sequence
from typing import Any, Final

from api.catalogue.entries import Chapter, Entry
from api.catalogue.told import WORDS, told_channels, told_messages
from application.delivery import TOPIC_PREFIX

TEXT: Final = {"type": "string"}
NUMBER: Final = {"type": "string", "pattern": "^[0-9]+$"}
HEADERS: Final = {
    "content-type": {"const": "application/json"},
    "ce_specversion": {"const": "1.0"},
    "ce_id": {**TEXT, "description": "The stream and the place in it: unique for ever."},
    "ce_source": {"const": "/preceptor"},
    "ce_type": {**TEXT, "description": "The topic: what happened, and in which version."},
    "ce_time": {**TEXT, "format": "date-time", "description": "When it was decided."},
    "ce_subject": {**TEXT, "description": "The id of the stream; the key of the message as well."},
    "ce_position": {**NUMBER, "description": "The place in the whole log, without gaps."},
    "ce_previous": {**NUMBER, "description": "The position before it in the same partition."},
    "ce_streamversion": {**NUMBER, "description": "The place in the stream, 1, 2, 3 …"},
    "ce_actor": {**TEXT, "description": "Who did it, by pseudonym, or which process."},
    "ce_ground": {**TEXT, "description": "On what ground: role and command."},
    "ce_correlationid": {**TEXT, "description": "What everything of one request shares."},
    "ce_causationid": {**TEXT, "description": "What directly led to it."},
    "ce_subjects": {**TEXT, "description": "Whose personal data it carries, with commas between."},
}
MAY_LACK: Final = frozenset({"ce_ground", "ce_correlationid", "ce_causationid", "ce_subjects"})
TELLING: Final = """\
Every fact of the platform, as it lies in the log, published in the order of each stream. What is \
personal is sealed under `$sealed`. A fact may come twice, with the same position: pass over what \
you have. Fields and choices may be added: pass over what you do not know. Everything else becomes \
another version, and an older one stays as it is."""


def asyncapi(chapters: Sequence[Chapter], version: str) -> dict[str, Any]:
    """This is the document over every context."""
    entries = [entry for chapter in chapters for entry in chapter.entries]
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Preceptor: what happens",
            "version": version,
            "description": TELLING,
            "license": {
                "name": "Apache-2.0",
                "url": "https://www.apache.org/licenses/LICENSE-2.0",
            },
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "{bootstrap}",
                "protocol": "kafka",
                "description": "Any of the brokers; `preceptor status` names those in use.",
                "variables": {"bootstrap": {"default": "127.0.0.1:9092"}},
            }
        },
        "channels": {
            **{chapter.context: _channel(chapter) for chapter in chapters},
            **told_channels(),
        },
        "operations": {
            **{
                f"follow_{chapter.context}": _operation(
                    chapter.context, f"What happens to {chapter.name.lower()} is published."
                )
                for chapter in chapters
            },
            **{f"follow_{name}": _operation(name, words[0]) for name, words in WORDS.items()},
        },
        "components": {
            "messages": {
                **{entry.topic: _message(entry) for entry in entries},
                **told_messages(),
            },
            "messageTraits": {"cloudEvent": _cloud_event()},
        },
    }


def _operation(channel: str, summary: str) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
    }


def _channel(chapter: Chapter) -> dict[str, Any]:
    return {
        "address": f"{TOPIC_PREFIX}{chapter.context}",
        "title": chapter.name,
        "description": f"Facts of {chapter.name.lower()}, for {chapter.purpose}.",
        "messages": {
            entry.topic: {"$ref": f"#/components/messages/{entry.topic}"}
            for entry in chapter.entries
        },
    }


def _message(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.topic,
        "title": entry.name,
        "summary": entry.meaning.partition("\n")[0],
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "payload": {"$ref": f"./schemas/{entry.topic}.json"},
        "examples": [{"name": entry.name, "payload": entry.example}],
        "tags": [{"name": f"read as {entry.next}"}] if entry.next else [],
    }


def _cloud_event() -> dict[str, Any]:
    return {
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "properties": HEADERS,
            "required": [name for name in HEADERS if name not in MAY_LACK],
        },
        "bindings": {
            "kafka": {
                "key": {**TEXT, "description": "The id of the stream, which keeps its order."},
                "bindingVersion": "0.5.0",
            }
        },
    }
