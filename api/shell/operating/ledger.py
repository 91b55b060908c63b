"""`preceptor ledger check`: whether every amount is where the facts say."""

from time import perf_counter

import msgspec

from api.amounts import amount
from api.shell.connected import connected
from api.shell.console import FAILED, as_json, progress, say, table
from api.shell.operating.asking import instant_of
from application.ledger_check import LedgerChecked
from application.provider_check import BEGINNING


def check(since: str | None, *, is_json: bool) -> int:
    """This prints what accounts hold and whatever differs, and answers whether nothing does."""
    began, instant = perf_counter(), instant_of(since) or BEGINNING
    with connected() as container, progress("Checking the ledger") as bar:
        task = bar.task_ids[0]
        found = container.operating.check_ledger(
            lambda done, total: bar.update(task, completed=done, total=total), instant
        )
    seconds = perf_counter() - began
    if is_json:
        as_json({**msgspec.to_builtins(found), "seconds": seconds})
    else:
        _tell(found, seconds)
    return FAILED if found.findings else 0


def _tell(found: LedgerChecked, seconds: float) -> None:
    table(
        ("account", "holds"),
        [(one.account, amount(one.minor, one.currency)) for one in found.balances],
    )
    say()
    if found.findings:
        table(("position", "what was found"), [(one.position, one.what) for one in found.shown])
        if found.findings > len(found.shown):
            say(f"And {found.findings - len(found.shown):,} more.")
        say()
    if found.provider:
        say(f"Held against the provider's books: {found.provider.count:,} of its deeds.")
        if found.provider.unlike:
            say(f"Booked in another currency there, so not compared: {found.provider.unlike:,}.")
    speed = f"{found.entries:,} entries up to position {found.position:,} in {seconds:,.1f} s"
    if found.findings:
        say(f"{found.findings:,} findings in {speed}.", "red")
    else:
        say(f"Every amount is where the facts say: {speed}.", "green")
