"""`preceptor topics apply`: the topics facts travel on, made and set as they should be."""

from collections.abc import Sequence

import msgspec

from api.shell.connected import connected_to_broker
from api.shell.console import FAILED, as_json, say, table
from application.status import TopicStanding


def apply(*, is_check: bool, is_json: bool) -> int:
    """This puts right what can be, or only looks, and answers whether all is as it should be."""
    with connected_to_broker() as container:
        found = container.topics.look() if is_check else container.topics.apply()
    if is_json:
        as_json([msgspec.to_builtins(one) for one in found])
    else:
        _tell(found, is_check=is_check)
    return FAILED if any(one.differs for one in found) else 0


def _tell(found: Sequence[TopicStanding], *, is_check: bool) -> None:
    table(
        ("topic", "partitions", "copies", "put right", "differs"),
        [
            (one.name, one.partitions, one.copies, "; ".join(one.mended), "; ".join(one.differs))
            for one in found
        ],
    )
    say()
    differing = [one for one in found if one.differs]
    if not differing:
        say(f"All {len(found)} topics are as they should be.", "green")
        return
    say(f"Of {len(found)} topics {len(differing)} are not as they should be.", "red")
    if is_check:
        say("`preceptor topics apply` makes what is missing, and sets what can be set.")
    else:
        say("Kafka takes no partitions away, and copies are moved with its own tools.")
