"""The card a student lets the payment provider keep, to be charged when they are not there.

May import: the standard library and `domain.shared`.
"""
