"""Experiments: who is shown which variation, what follows from it, and what that tells.

`terms.py` is the vocabulary and `events.py` the facts; `bucketing.py` is the hash that puts people
into variations. Three things decide: an experiment (`aggregate.py`), a namespace whose lanes
exclude one another (`namespace.py`), and one person's part in all of it (`participation.py`).
What the numbers tell is arithmetic: `moments.py` adds them up, `sequences.py` compares them at any
time, `ratios.py` finds out whether people were spread as planned, `planning.py` says how many it
takes, and `results.py` puts it into words.

May import: the standard library and `domain.shared`.
"""
