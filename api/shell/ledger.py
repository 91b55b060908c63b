"""`preceptor ledger check`: whether every amount is where the facts say."""

from time import perf_counter

import msgspec

from api.amounts import amount
from api.shell.auditing.asking import asking
from api.shell.console import FAILED, as_json, say, table
from application.ledger_check import LedgerChecked


def check(*, is_json: bool) -> int:
    """This prints what accounts hold and whatever differs, and answers whether nothing does."""
    began = perf_counter()
    with asking("Checking the ledger") as (container, on_progress):
        found = container.operating.check_ledger(on_progress)
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
    speed = f"{found.entries:,} entries up to position {found.position:,} in {seconds:,.1f} s"
    if found.findings:
        say(f"{found.findings:,} findings in {speed}.", "red")
    else:
        say(f"Every amount is where the facts say: {speed}.", "green")
