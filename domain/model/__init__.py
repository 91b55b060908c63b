"""Models: which were trained, which one is in use, and who or what rule decided that and why.

`terms.py` is the vocabulary, `events.py` the facts and `policies.py` the rules; `aggregate.py` has
all models of one kind, because one of them is in use at a time. What a model has learnt lies
elsewhere, under its digest.

May import: the standard library and `domain.shared`.
"""
