"""A million facts on one machine: generated, relayed, projected, within a gibibyte a process.

`make million`, or `python -m tests.soak.million --facts 1000000`. While they are written a second
projector joins the first, and the first is killed and comes back. Then everything made of the facts
is counted and held against SQL over the log, and the most memory each process took is told.

What else follows the log joins by a line in `workers.py`, and a line in `counts.py` that says what
its counts have to equal.
"""
