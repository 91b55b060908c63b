"""Files for analysts: the public part of facts, and figures, as Parquet, NDJSON or CSV.

    log ── facts, without keys ── public part ── Arrow ── topic=…/log_day=…/<position>.parquet

Everything passes through Arrow tables whose types follow from the shapes of the facts, so that a
column has the same type whatever the format, and on whichever day.

May import: `domain`, `application`, what read models answer, `pyarrow`. Another format is one more
line in `writing.FORMATS`.
"""
