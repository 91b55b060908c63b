"""`preceptor audit check`: whether all of it hangs together."""

from time import perf_counter

import msgspec

from api.shell.auditing.asking import asking
from api.shell.console import FAILED, as_json, say, table
from application.auditing.asking import Examined


def show_check(*, is_json: bool) -> int:
    """This prints every promise with what breaks it, and answers whether all of them hold."""
    began = perf_counter()
    with asking("Checking the log") as (container, on_progress):
        found = container.auditing.examine(say=on_progress)
    seconds = perf_counter() - began
    if is_json:
        as_json({**msgspec.to_builtins(found), "findings": found.findings, "seconds": seconds})
    else:
        _tell(found, seconds)
    return FAILED if found.findings else 0


def _tell(found: Examined, seconds: float) -> None:
    table(
        ("check", "what must hold", "findings"),
        [(check.name, check.promise, check.count) for check in found.checks],
    )
    broken = [check for check in found.checks if check.count]
    if broken:
        say()
        table(
            ("check", "position", "what was found"),
            [(check.name, one.position, one.what) for check in broken for one in check.shown],
        )
    for check in broken:
        if check.count > len(check.shown):
            say(f"{check.name}: and {check.count - len(check.shown):,} more.")
    say()
    speed = f"{found.head:,} facts in {seconds:,.1f} s"
    if found.findings:
        say(f"{found.findings:,} findings in {speed}.", "red")
    else:
        say(f"Everything holds: {speed}.", "green")
