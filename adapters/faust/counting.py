"""Counting: the facts of each partition are folded into figures, put where they are safe, in order.

Figures and notes are put first, then told on the stream and in PostgreSQL, and the partition's
place moves on when all of that is safe: what breaks off before is folded again and comes to the
same. A message says which position came before it; what is missing is read from the log.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import faust
import structlog

from adapters.faust.batches import Batches, all_safe
from adapters.faust.feed import WindowsFeed
from adapters.faust.table import PositionTable
from adapters.kafka.envelope import NotOurs
from adapters.kafka.telling import KafkaTelling
from application.analytics.bursts import Hit
from application.analytics.folding import Cell, Folded, Key, fold, is_over
from application.consistency import Partition, Positions, partition_of
from application.delivery import READ_AT_ONCE, Delivered

IDLE_LOOKS, BUSY_LOOKS = 2, 30

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Counted:
    """This is what was made of one partition's facts, as it lies in the table."""

    table: PositionTable
    line: Partition

    def name(self, *of: str) -> str:
        """This is what something of the partition is called in the table."""
        return "|".join((f"{self.line.context}/{self.line.number}", *of))

    @property
    def place(self) -> int:
        """This is the position of the last fact that is in whole."""
        value = self.table.get_value(self.name("place"))
        return value[-1] if value else 0

    def cell(self, key: Key) -> Cell | None:
        """This is the figure, if anything was counted for it."""
        value = self.table.get_value(self.name("cell", key.text))
        return Cell(*value) if value else None

    def over(self) -> list[str]:
        """This is the names of what no fact to come can change, by when the last was recorded."""
        value = self.table.get_value(self.name("place"))
        if value is None:
            return []
        recorded_at, cells = datetime.fromisoformat(value[0]), self.name("cell", "")
        return [
            name
            for name in self.table.names(cells)
            if is_over(Key.of(name.removeprefix(cells)), recorded_at)
        ]

    def note(self, stream_id: str) -> str | None:
        """This is what was noted of a stream."""
        value = self.table.get_value(self.name("note", stream_id))
        return value[0] if value else None


