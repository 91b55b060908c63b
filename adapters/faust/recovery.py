"""Faust's recovery of tables, with its last steps in an order that drops no message.

When tables are whole again after a rebalance, Faust 0.15.3 lets the consumer fetch facts, then
seeks to where the group had come, and then resumes the flow control, which empties every queue
behind the consumer: what was fetched in between is thrown away and never fetched again. Here the
consumer is let go only behind the last of the other two.
"""

import asyncio
from typing import Any, cast

from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery


class OrderedRecovery(Recovery):
    """This completes a recovery in the order seek, flow control, resume."""

    async def on_recovery_completed(self, generation_id: int = 0) -> None:
        """This lets the facts flow again, from where the group had come."""
        app, consumer = cast("Any", self.app), cast("Any", self.app.consumer)
        await app.on_rebalance_complete.send()
        self._set_recovery_ended()
        await asyncio.gather(
            *(
                table.on_recovery_completed(
                    self.actives_for_table[table], self.standbys_for_table[table]
                )
                for table in self.tables.values()
            )
        )
        assignment = consumer.assignment()
        if app.consumer_generation_id != generation_id:
            return
        if assignment:
            await self._wait(consumer.perform_seek(), timeout=app.conf.broker_request_timeout)
        self.completed.set()
        app.flow_control.resume()
        consumer.resume_partitions({tp for tp in assignment if not self._is_changelog_tp(tp)})
        consumer.resume_flow()
        await app._fetcher.maybe_start()  # noqa: SLF001 - as the original does
        self.tables.on_actives_ready()
        if not app.assignor.assigned_standbys():
            self.tables.on_standbys_ready()
        app.on_rebalance_end()


class OrderedTables(TableManager):
    """This is Faust's manager of tables, with the recovery above."""

    @property
    def recovery(self) -> Recovery:
        """This recovers the tables after a rebalance."""
        if self._recovery is None:
            self._recovery = OrderedRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery
