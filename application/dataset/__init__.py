"""Training sets: what was known when somebody was shown a tutor, and what came of it in time.

A set is made of the log as it stood at a place, read twice in its order. First is read what came
of things (`ahead.py`), then each candidate becomes a row (`rows.py`) with the features that the
showing itself recorded and the counts that the facts before it come to (`known.py`), of people
who may be learned from now (`standing.py`). So nothing that happened later can be among what a
model learns from, whatever is recorded afterwards. A set is written into files, or taken by
`places.py`, which keeps where tutors stood when they were booked.

May import: facts of `domain`. To add a feature of history: a name and a count in `known.py`.
"""
