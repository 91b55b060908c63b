"""Success: how likely it is that a student goes on learning, and what speaks for and against it.

`deeds.py` is what a student did, one by one; `features.py` what is known from that at a moment, and
`examples.py` what came of it later. `model.py` is what was learnt from examples: a curve for each
feature, added up, so that each has a part in what is said. `groups.py` holds groups of people
against one another. The product knows no goals of students, so none is predicted.

May import: the standard library and `domain.shared`.
"""
