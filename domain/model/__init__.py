"""Models: which were trained, which one is in use, and who or what rule decided that and why.

`terms.py` is the vocabulary and `events.py` the facts; `aggregate.py` keeps all models of one kind,
because one of them is in use at a time. What a model has learnt lies elsewhere, under its digest.

May import: the standard library and `domain.shared`.
"""
