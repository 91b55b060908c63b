"""The questions people ask, and rows that answer them.

One folder per question: `schema.sql` (tables, made in a PostgreSQL schema of the projection's
own), `projector.py` (a pure fold, "rows, fact → rows", offered as `PROJECTION`) and `queries.py`.
Beside them: `rows.py` (what a projector reads and writes), `runtime.py` (the fold itself) and
`catalogue.py` (every projection there is).

May import: the facts of `domain`, never an aggregate. Projections do not know one another.
To add one: a folder, a line in `catalogue.py`, a GET, and a test that asks for the shared laws
(`tests/support/laws.py`).

A projection must give the same rows for every interleaving that keeps each stream's order:
facts of different streams come in any order, only those of one stream come in theirs.
"""
