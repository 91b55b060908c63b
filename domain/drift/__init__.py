"""Drift: whether what a model is shown, and how well it does, is still what it was.

`bins.py` counts values so that nothing of a person is left of them, `features.py` compares such
counts, `figures.py` compares shares and means, and `calibration.py` holds what was expected against
what happened. Each of them says how likely chance alone does as much with so few people, and
`judging.py` looks at many of them together. There are no facts here and no decisions.

May import: the standard library and `domain.shared`.
"""
