"""Pace: positions a second, over the last minute or since somebody last looked."""

from application.pace import Pace


class TestPace:
    def test_is_nothing_at_first(self) -> None:
        assert Pace().note(100, {"relay": 7}) == {"relay": 0}

    def test_is_what_came_between_two_looks(self) -> None:
        pace = Pace()
        pace.note(100, {"relay": 1_000, "calendar": 10})
        assert pace.note(102, {"relay": 1_500, "calendar": 10}) == {"relay": 250, "calendar": 0}

    def test_goes_back_a_minute(self) -> None:
        pace = Pace()
        for second in range(200):
            pace.note(second, {"relay": 0 if second < 150 else 10 * (second - 150)})
        assert pace.note(200, {"relay": 500}) == {"relay": 500 / 60}

    def test_of_who_looks_rarely_is_since_they_looked(self) -> None:
        pace = Pace()
        pace.note(0, {"relay": 0})
        assert pace.note(300, {"relay": 600}) == {"relay": 2}
        assert pace.note(600, {"relay": 600}) == {"relay": 0}

    def test_of_looks_close_together_is_not_lost(self) -> None:
        pace = Pace()
        for tenth in range(30):
            pace.note(tenth / 10, {"relay": tenth})
        assert pace.note(3, {"relay": 30}) == {"relay": 10}

    def test_is_never_negative(self) -> None:
        pace = Pace()
        pace.note(0, {"calendar": 50})
        assert pace.note(1, {"calendar": 0}) == {"calendar": 0}
