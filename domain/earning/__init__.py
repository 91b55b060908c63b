"""The tutor's share of one booking: what of it is due, and what has moved.

`movements.py` adds up what the provider did; `standing.py` is the fold of all facts, which a
process follows too; `aggregate.py` decides what is to move, and `answers.py` what becomes of it
by the provider's answers.

May import: the standard library and `domain.shared`.
"""
