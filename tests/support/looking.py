"""A clock by which everything that is looked up now and then is old whenever it is asked for."""

from itertools import count

import pytest


def hours_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """This makes it an hour later each time somebody looks."""
    later = count(1_000_000_000, 3_600)
    monkeypatch.setattr("adapters.looking.monotonic", lambda: float(next(later)))
