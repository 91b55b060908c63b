"""Watching: what counts towards a burst comes together by person, and each burst becomes a signal.

A signal is sent before it is noted that its window has enough, so that none is lost; one that is
sent twice has the same name.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import faust

from adapters.faust.batches import Batches, all_safe
from adapters.faust.feed import WindowsFeed
from adapters.kafka.telling import KafkaTelling
from application.analytics.bursts import Hit, Rule, Signal, windows_of, with_hit
from application.analytics.folding import LATEST
from application.analytics.spans import EPOCH

DAY = timedelta(days=1)


class Watching:
    """This watches the people whose hits Faust gives this process."""

    def __init__(self, app: faust.App, feed: WindowsFeed, telling: KafkaTelling) -> None:
        self._table: Any = app.Table("bursts", partitions=feed.partitions)
        self._feed = feed
        self._telling = telling
        self._newest = EPOCH
        self.hits: Any = app.topic(
            f"{app.conf.id}-hits", partitions=feed.partitions, internal=True, retention=DAY
        )
        self.batches = Batches(app, self._watch)
        app.agent(self.hits, name="watch")(self.batches.follow)

    async def tidy(self) -> None:
        """This takes out of the table what nobody counts any more."""
        for name in self._table.names(""):
            _positions, number, end, _count = self._table.get_value(name)
            if datetime.fromisoformat(end) + LATEST < self._newest:
                await all_safe([self._table.drop(number, name)])

    async def _watch(self, events: Sequence[Any]) -> None:
        changed: dict[str, list[Any]] = {}
        signals: list[Signal] = []
        for event in events:
            rule, account_id, at, position = event.value
            hit = Hit(Rule(rule), account_id, datetime.fromisoformat(at), position)
            self._newest = max(self._newest, hit.at)
            for signal in windows_of(hit):
                known = changed.get(signal.name) or self._table.get_value(signal.name)
                before = known[0] if known else ()
                positions = with_hit(before, hit)
                if positions is before:
                    continue
                number, end = event.message.partition, str(signal.end)
                changed[signal.name] = [positions, number, end, len(positions)]
                if len(positions) == signal.count:
                    signals.append(signal)
        told = [(one.name, _told(one)) for one in signals]
        await asyncio.to_thread(self._telling.tell, self._feed.signals, told)
        self.batches.check_ours()
        await all_safe(self._table.put(value[1], name, value) for name, value in changed.items())


def _told(signal: Signal) -> dict[str, Any]:
    """This is a burst as the stream tells it."""
    return {
        "rule": signal.rule,
        "account_id": signal.account_id,
        "start": signal.start.isoformat(),
        "end": signal.end.isoformat(),
        "at_least": signal.count,
    }
