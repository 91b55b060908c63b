"""Lines for machines: one object each, and never what somebody wrote."""

import orjson
import pytest
import structlog

from adapters.telemetry import configure_logging


@pytest.fixture(autouse=True)
def _leave_logging_as_it_was() -> object:
    yield
    structlog.reset_defaults()


def fail() -> None:
    raise ValueError("ben@example.org is not a number")


class TestALine:
    def test_is_one_json_object(self, capsys: pytest.CaptureFixture[str]) -> None:
        configure_logging()
        structlog.get_logger().info("request", status=200)
        line = orjson.loads(capsys.readouterr().err)
        assert (line["event"], line["level"], line["status"]) == ("request", "info", 200)
        assert line["timestamp"].endswith("Z")

    def test_of_an_exception_leaves_its_words_out(self, capsys: pytest.CaptureFixture[str]) -> None:
        configure_logging()
        try:
            fail()
        except ValueError:
            structlog.get_logger().exception("failed")
        text = capsys.readouterr().err
        line = orjson.loads(text)
        assert line["error"] == "ValueError"
        assert line["at"][-1].endswith(" fail")
        assert "ben@" not in text

    def test_below_the_level_is_not_written(self, capsys: pytest.CaptureFixture[str]) -> None:
        configure_logging("ERROR")
        structlog.get_logger().info("request")
        assert capsys.readouterr().err == ""

    def test_is_readable_for_people_who_ask(self, capsys: pytest.CaptureFixture[str]) -> None:
        configure_logging(shape="console")
        structlog.get_logger().info("request")
        assert "request" in capsys.readouterr().err
