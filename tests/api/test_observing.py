"""What surrounds every request."""

from collections.abc import Iterator

import orjson
import pytest
import structlog

from adapters.telemetry import PrometheusMetrics, name_error
from tests.api.world import World
from tests.support.people import AS_BEN

GRANT = "/v1/consents/ben/recording/grant"


@pytest.fixture
def lines() -> Iterator[list[structlog.typing.EventDict]]:
    with structlog.testing.capture_logs() as found:
        yield found


class TestTheRequestId:
    def test_is_the_callers_own(self, world: World) -> None:
        answer = world.get("/healthz", headers={"X-Request-ID": "0af7651916cd43dd"})
        assert answer.headers["X-Request-ID"] == "0af7651916cd43dd"

    @pytest.mark.parametrize(
        "name",
        [
            "short",
            "x" * 129,
            "with space here",
            "<script>alert()",
            "ben@example.org-1",
            "ben-was-here-today",
        ],
    )
    def test_is_made_up_where_the_callers_is_odd(self, world: World, name: str) -> None:
        answer = world.get("/healthz", headers={"X-Request-ID": name})
        assert answer.headers["X-Request-ID"] != name
        assert len(answer.headers["X-Request-ID"]) == 36


class TestTheLine:
    def test_has_the_route_and_no_address(self, lines: list[structlog.typing.EventDict]) -> None:
        World().get("/v1/accounts/ben?secret=1", AS_BEN)
        (line,) = lines
        assert line["route"] == "/v1/accounts/{account_id}"
        assert (line["method"], line["status"], line["actor"]) == ("GET", 422, "person:ben")
        assert "secret" not in repr(line)

    def test_of_an_error_names_kind_and_place_but_no_words(self) -> None:
        nobody: dict[str, str] = {}
        with pytest.raises(KeyError) as raised:
            _ = nobody["ben@example.org"]
        event = name_error(None, "error", {"event": "failed", "exc_info": raised.value})
        assert event["error"] == "KeyError"
        assert event["at"][-1].startswith("test_observing.py:")
        assert "ben@" not in orjson.dumps(event).decode()


class TestEveryAnswer:
    def test_is_cautious(self, world: World) -> None:
        headers = world.get("/healthz").headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


class TestTheNumbers:
    def test_count_requests_by_route(self) -> None:
        world = World()
        world.post(GRANT, {})
        text = world.get("/metrics").text
        line = (
            'preceptor_request_seconds_count{method="POST",'
            'route="/v1/consents/{person_id}/{purpose}/grant",status="422"} 1.0'
        )
        assert line in text

    def test_tell_group_sizes_lag_and_parked_keys(self, world: World) -> None:
        metrics = PrometheusMetrics()
        metrics.on_group(12)
        text = metrics.exposition(world.status()).decode()
        assert "preceptor_append_group_size_sum 12.0" in text
        assert "preceptor_appends_total 12.0" in text
        assert 'preceptor_lag{view="directory"} 2.0' in text
        assert 'preceptor_parked_keys{view="directory"} 1.0' in text
        assert 'preceptor_up{part="PostgreSQL"} 1.0' in text

    def test_tell_how_far_and_how_fast_the_stream_is(self, world: World) -> None:
        text = PrometheusMetrics().exposition(world.status()).decode()
        for line in (
            "preceptor_published_position 6.0",
            "preceptor_relay_lag 3.0",
            "preceptor_unpublished_age_seconds 1.5",
            "preceptor_produce_rate 40.0",
            'preceptor_view_position{view="directory"} 7.0',
            'preceptor_consume_rate{view="directory"} 3.5',
            'preceptor_consumer_lag{partition="account.0",view="directory"} 2.0',
            'preceptor_consumer_lag{partition="account.1",view="directory"} 0.0',
        ):
            assert f"\n{line}\n" in text
