"""What auditors ask, answered from PostgreSQL; it reads the log as it lies there.

`reading.py` reads rows as they are, `history.py` finds facts for traces and samples, `asof.py`
replays read models as of then into a scratch schema. `examining.py` runs the checks of `checks/`
over the whole log, each of them a promise that the log makes.

May import: `domain`, `application`, `projections`, `adapters.bodies`, `psycopg`.
"""
