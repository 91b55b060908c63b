"""Where projections keep their rows: each in a PostgreSQL schema of its own.

Beside the projection's own tables a schema holds `checkpoint` (up to where each partition is
in), `parked` (facts that wait) and `build` (which version this is, and its `state`, which
changes whenever somebody other than the running worker has changed the rows).

Rows, parked facts and checkpoint are written in one transaction. It need not wait for the disk
(`synchronous_commit = off`): should a crash undo it, the checkpoint is undone with it, and the
facts are applied again from the log.

`eventsourcing`'s `PostgresTrackingRecorder` is not used for the checkpoint: it writes one
statement for each tracked line, on connections of a pool of its own, and raises where a line
did not advance. We write the places of all partitions at once, in the rows' own transaction.

May import: `projections`, `application`, `psycopg`. `store.py` runs one projection, `rebuild.py`
builds it anew, `parking.py` replays what waits, `waiting.py` waits for a place to be reached.
`digest.py` is one number for all rows, `live.py` that of the rows in use, `standing.py` of every
read model's, `asof.py` derives rows again as of then.
"""
