"""Matching: how well a student and a tutor fit, which of many are shown, and why.

`overlap.py` compares what both sides say in the same words, and so the same way round and the
other; `compatibility.py` adds what only one side says, and makes one calibrated score of it.
`showing.py` chooses whom to show: unlike ones, and now and then somebody new, with the chance they
had. `reasons.py` says why.

It decides nothing and has no facts: numbers in, numbers out. May import: the standard library.
"""
