"""HTTP: one router a resource, commands as their own request schema, queries as answers.

`accepts.py` makes an operation of a command, `answers.py` one of a query; `access.py` says for
each route who may use it, `errors.py` which refusal becomes which status. The routers in
`routes/` are lists of such lines, and nothing else.

May import: `application`, `projections`, `domain` without its aggregates; of `adapters` the
composition root and the settings, and for the shell what it starts and operates.
To add an operation: a line in its router and a line in `access.py`; a test walks over both.
"""