class Counting:
    """This counts the partitions that Faust gives this process."""

    def __init__(self, app: faust.App, feed: WindowsFeed, telling: KafkaTelling, hits: Any) -> None:
        self._app: Any = app
        self._feed = feed
        self._telling = telling
        self._stood: dict[Partition, tuple[int, int]] = {}
        self._hits = hits
        self._table: Any = app.Table("figures", partitions=feed.partitions)
        self._sources = app.topic(*feed.sources, key_serializer="raw", value_serializer="raw")
        self.batches = Batches(app, self._count)
        app.agent(self._sources, name="count")(self.batches.follow)

    async def catch_up(self, published: Positions) -> None:
        """This reads from the log what was published, and has not come for some looks.

        While other facts are coming there is more patience: Faust may bring them one partition
        after the other, and reading them all from the log would only be a second way.
        """
        stood, self._stood = self._stood, {}
        now = {line: self._counted(line).place for line in self._ours()}
        is_idle = all(stood.get(line, (place, 0))[0] == place for line, place in now.items())
        for line, place in now.items():
            before, looks = stood.get(line, (place, 0))
            is_stuck = before == place < published.get(line, 0)
            self._stood[line] = (place, looks + 1 if is_stuck else 0)
        patience = IDLE_LOOKS if is_idle else BUSY_LOOKS
        for line, (_place, looks) in self._stood.items():
            if looks >= patience:
                await self._fill(line, published[line])

    async def tidy(self) -> None:
        """This takes out of the table what is over; PostgreSQL keeps it."""
        for line in self._ours():
            over = self._counted(line).over()
            await all_safe(self._table.drop(line.number, name) for name in over)

    def _ours(self) -> list[Partition]:
        sources = self._feed.sources
        return [
            Partition(sources[tp.topic], tp.partition)
            for tp in self._app.consumer.assignment()
            if tp.topic in sources
        ]

    def _counted(self, line: Partition) -> Counted:
        return Counted(self._table, line)

    async def _count(self, events: Sequence[Any]) -> None:
        """This counts what has come; where something is missing, the log is read instead."""
        come: dict[Partition, list[Delivered]] = {}
        for event in events:
            line = Partition(self._feed.sources[event.message.topic], event.message.partition)
            try:
                come.setdefault(line, []).append(self._feed.delivered(line, event.message))
            except NotOurs:
                log.warning("foreign_message", partition=str(line), offset=event.message.offset)
        whole = {}
        for line, delivered in come.items():
            if _is_whole(delivered, self._counted(line).place):
                whole[line] = fold(self._counted(line), [one.recorded for one in delivered])
            else:
                await self._fill(line, max(one.recorded.position for one in delivered))
        if whole:
            await self._put(whole)

    async def _fill(self, line: Partition, upto: int) -> None:
        """This counts a partition from the log, up to a position."""
        after = self._counted(line).place
        log.info("counting_from_log", partition=str(line), after=after, upto=upto)
        while after < upto:
            batch = await asyncio.to_thread(
                self._feed.facts.read, after, READ_AT_ONCE, frozenset({line.context})
            )
            mine = [
                one
                for one in batch
                if one.position <= upto
                and partition_of(one.stream_id, self._feed.partitions) == line.number
            ]
            if mine:
                await self._put({line: fold(self._counted(line), mine)})
            if len(batch) < READ_AT_ONCE:
                return
            after = batch[-1].position

    async def _put(self, folds: Mapping[Partition, Folded]) -> None:
        """This puts what was folded where it is safe, then the places, then takes what is over."""
        self.batches.check_ours()
        await all_safe(
            future for line, folded in folds.items() for future in self._safe(line, folded)
        )
        rows = [
            (line, key, cell)
            for line, folded in folds.items()
            for key, cell in folded.cells.items()
        ]
        places = {line: folded.place for line, folded in folds.items() if folded.recorded_at}
        told = [(self._counted(row[0]).name(row[1].text), _told(*row)) for row in rows]
        await asyncio.to_thread(self._telling.tell, self._feed.told, told)
        await asyncio.to_thread(self._feed.windows.keep, rows, places)
        self.batches.check_ours()
        await all_safe(
            self._table.put(
                line.number,
                self._counted(line).name("place"),
                [str(folds[line].recorded_at), place],
            )
            for line, place in places.items()
        )
        for line, folded in folds.items():
            for stream_id, note in folded.notes.items():
                name = self._counted(line).name("note", stream_id)
                if note is None and self._table.get_value(name) is not None:
                    self._table.drop(line.number, name)

    def _safe(self, line: Partition, folded: Folded) -> list[Any]:
        """This is everything that has to be safe before the place moves on, on its way."""
        counted, number = self._counted(line), line.number
        going = [
            self._table.put(number, counted.name("cell", key.text), list(cell))
            for key, cell in folded.cells.items()
        ]
        going += [
            self._table.put(number, counted.name("note", stream_id), [note, folded.place])
            for stream_id, note in folded.notes.items()
            if note is not None
        ]
        going += [self._hit(hit) for hit in folded.hits]
        return going

    def _hit(self, hit: Hit) -> Any:
        value = [hit.rule, hit.account_id, hit.at.isoformat(), hit.position]
        return self._hits.send_soon(key=hit.account_id, value=value)


def _is_whole(delivered: Sequence[Delivered], place: int) -> bool:
    """This is true when nothing is missing between the place and the last message."""
    for one in delivered:
        if one.previous > place:
            return False
        place = max(place, one.recorded.position)
    return True


def _told(line: Partition, key: Key, cell: Cell) -> dict[str, Any]:
    """This is a figure as the stream tells it: of one partition, to be added to the others."""
    return {
        "measure": key.measure,
        "period": key.period,
        "start": key.start.isoformat(),
        "end": key.end.isoformat(),
        "subject": key.subject,
        "country": key.country,
        "currency": key.currency,
        "partition": f"{line.context}/{line.number}",
        "value": cell.value,
        "position": cell.position,
    }
