"""The laws of every projection: kept by a good one, and seen to be broken by bad ones."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, settings

from domain.shared.event import Recorded
from projections.rows import Rows
from tests.support.consent_register.projector import CONSENTS, projection
from tests.support.consents import denied, granted, withdrawn
from tests.support.laws import obeys_the_laws
from tests.support.people import BEN, OLGA
from tests.support.views import stream

STREAMS = (
    stream(f"consent-{BEN}", granted(), withdrawn(), granted()),
    stream(f"consent-{OLGA}", denied(OLGA), granted(OLGA)),
    stream("consent-3", granted("3"), withdrawn("3")),
)

UNTIL_BROKEN = settings(max_examples=100, phases=[Phase.generate, Phase.shrink], deadline=None)
"""A breach has to be found, and the simplest one breaks no law but the one that is meant."""


def test_a_good_projection_obeys() -> None:
    obeys_the_laws(projection(), *STREAMS)


def test_order_between_streams_must_not_matter() -> None:
    def remember_the_last(rows: Rows, recorded: Recorded[Any]) -> None:
        rows.change(CONSENTS, "last", "", state=recorded.stream_id, answers=0)

    with pytest.raises(AssertionError, match="another order"):
        obeys_the_laws(
            replace(projection(), apply=remember_the_last), *STREAMS[:2], tries=UNTIL_BROKEN
        )


def test_batches_must_not_matter() -> None:
    def count_batches(rows: Rows) -> None:
        rows.increase(CONSENTS, "batches", "", answers=1)

    with pytest.raises(AssertionError, match="batches"):
        obeys_the_laws(
            replace(projection(), complete=count_batches), *STREAMS[:2], tries=UNTIL_BROKEN
        )
