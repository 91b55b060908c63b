"""Contests: somebody has a person look at what was recommended to them by a machine.

`events.py` is the facts, `aggregate.py` what may be asked, by whom, and who answers.

May import: the standard library and `domain.shared`.
"""
