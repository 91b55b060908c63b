"""`preceptor audit sample`: some facts of a topic, drawn so that anybody draws the same."""

import msgspec

from api.shell.auditing.asking import asking
from api.shell.auditing.lines import COLUMNS, row
from api.shell.console import as_json, say, table
from application.auditing.drawing import draw


def show_sample(topic: str, count: int, seed: str, until: int | None, *, is_json: bool) -> None:
    """This prints the sample, and everything that drawing it again needs.

    Raises:
        NoFactOfThatTopic: there is nothing to draw from.
    """
    with asking(f"Drawing from {topic}") as (container, on_progress):
        history = container.auditing.history
        head = history.head()
        upto = head if until is None else min(until, head)
        found = draw(history, topic, count, seed=seed, until=upto, say=on_progress)
    if is_json:
        as_json(msgspec.to_builtins(found))
        return
    table(
        ("ticket", *COLUMNS),
        [(f"{one.ticket[:16]}…", *row(one.line, 0)) for one in found.drawn],
    )
    say()
    say(f"{len(found.drawn):,} of {found.size:,} facts of {topic} up to position {upto:,}:")
    say(f"{found.rule}. To draw them again:")
    say(f"  preceptor audit sample --topic {topic} --n {count} --seed {seed} --until {upto}")
