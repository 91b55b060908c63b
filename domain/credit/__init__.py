"""Lessons a student has bought of one tutor and not used, and their one trial with them.

One stream a pair of student and tutor: whatever races for the last credit or for the trial races
for that stream, and one gets it. `terms.py` is the vocabulary and `events.py` the facts;
`package.py` is one package, `trying.py` decides about the trial, `aggregate.py` about credits.

May import: the standard library and `domain.shared`.
"""
