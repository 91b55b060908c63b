"""`python -m tests.soak`: kills, under load, round after round; ends with the figures."""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from adapters.telemetry import configure_logging
from tests.support.load import Load
from tests.support.marketplace import Marketplace
from tests.support.proof import prove
from tests.support.stack import BROKER, DATABASE, REDIS, WORKERS, RunningStack

KILLED = (*WORKERS, BROKER, REDIS, DATABASE)
LONGEST_QUIET_SECONDS = 3.0
MORE_BOOKINGS = 20
PATIENCE_SECONDS = 180.0


@dataclass(slots=True)
class Figures:
    """This is what a soak has seen so far."""

    kills: Counter[str] = field(default_factory=Counter)
    back_seconds: list[float] = field(default_factory=list)
    proven_seconds: list[float] = field(default_factory=list)
    facts: int = 0
    bookings: Counter[str] = field(default_factory=Counter)
    missed: int = 0

    def lines(self, seconds: float) -> Sequence[str]:
        """This is the same for people."""
        kills = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        states = ", ".join(f"{count} {state}" for state, count in sorted(self.bookings.items()))
        return (
            f"{seconds:.0f} s, {len(self.proven_seconds)} rounds, every promise held in each",
            f"killed: {kills}",
            f"{self.facts} facts; bookings: {states}; {self.missed} slots were gone",
            f"answering again after a kill: {_spread(self.back_seconds)}",
            f"caught up and proven: {_spread(self.proven_seconds)}",
        )


def main(arguments: Sequence[str]) -> int:
    """This soaks, and answers with an exit code."""
    asked = _parser().parse_args(arguments)
    configure_logging("WARNING", "console")
    figures, begun = Figures(), time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as home,
        Progress(*columns, TimeElapsedColumn()) as progress,
    ):
        task = progress.add_task("starting", total=asked.rounds)
        with RunningStack.started(Path(home)) as stack:
            load = Load.of(Marketplace(stack), asked.customers, asked.seed)
            chance = random.Random(asked.seed)  # noqa: S311 - a repeatable choice
            for number in range(asked.rounds):
                progress.update(task, description=f"round {number + 1}: killing")
                _kill_twice(stack, load, chance, figures)
                progress.update(task, description=f"round {number + 1}: proving")
                _prove(stack, load, figures)
                progress.update(task, advance=1)
    console = Console()
    for line in figures.lines(time.monotonic() - begun):
        console.print(line, highlight=False)
    return 0


def _kill_twice(stack: RunningStack, load: Load, chance: random.Random, figures: Figures) -> None:
    """This kills some, and some others while the first are only coming back."""
    with load.running():
        load.await_more(chance.randint(5, MORE_BOOKINGS), PATIENCE_SECONDS)
        time.sleep(chance.uniform(0, LONGEST_QUIET_SECONDS))
        killed = stack.kill(*chance.sample(KILLED, k=chance.randint(1, 4)))
        begun = time.monotonic()
        time.sleep(chance.uniform(0, LONGEST_QUIET_SECONDS))
        rest = [name for name in KILLED if name not in killed]
        killed |= stack.kill(*chance.sample(rest, k=chance.randint(1, 3)))
        stack.await_replaced(killed, PATIENCE_SECONDS)
        figures.back_seconds.append(time.monotonic() - begun)
        figures.kills.update(killed.keys())
        load.await_more(5, PATIENCE_SECONDS)


def _prove(stack: RunningStack, load: Load, figures: Figures) -> None:
    begun = time.monotonic()
    figures.facts = prove(stack, load.people, load.expected, PATIENCE_SECONDS)
    figures.proven_seconds.append(time.monotonic() - begun)
    figures.bookings = Counter(load.expected.values())
    figures.missed = sum(customer.missed for customer in load.customers)


def _spread(seconds: Sequence[float]) -> str:
    found = sorted(seconds)
    return f"{found[len(found) // 2]:.1f} s median, {found[-1]:.1f} s longest"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, help="how often to kill and prove")
    parser.add_argument("--customers", type=int, default=8, help="how many book at once")
    parser.add_argument("--seed", type=int, default=1, help="what the random choices follow from")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
