"""How often a law is tried: as often as it says, or a tenth of it where somebody waits.

`make test`, and with it CI, tries everything. `make quick` says `--hypothesis-profile=quick`.
"""

from collections.abc import Sequence
from random import randrange
from typing import Any, TypeVar

from hypothesis import settings

T = TypeVar("T")

QUICK = "not io and not trains"
"""What is run where somebody waits."""

AT_LEAST = 5
"""The first of all examples is the simplest one, which breaks few laws."""


def profiles() -> None:
    """This makes both known: `--hypothesis-profile` names one of them.

    No example has a deadline: a machine that has other things to do breaks no law.
    """
    settings.register_profile("full", settings.default, deadline=None)
    settings.register_profile("quick", settings.get_profile("full"), max_examples=10)
    settings.load_profile("full")


def tried(times: int, **more: Any) -> settings:
    """This has a law tried that often, which as a rule is done a hundred times."""
    return settings(max_examples=max(times // _share(), min(times, AT_LEAST)), **more)


def some(cases: Sequence[T]) -> Sequence[T]:
    """This is all cases of a law, or a tenth of them, others each time."""
    share = min(_share(), len(cases))
    return cases[randrange(share) :: share]  # noqa: S311 - nobody has anything of guessing it


def _share() -> int:
    return settings.get_profile("full").max_examples // settings().max_examples
