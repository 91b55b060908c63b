"""Breach: personal data got where it should not, and what has to be told to whom by when.

Enumerations, numbers and times only: what happened in words is written elsewhere, because words
about a breach are personal data soon enough.
"""
