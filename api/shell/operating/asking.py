"""What operators ask: how everything stands, building anew, trying again, and looking back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from api.shell.connected import connected
from api.shell.console import as_json, progress, say, table
from application.looking_back import as_of, shown
from application.status import CannotBeDone


def migrate() -> None:
    """This brings the tables up to the code."""
    with connected() as container:
        applied = container.operating.migrate()
    for name in applied:
        say(f"applied {name}")
    if not applied:
        say("The tables are up to date.")


def show_projections(*, is_json: bool) -> None:
    """This prints how each read model and process stands, and what waits in it."""
    with connected() as container:
        found = container.operating.status()
        head = container.facts.head()
    if is_json:
        as_json({"head": head, "projections": [_standing(one) for one in found]})
        return
    say(f"The log stands at {head:,}.")
    columns = ("name", "version", "position", "behind", "parked", "built", "of this code")
    table(columns, [_row(one) for one in found])
    waiting = [(one.name, each) for one in found for each in one.parked]
    if waiting:
        say()
        say("Parked: these streams wait, everything else flows. When the cause is mended,")
        say("`preceptor projections replay NAME STREAM` applies them in order.")
        table(
            ("name", "stream", "facts", "from position", "why", "since"),
            [
                (name, each.stream_id, each.facts, each.position, each.error, each.parked_at)
                for name, each in waiting
            ],
        )


def rebuild(name: str, *, is_strict: bool, is_json: bool) -> None:
    """This builds a read model anew beside the old one, and switches to it."""
    with connected() as container, progress(f"Rebuilding {name}") as bar:
        task = bar.task_ids[0]
        rebuilt = container.operating.rebuild(
            name,
            lambda done, total: bar.update(task, completed=done, total=total),
            strict=is_strict,
        )
    if is_json:
        as_json(msgspec.to_builtins(rebuilt))
        return
    say(f"{name} is built anew, up to position {rebuilt.position:,}, and in use.")
    if not rebuilt.was_compared:
        say("There was no build of the same code to compare it with.")
    elif not rebuilt.differences:
        say("Its rows are those it had.")
    for each in rebuilt.differences:
        say(
            f"Table {each.table} differs: it had {each.rows_before:,} rows, "
            f"now it has {each.rows_after:,}.",
            "yellow",
        )


def replay(name: str, stream_id: str, *, is_strict: bool, is_json: bool) -> None:
    """This applies what is parked of a stream again.

    Raises:
        CannotBeDone: `is_strict` was asked, and something still waits.
    """
    with connected() as container:
        replayed = container.operating.replay(name, stream_id)
    if is_json:
        as_json(msgspec.to_builtins(replayed))
    else:
        say(f"{stream_id} in {name}: {replayed.applied:,} applied, {replayed.waiting:,} waiting.")
    if replayed.error and not is_json:
        say(f"The first of those still fails: {replayed.error}", "yellow")
    if replayed.waiting and is_strict:
        raise CannotBeDone(f"{stream_id} still waits in {name}.")


def show_todos(*, is_json: bool) -> None:
    """This prints what each process has left to do, and what of it fails."""
    with connected() as container:
        found = container.operating.todos()
    if is_json:
        as_json([msgspec.to_builtins(one) for one in found])
        return
    table(
        ("process", "open", "due now", "next due", "failing"),
        [(one.process, one.open, one.due, one.next_due, len(one.failing)) for one in found],
    )
    failing = [(one.process, each) for one in found for each in one.failing]
    if failing:
        say()
        say("Failing: the world did not answer. `preceptor todos retry` tries them at once.")
        table(
            ("process", "key", "to do", "attempts", "why", "tried again"),
            [
                (process, each.key, each.name, each.attempts, each.reason, each.again_at)
                for process, each in failing
            ],
        )


def retry_todos(process: str | None, key: str | None, *, is_json: bool) -> None:
    """This lets what failed be tried at once."""
    with connected() as container:
        count = container.operating.retry(process, key)
    if is_json:
        as_json({"retried": count})
    else:
        say(f"{count:,} to-dos are tried again now." if count else "Nothing had failed.")


def show_state(kind: str, identity: str, position: int | None, time: str | None) -> None:
    """This prints an aggregate as it stood, as JSON; passwords are withheld even as digests."""
    instant = instant_of(time)
    with connected() as container:
        found = as_of(container.log, kind, identity, position=position, time=instant)
    as_json(msgspec.to_builtins(shown(found)))


def instant_of(text: str | None) -> datetime | None:
    """This is an instant as people write it; without a zone it is UTC."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CannotBeDone(
            f"{text} is no time; write it like 2026-03-02T09:30:00Z or 2026-03-02."
        ) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _row(one: Any) -> tuple[Any, ...]:
    stands = (one.name, one.version, one.position, one.behind)
    return (*stands, len(one.parked), one.built_at, one.is_current)


def _standing(one: Any) -> dict[str, Any]:
    lag = {f"{context}.{number}": behind for (context, number), behind in one.lag.items()}
    parked: Sequence[Any] = [msgspec.to_builtins(each) for each in one.parked]
    return {
        "name": one.name,
        "version": one.version,
        "is_current": one.is_current,
        "built_at": one.built_at,
        "position": one.position,
        "behind": one.behind,
        "lag": lag,
        "parked": parked,
    }
