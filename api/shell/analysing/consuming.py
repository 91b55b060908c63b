"""`preceptor consume`: the stream from a time or a position on, for a person to look at."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any, Final

import msgspec
import typer
from rich.text import Text

from adapters.bootstrap import Container
from api.amounts import amount
from api.shell.connected import connected
from api.shell.console import OUT, say
from api.shell.operating.asking import instant_of
from application.exporting import topics_named
from application.replaying import Replay
from application.status import CannotBeDone
from domain.shared.event import Recorded, context_of
from domain.shared.public import PublicFact, public_fact

TOPIC_WIDTH: Final = 40
JSON: Final = msgspec.json.Encoder()


def consume(since: str | None, names: list[str], *, is_json: bool, is_following: bool) -> None:
    """This prints the public part of what happened, until now or for ever."""
    topics = topics_named(names)
    with connected() as container, container.operating.reachable():
        if container.settings.kafka_bootstrap_servers is None:
            raise CannotBeDone("No broker is set: KAFKA_BOOTSTRAP_SERVERS.")
        after = _place(container, since)
        count = 0
        for recorded in _replayed(container, topics, after, is_following=is_following):
            count += 1
            shown = public_fact(recorded)
            if is_json:
                typer.echo(JSON.encode(shown))
            else:
                OUT.print(_line(shown))
    if not is_json:
        say(f"{count:,} facts.", "dim")


def _place(container: Container, since: str | None) -> int:
    """This is behind which position to begin: a number is a position, else it is a time."""
    if since is not None and since.isdecimal():
        return max(0, int(since) - 1)
    instant = instant_of(since)
    return container.log.position_before(instant) if instant else 0


def _replayed(
    container: Container, topics: frozenset[str], after: int, *, is_following: bool
) -> Iterator[Recorded[Any]]:
    contexts = frozenset(map(context_of, topics))
    published = container.published.look().partitions
    ours = {part: at for part, at in published.items() if part.context in contexts}
    with closing(container.oldest_on(contexts)) as stream:
        replay = Replay(stream, container.closed_facts, ours, topics)
        yield from replay.behind(after, is_following=is_following)


def _line(shown: PublicFact) -> Text:
    """This is a fact on one line: when, where, what, and what it says."""
    context, _, rest = shown.topic.partition(".")
    said = "  ".join(f"{name}={value}" for name, value in _values(shown))
    return Text.assemble(
        (f"{shown.recorded_at:%Y-%m-%d %H:%M:%S}  ", "dim"),
        (f"{shown.position:>8}  ", "cyan"),
        (f"{context}.", "dim"),
        (f"{rest:<{TOPIC_WIDTH - len(context)}}", "bold"),
        (f"  {shown.stream}  ", "dim"),
        said,
    )


def _values(shown: PublicFact) -> Iterator[tuple[str, str]]:
    """This is what a fact says, without what its line says already, or what is absent."""
    for name, value in shown.body.items():
        if value is not None and not shown.stream.endswith(f"-{value}"):
            yield name, _words(value)


def _words(value: Any) -> str:
    match value:
        case datetime():
            return f"{value:%Y-%m-%dT%H:%M}"
        case {"minor": int(minor), "currency": str(currency), **rest} if not rest:
            return amount(minor, currency)
        case bool():
            return "yes" if value else "no"
        case dict() | list():
            return JSON.encode(value).decode()
        case _:
            return str(value)
