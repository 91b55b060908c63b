"""What operators see: one JSON line a deed, and numbers to scrape. Never personal data.

Lines name people by pseudonym and errors by kind and place: the words of an exception may
quote what somebody wrote, so they are left out.
"""

import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from structlog.typing import EventDict, Processor, WrappedLogger

from application.status import Status

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
GROUP_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


def configure_logging(level: str = "INFO", shape: str = "json") -> None:
    """This makes every line go to standard error, as JSON for machines or plain for people."""
    last: Processor = (
        structlog.dev.ConsoleRenderer()
        if shape == "console"
        else structlog.processors.JSONRenderer(serializer=_json)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_error,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def name_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """This replaces an exception by its kind and the places it came through."""
    reason = event.pop("exc_info", None)
    if reason is True:
        reason = sys.exc_info()[1]
    if isinstance(reason, BaseException):
        frames = traceback.extract_tb(reason.__traceback__)
        event["error"] = type(reason).__name__
        event["at"] = [f"{Path(at.filename).name}:{at.lineno} {at.name}" for at in frames[-12:]]
    return event


class PrometheusMetrics:
    """This counts, in a registry of its own, so that two can live in one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "preceptor_request_seconds",
            "Time to answer a request, by route template.",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._groups = Histogram(
            "preceptor_append_group_size",
            "Commands that shared one transaction of the log.",
            buckets=GROUP_SIZES,
            registry=self._registry,
        )
        self._appends = Counter(
            "preceptor_appends", "Commands written to the log.", registry=self._registry
        )
        self._uncounted = Counter(
            "preceptor_requests_uncounted",
            "Requests let through because rate limits could not be counted.",
            registry=self._registry,
        )
        self._showings = Counter(
            "preceptor_showings",
            "What was shown or looked at: recorded, dropped for want of room, or lost.",
            ("outcome",),
            registry=self._registry,
        )
        self._position = self._gauge("preceptor_log_position", "Position of the newest fact.")
        self._stream = _StreamGauges(self._gauge)
        self._alarms = self._gauge(
            "preceptor_proof_alarm", "Places where history, proof or ledger do not fit together."
        )
        self._models = _ModelGauges(self._gauge)
        self._ledger_findings = self._gauge(
            "preceptor_ledger_findings", "What the last check of the ledger found to differ."
        )
        self._ledger_position = self._gauge(
            "preceptor_ledger_checked_position", "Up to where the ledger was checked last."
        )
        self._ledger_time = self._gauge(
            "preceptor_ledger_checked_timestamp_seconds", "When that check ended; 0 for never."
        )
        self._parts = self._gauge("preceptor_up", "1 while a part answers.", "part")
        self._children: dict[tuple[str, str, int], Histogram] = {}

    def on_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """This takes down one answered request."""
        labels = (method, route, status)
        child = self._children.get(labels)
        if child is None:
            child = self._children[labels] = self._requests.labels(method, route, status)
        child.observe(seconds)

    def on_group(self, size: int) -> None:
        """This takes down one transaction of the log and how many commands it held."""
        self._groups.observe(size)
        self._appends.inc(size)

    def on_uncounted(self, requests: int) -> None:
        """This takes down requests that no rate limit could be applied to."""
        self._uncounted.inc(requests)

    def on_showings(self, count: int, outcome: str) -> None:
        """This takes down what became of so much that was shown or looked at."""
        self._showings.labels(outcome).inc(count)

    def exposition(self, status: Status) -> bytes:
        """This is everything in Prometheus' text format, with the status as it is now."""
        self._position.set(status.position)
        self._alarms.set(len(status.alarms))
        checked_at = status.ledger.checked_at
        self._ledger_findings.set(status.ledger.findings)
        self._ledger_position.set(status.ledger.position)
        self._ledger_time.set(checked_at.timestamp() if checked_at else 0)
        self._parts.clear()
        self._stream.note(status)
        self._models.note(status)
        for part in status.parts:
            self._parts.labels(part.name).set(part.is_up)
        return generate_latest(self._registry)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, labels, registry=self._registry)


class _StreamGauges:
    """This is how far everybody is along the stream, and how fast."""

    def __init__(self, gauge: Callable[..., Gauge]) -> None:
        self._published = gauge("preceptor_published_position", "Up to where facts are published.")
        self._relay_lag = gauge("preceptor_relay_lag", "Facts recorded and not published.")
        self._waits = gauge(
            "preceptor_unpublished_age_seconds", "Age of the oldest fact that is not published."
        )
        self._produce_rate = gauge("preceptor_produce_rate", "Facts published a second.")
        self._of_views = (
            gauge("preceptor_lag", "Facts a read model is behind.", "view"),
            gauge("preceptor_parked_keys", "Streams a read model parked.", "view"),
            gauge("preceptor_view_position", "Up to where a read model is complete.", "view"),
            gauge("preceptor_consume_rate", "Positions a read model moves a second.", "view"),
        )
        self._consumer_lag = gauge(
            "preceptor_consumer_lag",
            "Positions a read model or process is behind in a partition.",
            *("view", "partition"),
        )

    def note(self, status: Status) -> None:
        """This takes it down as it is now."""
        self._published.set(status.stream.position)
        self._relay_lag.set(status.stream.lag)
        self._waits.set(status.stream.waits_seconds)
        self._produce_rate.set(status.stream.rate)
        for gauge in (*self._of_views, self._consumer_lag):
            gauge.clear()
        for view in status.views:
            told = (view.lag, view.parked, view.position, view.rate)
            for gauge, value in zip(self._of_views, told, strict=True):
                gauge.labels(view.name).set(value)
            for partition, behind in view.partitions.items():
                self._consumer_lag.labels(view.name, partition).set(behind)


class _ModelGauges:
    """This is how models are."""

    def __init__(self, gauge: Callable[..., Gauge]) -> None:
        self._drift = gauge(
            "preceptor_model_alarms", "Models that got worse, or are shown what they never learnt."
        )
        self._learnt = gauge(
            "preceptor_model_learnt_timestamp_seconds",
            "Up to when the newest model of a kind has learnt.",
            "kind",
        )

    def note(self, status: Status) -> None:
        """This takes it down as it is now."""
        self._drift.set(len(status.drift))
        self._learnt.clear()
        for kind, until in status.learnt.items():
            self._learnt.labels(kind).set(until.timestamp())


def _json(event: Any, **_options: Any) -> str:
    return orjson.dumps(event, default=str).decode()
