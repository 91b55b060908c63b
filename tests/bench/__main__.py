"""`python -m tests.bench [--only NAME] [--quick]`: measures, prints a table, writes bench.json.

It starts servers of its own in a folder of its own, and leaves nothing behind but that file.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from adapters.embedded.servers import EmbeddedServers
from adapters.settings import CannotStart, Settings
from adapters.telemetry import configure_logging
from tests.bench.catalogue import BENCHES
from tests.bench.kit import Bench, Figure, Stage

WRITTEN = Path("bench.json")
MEASURED = dict[str, Sequence[Figure]]


def main(arguments: Sequence[str]) -> int:
    """This measures what was asked for; a figure that falls short is told, not an error."""
    asked = _asked(arguments)
    configure_logging("WARNING", "console")
    chosen = [bench for bench in BENCHES if not asked.only or bench.name in asked.only]
    console = Console(stderr=False)
    try:
        measured = _measure(chosen, console, is_quick=asked.quick)
    except CannotStart as reason:
        console.print(str(reason))
        return 1
    console.print(_table(chosen, measured))
    if asked.quick:
        console.print("Quick: the numbers are too small to mean anything.")
    WRITTEN.write_text(json.dumps(_record(measured, is_quick=asked.quick), indent=2) + "\n")
    console.print(f"Written to {WRITTEN}.")
    return 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    names = [bench.name for bench in BENCHES]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=names, help="only this one; repeatable")
    parser.add_argument("--quick", action="store_true", help="small numbers: does it run at all?")
    return parser.parse_args(arguments)


def _measure(chosen: Sequence[Bench], console: Console, *, is_quick: bool) -> MEASURED:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    measured: MEASURED = {}
    with (
        tempfile.TemporaryDirectory(prefix="preceptor-bench-") as folder,
        Progress(*columns, TimeElapsedColumn(), console=console) as progress,
        EmbeddedServers.started(_settings(Path(folder) / "servers"), progress.console.print) as up,
    ):
        stage = Stage(up, Path(folder), progress, is_quick)
        with stage.step("Measuring", len(chosen)) as advance:
            for bench in chosen:
                measured[bench.name] = bench.run(stage)
                advance(1)
    return measured


def _settings(home: Path) -> Settings:
    return Settings(
        database_url=None, kafka_bootstrap_servers=None, redis_url=None, preceptor_home=home
    )


def _table(chosen: Sequence[Bench], measured: MEASURED) -> Table:
    table = Table("measured", "figure", "aim", "", title="What fast means here")
    for column in table.columns[1:3]:
        column.justify = "right"
    for bench in chosen:
        table.add_row(f"[bold]{bench.claim}[/bold]")
        for figure in measured[bench.name]:
            verdict = {True: "met", False: "[red]short[/red]", None: ""}[figure.is_met]
            table.add_row(f"  {figure.name}", _shown(figure.value, figure), _aim(figure), verdict)
        table.add_section()
    return table


def _aim(figure: Figure) -> str:
    if figure.aim is None:
        return ""
    return f"{'≥' if figure.better == 'high' else '≤'} {_shown(figure.aim, figure)}"


def _shown(value: float, figure: Figure) -> str:
    digits = 0 if abs(value) >= 1_000 else 1 if abs(value) >= 10 else 3
    return f"{value:,.{digits}f} {figure.unit}".rstrip()


def _record(measured: MEASURED, *, is_quick: bool) -> dict[str, Any]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "is_quick": is_quick,
        "machine": {
            "system": platform.system(),
            "architecture": platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "load_average": [round(load, 1) for load in os.getloadavg()],
        },
        "figures": {
            name: [
                {
                    "name": figure.name,
                    "value": round(figure.value, 4),
                    "unit": figure.unit,
                    "aim": figure.aim,
                    "better": figure.better,
                    "is_met": figure.is_met,
                }
                for figure in figures
            ]
            for name, figures in measured.items()
        },
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
