"""Trying again when the world does not answer: for ever, ever more slowly, told once."""

import threading

import structlog

from domain.shared.errors import Unavailable

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0

log = structlog.get_logger()


class Outage:
    """This is the trouble one worker has, or has not, at the moment."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._pause = 0.0
        self._told = ""

    def wait(self, reason: Exception, stop: threading.Event) -> None:
        """This tells of the trouble when it is new, and waits before the next attempt."""
        told = f"{type(reason).__name__}: {reason}"
        if told != self._told:
            if isinstance(reason, Unavailable):
                log.warning("worker_waits", worker=self._worker, reason=str(reason))
            else:
                log.error("worker_failed", worker=self._worker, exc_info=reason)
        self._told = told
        self._pause = min(max(2 * self._pause, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
        stop.wait(self._pause)

    def over(self) -> None:
        """This tells that all is well again, if it was not."""
        if self._pause:
            log.info("worker_goes_on", worker=self._worker)
        self._pause, self._told = 0.0, ""
