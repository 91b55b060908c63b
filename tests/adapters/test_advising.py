"""What takes seconds to work out is worked out now and then, however often it is asked for."""

from pathlib import Path

import pytest

from adapters.bootstrap import Container
from adapters.settings import Settings
from tests.api.test_reviews import TRACE
from tests.api.world import Shelf
from tests.support.looking import hours_pass


def test_suspicions_are_worked_out_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf()
    with Container.from_settings(Settings(preceptor_home=tmp_path)) as container:
        container.__dict__["reader"] = shelf
        assert container.suspicions() == []
        shelf.tables["reviews.words"] = [TRACE]
        assert container.suspicions() == [], "it was looked at just now"
        assert len(shelf.asked) == 1
        hours_pass(monkeypatch)
        (found,) = container.suspicions()
    assert found.booking_id == TRACE["booking_id"]
