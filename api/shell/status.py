"""`preceptor status`: what runs, how far each follower of the log is behind, and how fast it is."""

import time

import msgspec

from api.shell.connected import connected
from api.shell.console import FAILED, as_json, say, table
from application.status import Status, ViewStatus

BETWEEN_LOOKS_SECONDS = 1.0


def show(*, with_partitions: bool, is_json: bool) -> int:
    """This looks twice, to see how fast everything moves, and answers with an exit code."""
    with connected() as container:
        container.status()
        time.sleep(BETWEEN_LOOKS_SECONDS)
        status = container.status()
    if is_json:
        as_json(msgspec.to_builtins(status))
    else:
        _tell(status, with_partitions=with_partitions)
    return 0 if status.is_ready else FAILED


def _tell(status: Status, *, with_partitions: bool) -> None:
    table(("part", "answers", "note"), [(one.name, one.is_up, one.detail) for one in status.parts])
    for alarm in (*status.alarms, *status.drift):
        say(alarm, "red")
    say()
    stream = status.stream
    say(
        f"The log stands at {status.position:,}. Published up to {stream.position:,}:"
        f" {stream.lag:,} facts wait, the oldest for {stream.waits_seconds:.1f} s;"
        f" {stream.rate:,.0f} facts a second."
    )
    table(
        ("follower", "position", "behind", "most in", "a second", "parked"),
        [_row(one) for one in status.views],
    )
    if with_partitions:
        say()
        _tell_partitions(_partitions(status))


def _tell_partitions(behind: list[tuple[str, str, int]]) -> None:
    if behind:
        table(("follower", "partition", "behind"), behind)
    else:
        say("No follower is behind in any partition.")


def _row(view: ViewStatus) -> tuple[str, int, int, str, int, int]:
    worst = max(view.partitions, key=view.partitions.__getitem__, default="")
    told = worst if view.lag else ""
    return (view.name, view.position, view.lag, told, round(view.rate), view.parked)


def _partitions(status: Status) -> list[tuple[str, str, int]]:
    return [
        (view.name, partition, behind)
        for view in status.views
        for partition, behind in view.partitions.items()
        if behind
    ]
